"""What follows from saving or deleting: the search index, pictures, and days when the site's time zone changes."""

from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from til import schedule
from til.models import Picture, Til
from til.search import index
from til.site.models import Site
from til.text.pictures import used_in


def on_saved(instance: Til, raw: bool = False, **_: Any) -> None:
    """Index a TIL, and note that it is scheduled; new ones and fixtures are indexed once they have their tags."""
    if instance.status == Til.Status.SCHEDULED:
        schedule.next_due.forget()
    if not raw and not hasattr(instance, "skip_history_when_saving"):
        index.put(instance)
    if not raw:
        _note_pictures(instance)


def on_tags_changed(instance: Til | Any, action: str, **_: Any) -> None:
    """Index a TIL under its new tags; its row is locked before, so that saves at the same time see them, or wait."""
    if isinstance(instance, Til) and action.startswith("pre_"):
        Til.objects.filter(pk=instance.pk).hold()
    if isinstance(instance, Til) and action.startswith("post_") and not hasattr(instance, "skip_history_when_saving"):
        index.put(instance)


def _note_pictures(til: Til) -> None:
    """Note the pictures of a TIL. Those of earlier versions stay, since these can be brought back.

    A writer's TIL gets the writer's own pictures and those of staff, so that nobody publishes another writer's.
    """
    names = list(used_in(til.content))
    if names:
        til.pictures.add(*Picture.objects.filter(_may_show(til), name__in=names))


def _may_show(til: Til) -> Q:
    """Return the condition for pictures that a TIL may show; those without an author are from staff."""
    if til.author_id is None and til.key_id is None:
        return Q()
    if til.author and til.author.is_staff:
        return Q()
    own = Q(user=til.author_id) if til.author_id else Q(key=til.key_id)
    return own | Q(user__is_staff=True)


def on_deleting(instance: Til, **_: Any) -> None:
    """Delete the pictures that only this TIL had."""
    if mine := list(instance.pictures.values_list("pk", flat=True)):
        shared = Picture.tils.through.objects.filter(picture__in=mine).exclude(til=instance).values("picture")
        Picture.objects.filter(pk__in=mine).exclude(pk__in=shared).delete()


def on_deleted(instance: Til, **_: Any) -> None:
    """Remove a TIL from the index."""
    index.drop(instance.pk)


def on_picture_deleted(instance: Picture, **_: Any) -> None:
    """Delete a picture's file once that is certain."""
    transaction.on_commit(lambda: default_storage.delete(instance.name))


def on_site_saved(instance: Site, **_: Any) -> None:
    """Move published TILs to their days in the site's time zone, if that has changed."""
    published = Til.objects.filter(published__isnull=False).order_by().only("published", "published_on")
    moved = [til for til in published if til.published_on != _day(til, instance)]
    for til in moved:
        til.published_on = _day(til, instance)
    Til.objects.bulk_update(moved, ["published_on"], batch_size=500)


def _day(til: Til, site: Site) -> date | None:
    return timezone.localdate(til.published, site.zone) if til.published else None
