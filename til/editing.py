"""What callers do to TILs: who sees which, and changes that lose nobody's work."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.http import parse_etags

from til.caller import Caller
from til.cursor import by_number, by_place
from til.days import create_til
from til.models import Til, TilQuerySet
from til.refusals import Changed, DayTaken, NotThere, WrongETag
from til.schemas import TilChoice, TilFilter, TilIn, TilOut
from til.search.query import Query, answering
from til.tags import get_or_create_all


def seen_by(caller: Caller) -> TilQuerySet:
    """Return what ``caller`` may read: what is public, and what is theirs."""
    own = Q() if caller.sees_all else Q(status=Til.Status.PUBLISHED) | caller.owned("author")
    return Til.objects.filter(own).prefetch_related("tags")


def one_seen_by(caller: Caller, pk: int) -> Til:
    """Return a TIL. Raises NotThere where it is not theirs to read."""
    til = seen_by(caller).filter(pk=pk).first()
    if til is None:
        raise NotThere
    return til


def owned_by(caller: Caller, pk: int) -> Til:
    """Return a TIL. Raises NotThere where it is not theirs to change."""
    return _owned(caller, pk, Til.objects.all())


def chosen(seen: TilQuerySet, choice: TilChoice) -> TilQuerySet:
    """Return those that are meant: the best answer first where there are words; words of signs alone mean none."""
    query = Query(choice.q, choice.tag, choice.since, choice.until)
    exactly = {"status": choice.status, "language": choice.language}
    rows = answering(seen.filter(**{name: value for name, value in exactly.items() if value}), query)
    return rows.none() if choice.q.strip() and not query.terms() else rows


def part(seen: TilQuerySet, asked: TilFilter) -> tuple[list[Til], str | None]:
    """Return a part of what is asked for, and the cursor behind it."""
    rows = chosen(seen, asked)
    return by_place(rows, asked) if asked.q.strip() else by_number(rows, "day_number", asked)


def shown(til: Til) -> TilOut:
    """Return a TIL as the API says it."""
    return TilOut.model_validate(til, from_attributes=True)


def etag(out: TilOut) -> str:
    """Return the strong ETag of a TIL: another one as soon as anything of it differs."""
    return f'"{out.id}-{hashlib.sha256(out.model_dump_json().encode()).hexdigest()[:32]}"'


def create(caller: Caller, wanted: TilIn) -> Til:
    """Save a new draft of the caller's. Raises DayTaken."""
    fields: dict[str, Any] = wanted.model_dump()
    with transaction.atomic():
        til = create_til(**fields, author_id=caller.user_id, key_id=caller.key_id)
        if wanted.day_number not in {None, til.day_number}:
            raise DayTaken(day_number=wanted.day_number)
    return one_seen_by(caller, til.pk)


def change(caller: Caller, pk: int, if_match: str, changes: Mapping[str, Any]) -> Til:
    """Make ``changes`` (field to value; ``tags`` by name) to the state that ``if_match`` names, or to any if empty.

    Raises NotThere where it is not theirs to change, Changed, WrongETag and DayTaken.
    """
    with transaction.atomic():
        til = held(caller, pk, if_match)
        fields = dict(changes)
        tags = fields.pop("tags", None)
        _see_day(til, fields.get("day_number", til.day_number))
        for name, value in fields.items():
            setattr(til, name, value)
        til.save()
        if tags is not None:
            til.tags.set(get_or_create_all(tags))
    return one_seen_by(caller, pk)


def delete(caller: Caller, pk: int, if_match: str) -> None:
    """Delete a TIL of the caller's. Raises NotThere and Changed."""
    with transaction.atomic():
        held(caller, pk, if_match).delete()


def held(caller: Caller, pk: int, if_match: str) -> Til:
    """Return a TIL of the caller's as ``if_match`` knows it, held until the transaction ends."""
    til = _owned(caller, pk, Til.objects.select_for_update(of=("self",)))
    known = parse_etags(if_match)
    if known and "*" not in known and etag(shown(til)) not in known:
        raise Changed if any(one.startswith(f'"{pk}-') for one in known) else WrongETag
    return til


def _owned(caller: Caller, pk: int, rows: TilQuerySet) -> Til:
    til = rows.filter(caller.owned("author"), pk=pk).first()
    if til is None:
        raise NotThere
    return til


def _see_day(til: Til, day_number: int) -> None:
    if Til.objects.filter(day_number=day_number).exclude(pk=til.pk).exists():
        raise DayTaken(day_number=day_number)
