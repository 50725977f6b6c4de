"""Record each change of a public TIL in its transaction: one row per change, from any code that saves it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from til.mirror.models import Change, File, digest_of
from til.models import Tag, Til
from til.transfer.exporting import name_of
from til.transfer.front_matter import to_markdown

_held: "WeakKeyDictionary[Tag, list[int]]" = WeakKeyDictionary()  # the TILs of tags that are being deleted
_noted: "WeakKeyDictionary[BaseDatabaseWrapper, dict[int, str]]" = WeakKeyDictionary()  # in this transaction, by TIL


def on_saved(instance: Til, raw: bool = False, **_: Any) -> None:
    """Record a saved TIL; fixtures are found by ``catch_up``."""
    if not raw:
        note(instance.pk)


def on_tags_changed(instance: Til | Any, action: str, **_: Any) -> None:
    """Record a TIL with its new tags."""
    if isinstance(instance, Til) and action.startswith("post_"):
        note(instance.pk)


def on_deleted(instance: Til, **_: Any) -> None:
    """Record that a TIL was deleted."""
    note(instance.pk)


def on_tag_saved(instance: Tag, created: bool, raw: bool = False, **_: Any) -> None:
    """Record the TILs of a tag that may have been renamed."""
    if not (created or raw):
        _note_all(instance.tils.values_list("pk", flat=True))


def on_tag_deleting(instance: Tag, **_: Any) -> None:
    """Remember the TILs of a tag that is about to be deleted."""
    _held[instance] = list(instance.tils.values_list("pk", flat=True))


def on_tag_deleted(instance: Tag, **_: Any) -> None:
    """Record the TILs of a deleted tag."""
    _note_all(_held.pop(instance, []))


def _note_all(pks: Iterable[int]) -> None:
    if settings.TIL_MIRROR:
        for pk in sorted(pks):  # in this order, so that two transactions cannot deadlock
            note(pk)


def note(pk: int, made: datetime | None = None) -> None:
    """Record the new file of TIL ``pk``, changed at ``made`` or now; calls in one transaction are one change.

    Its row is locked, so that the last change recorded has what all transactions before it saved.
    """
    if not settings.TIL_MIRROR:
        return
    connection = connections["default"]
    Til.objects.filter(pk=pk).hold()
    til = Til.objects.published().prefetch_related("tags").filter(pk=pk).first()
    if til is None and not (File.objects.filter(til=pk).exists() or Change.objects.filter(til=pk).exists()):
        return
    now = {"name": name_of(til), "text": to_markdown(til)} if til else {"name": "", "text": ""}
    noted = _noted.setdefault(connection, {})
    if Change.objects.filter(mark=noted.get(pk, ""), til=pk).update(**now):
        return
    change = Change.objects.create(til=pk, made=made or timezone.now(), **now)
    if connection.in_atomic_block:
        noted[pk] = change.mark
        transaction.on_commit(noted.clear)


def catch_up() -> None:
    """Record missed changes: TILs from before the mirror, or changed while it was not configured."""
    public = Til.objects.published()
    known = dict(File.objects.filter(is_public=True).values_list("til", "digest"))
    pushed = set(known)
    known |= {til: digest_of(text) for til, text in Change.objects.values_list("til", "text").iterator()}
    for til in public.prefetch_related("tags").order_by("day_number").iterator(chunk_size=50):
        if digest_of(to_markdown(til)) != known.get(til.pk):
            note(til.pk, made=None if til.pk in pushed else til.published)
    for pk in known.keys() - set(public.filter(pk__in=known).values_list("pk", flat=True)):
        if known[pk] != digest_of(""):
            note(pk)


def begin_anew() -> None:
    """Record every public TIL, for a new repository or one with a rewritten history."""
    File.objects.update(digest="")
    catch_up()
