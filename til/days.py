"""Day numbers: unique and without gaps, even when many TILs are saved at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, Unpack

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max

from til.models import Til
from til.search import index
from til.tagging.lookup import get_or_create_all

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


def create_til(*, day_number: int | None = None, tags: Iterable[str] = (), **fields: Unpack[TilFields]) -> Til:
    """Save a new TIL with its tags, in one transaction, with one entry in its history, and return it.

    It gets the requested day number if that is free, else the number after the highest.
    """
    with transaction.atomic():
        _lock_day_numbers()
        if not day_number or day_number < 1 or Til.objects.filter(day_number=day_number).exists():
            day_number = next_day_number()
        til = Til(day_number=day_number, **fields)
        til.skip_history_when_saving = True
        til.save()
        til.tags.add(*get_or_create_all(tags))
        del til.skip_history_when_saving
        Til.create_record(til, "+")
        index.put(til, is_new=True)
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
