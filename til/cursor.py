"""Lists in parts: a cursor says where the next part begins."""

from typing import Annotated, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query

M = TypeVar("M", bound=Model)

Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[
    str, Query(pattern=r"^[0-9]{0,15}$", description="The `next` of the part before; opaque.", examples=["120"])
]


def by_number(rows: QuerySet[M], number: str, cursor: str, limit: int) -> tuple[list[M], str | None]:
    """Return the rows below ``cursor``, the highest ``number`` first; what is added meanwhile shifts nothing."""
    if cursor:
        rows = rows.filter(**{f"{number}__lt": int(cursor)})
    part = list(rows.order_by(f"-{number}")[: limit + 1])
    return _cut(part, limit, str(getattr(part[limit - 1], number)) if len(part) > limit else None)


def by_place(rows: QuerySet[M], cursor: str, limit: int) -> tuple[list[M], str | None]:
    """Return the rows from place ``cursor`` on, in the order they have."""
    place = int(cursor or 0)
    part = list(rows[place : place + limit + 1])
    return _cut(part, limit, str(place + limit) if len(part) > limit else None)


def _cut(part: list[M], limit: int, after: str | None) -> tuple[list[M], str | None]:
    return part[:limit], after
