"""Pagination: a cursor marks where the next page begins."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

M = TypeVar("M", bound=Model)


class PartIn(Schema):
    """The requested page of a list."""

    cursor: str = Field("", pattern=r"^[0-9]{0,15}$", description="The previous page's `next`; opaque.")
    limit: int = Field(20, ge=1, le=100, description="Maximum number of items.")


def by_number(rows: QuerySet[M], number: str, part: PartIn) -> tuple[list[M], str | None]:
    """Return the rows below the cursor, highest ``number`` first; rows added later shift nothing."""
    if part.cursor:
        rows = rows.filter(**{f"{number}__lt": int(part.cursor)})
    found = list(rows.order_by(f"-{number}")[: part.limit + 1])
    is_more = len(found) > part.limit
    return found[: part.limit], str(getattr(found[part.limit - 1], number)) if is_more else None


def by_place(rows: Sequence[M] | QuerySet[M], part: PartIn) -> tuple[list[M], str | None]:
    """Return the rows from the offset in the cursor, in their own order."""
    place = int(part.cursor or 0)
    found = list(rows[place : place + part.limit + 1])
    return found[: part.limit], str(place + part.limit) if len(found) > part.limit else None
