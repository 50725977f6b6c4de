"""Read and change TILs for API callers, with access rules and protection against lost updates."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.http import parse_etags

from til.api.paging import by_number, by_place
from til.api.schemas import TilChoice, TilFilter, TilIn, TilOut
from til.caller import Caller
from til.days import create_til
from til.errors import Changed, DayTaken, NotThere, WrongETag
from til.models import Til, TilQuerySet
from til.search.query import Query, answering, answers
from til.tagging.lookup import get_or_create_all
from til.text.language import detect


def seen_by(caller: Caller) -> TilQuerySet:
    """Return the TILs that ``caller`` may read: public ones and their own."""
    own = Q() if caller.sees_all else Q(status=Til.Status.PUBLISHED) | caller.owned("author")
    return Til.objects.filter(own).prefetch_related("tags")


def one_seen_by(caller: Caller, pk: int) -> Til:
    """Return a TIL. Raises NotThere if the caller may not read it."""
    til = seen_by(caller).filter(pk=pk).first()
    if til is None:
        raise NotThere
    return til


def owned_by(caller: Caller, pk: int) -> Til:
    """Return a TIL. Raises NotThere if the caller may not change it."""
    return _owned(caller, pk, Til.objects.all())


def chosen(seen: TilQuerySet, choice: TilChoice) -> TilQuerySet:
    """Return the chosen TILs, best match first if there are search words; words without letters match none."""
    query = Query(choice.q, choice.tag, choice.since, choice.until)
    return seen.none() if choice.q.strip() and not query.terms() else answering(_exactly(seen, choice), query)


def part(seen: TilQuerySet, asked: TilFilter) -> tuple[list[Til], str | None]:
    """Return one page of the results and the cursor of the next."""
    query = Query(asked.q, asked.tag, asked.since, asked.until)
    if not asked.q.strip():
        return by_number(chosen(seen, asked), "day_number", asked)
    return by_place(answers(query, among=_exactly(seen, asked)) if query.terms() else [], asked)


def _exactly(seen: TilQuerySet, choice: TilChoice) -> TilQuerySet:
    wanted = {"status": choice.status, "language": choice.language}
    return seen.filter(**{name: value for name, value in wanted.items() if value})


def shown(til: Til) -> TilOut:
    """Return a TIL as the API represents it."""
    return TilOut.model_validate(til, from_attributes=True)


def etag(out: TilOut) -> str:
    """Return the strong ETag of a TIL: it changes with any of its fields."""
    return f'"{out.id}-{hashlib.sha256(out.model_dump_json().encode()).hexdigest()[:32]}"'


def create(caller: Caller, wanted: TilIn) -> Til:
    """Save a new draft for the caller. Raises DayTaken."""
    fields: dict[str, Any] = wanted.model_dump() | {"language": wanted.language or detect(wanted.content)}
    with transaction.atomic():
        til = create_til(**fields, author_id=caller.user_id, key_id=caller.key_id)
        if wanted.day_number not in {None, til.day_number}:
            raise DayTaken(day_number=wanted.day_number)
    return one_seen_by(caller, til.pk)


def change(caller: Caller, pk: int, if_match: str, changes: Mapping[str, Any]) -> Til:
    """Apply ``changes`` (field to value; ``tags`` by name) if ``if_match`` is empty or names the current state.

    Raises NotThere if the caller may not change the TIL, DraftsOnly, Changed, WrongETag and DayTaken.
    """
    with transaction.atomic():
        til = locked(caller, pk, if_match)
        fields = dict(changes)
        caller.need_publish(fields.get("status", til.status))
        tags = fields.pop("tags", None)
        _check_day(til, fields.get("day_number", til.day_number))
        for name, value in fields.items():
            setattr(til, name, value)
        til.save()
        if tags is not None:
            til.tags.set(get_or_create_all(tags))
    return one_seen_by(caller, pk)


def delete(caller: Caller, pk: int, if_match: str) -> None:
    """Delete one of the caller's TILs. Raises NotThere, DraftsOnly and Changed."""
    with transaction.atomic():
        locked(caller, pk, if_match).delete()


def locked(caller: Caller, pk: int, if_match: str) -> Til:
    """Return the caller's TIL in the state ``if_match`` names, to change it; locked until the transaction ends.

    Raises NotThere, DraftsOnly, Changed and WrongETag.
    """
    til = _owned(caller, pk, Til.objects.select_for_update(of=("self",), no_key=True))
    caller.need_publish(til.status)
    known = parse_etags(if_match)
    if known and "*" not in known and etag(shown(til)) not in known:
        raise Changed if any(one.startswith(f'"{pk}-') for one in known) else WrongETag
    return til


def _owned(caller: Caller, pk: int, rows: TilQuerySet) -> Til:
    til = rows.filter(caller.owned("author"), pk=pk).first()
    if til is None:
        raise NotThere
    return til


def _check_day(til: Til, day_number: int) -> None:
    if Til.objects.filter(day_number=day_number).exclude(pk=til.pk).exists():
        raise DayTaken(day_number=day_number)
