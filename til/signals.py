"""Keep the search index up to date when a TIL is saved, and the days of TILs when the site's time zone changes."""

from datetime import date
from typing import Any

from django.utils import timezone

from til import schedule
from til.models import Til
from til.search import index
from til.site.models import Site


def on_saved(instance: Til, raw: bool = False, **_: Any) -> None:
    """Index a TIL, and note that it is scheduled; new ones and fixtures are indexed once they have their tags."""
    if instance.status == Til.Status.SCHEDULED:
        schedule.next_due.forget()
    if not raw and not hasattr(instance, "skip_history_when_saving"):
        index.put(instance)


def on_tags_changed(instance: Til | Any, action: str, **_: Any) -> None:
    """Index a TIL under its new tags."""
    if isinstance(instance, Til) and action.startswith("post_") and not hasattr(instance, "skip_history_when_saving"):
        index.put(instance)


def on_deleted(instance: Til, **_: Any) -> None:
    """Remove a TIL from the index."""
    index.drop(instance.pk)


def on_site_saved(instance: Site, **_: Any) -> None:
    """Move published TILs to their days in the site's time zone, if that has changed."""
    published = Til.objects.filter(published__isnull=False).order_by().only("published", "published_on")
    moved = [til for til in published if til.published_on != _day(til, instance)]
    for til in moved:
        til.published_on = _day(til, instance)
    Til.objects.bulk_update(moved, ["published_on"], batch_size=500)


def _day(til: Til, site: Site) -> date | None:
    return timezone.localdate(til.published, site.zone) if til.published else None
