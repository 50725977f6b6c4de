"""Lists in parts: a cursor says where the next part begins."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field

M = TypeVar("M", bound=Model)


class PartIn(Schema):
    """Which part of a list is asked for."""

    cursor: str = Field("", pattern=r"^[0-9]{0,15}$", description="The `next` of the part before; opaque.")
    limit: int = Field(20, ge=1, le=100, description="How many at most.")


def by_number(rows: QuerySet[M], number: str, part: PartIn) -> tuple[list[M], str | None]:
    """Return the rows below the cursor, the highest ``number`` first; what is added meanwhile shifts nothing."""
    if part.cursor:
        rows = rows.filter(**{f"{number}__lt": int(part.cursor)})
    found = list(rows.order_by(f"-{number}")[: part.limit + 1])
    is_more = len(found) > part.limit
    return found[: part.limit], str(getattr(found[part.limit - 1], number)) if is_more else None


def by_place(rows: QuerySet[M], part: PartIn) -> tuple[list[M], str | None]:
    """Return the rows from the place the cursor says, in the order they have."""
    place = int(part.cursor or 0)
    found = list(rows[place : place + part.limit + 1])
    return found[: part.limit], str(place + part.limit) if len(found) > part.limit else None
