"""Day numbers: unique and without gaps, even when many TILs are saved at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.signals import m2m_changed

from til.models import Tag, Til
from til.search import index
from til.tagging.lookup import get_or_create_all

_AT_ONCE = 200  # rows in one statement
_LOCK = 0x7417  # PostgreSQL's advisory lock for handing out day numbers


class TilFields(TypedDict, total=False):
    """The fields of a new TIL; ``title`` and ``content`` are required."""

    title: str
    slug: str
    excerpt: str
    content: str
    status: str
    language: str
    source_kind: str
    source_url: str
    source_title: str
    more_sources: str
    origin: str | None
    provider: str
    model: str
    author: AbstractBaseUser | None
    author_id: int | None
    key_id: int | None  # the API key that created it
    created: datetime
    published: datetime | None


def next_day_number() -> int:
    """Return the number the next TIL would get; a hint only, since another may be saved first."""
    return (Til.objects.aggregate(last=Max("day_number"))["last"] or 0) + 1


@dataclass
class Batch:
    """New TILs whose tags, histories and index entries are written together, which costs a fifth of one at a time.

    Use it inside one transaction, and call ``finish`` at its end.
    """

    _made: list[tuple[Til, list[Tag]]] = field(default_factory=list)

    def add(self, til: Til, tags: list[Tag]) -> None:
        """Save a new TIL without tags, history and index entry, which follow."""
        til.skip_history_when_saving = True
        til.save()
        self._made.append((til, tags))

    def __len__(self) -> int:
        return len(self._made)

    def forget_from(self, place: int) -> None:
        """Forget the TILs from this place on: their savepoint was rolled back."""
        del self._made[place:]

    def finish_if_it_has(self, til: Til) -> None:
        """Finish before a TIL that is new in it is changed."""
        if any(made.pk == til.pk for made, _ in self._made):
            self.finish()

    def finish(self) -> None:
        """Write what is missing of each TIL: tags, one entry in its history, and its entry in the index."""
        made, self._made = self._made, []
        through = Til.tags.through
        links = [through(til=til, tag=tag) for til, tags in made for tag in tags]
        links = through.objects.bulk_create(links, batch_size=_AT_ONCE)
        for til, tags in made:
            added = {"instance": til, "reverse": False, "model": Tag, "pk_set": {tag.pk for tag in tags}}
            m2m_changed.send(through, action="post_add", using="default", **added)
            del til.skip_history_when_saving
        self._record([til for til, _ in made], links)
        index.put_new((til, [tag.name for tag in tags]) for til, tags in made)

    def _record(self, tils: list[Til], links: list[Any]) -> None:
        records = Til.history.bulk_history_create(tils, batch_size=_AT_ONCE, default_change_reason=None)
        record_of = {record.id: record for record in records}
        recorded = apps.get_model("til", "HistoricalTil_tags")
        rows = [recorded(history=record_of[link.til_id], id=link.pk, til=link.til, tag=link.tag) for link in links]
        recorded.objects.bulk_create(rows, batch_size=_AT_ONCE)


def create_til(
    *,
    day_number: int | None = None,
    tags: Iterable[str] = (),
    batch: Batch | None = None,
    **fields: Unpack[TilFields],
) -> Til:
    """Save a new TIL with its tags, in one transaction, with one entry in its history, and return it.

    It gets the requested day number if that is free, else the number after the highest. In a ``batch``, tags, history
    and index follow when that is finished.
    """
    with transaction.atomic():
        _lock_day_numbers()
        if not day_number or day_number < 1 or Til.objects.filter(day_number=day_number).exists():
            day_number = next_day_number()
        til = Til(day_number=day_number, **fields)
        own = Batch() if batch is None else batch
        own.add(til, get_or_create_all(tags))
        if batch is None:
            own.finish()
    return til


def _lock_day_numbers() -> None:
    """Wait until no other transaction assigns numbers. SQLite's IMMEDIATE transactions need no lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def public_under(day: int) -> Til | None:
    """Return the public TIL with this day number, else the last one that had it."""
    public = Til.objects.published().prefetch_related("tags")
    before = Til.history.filter(day_number=day, status=Til.Status.PUBLISHED, id__in=public.values("pk"))
    last = before.order_by("-history_date", "-history_id").values("id")[:1]
    return public.filter(day_number=day).first() or public.filter(pk__in=last).first()
