"""What the first page says about all TILs: tags, years, streaks. Each process keeps it for a few seconds.

It follows changes made in the same process at once, and others' within KEPT_SECONDS.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from til import calendar
from til.models import Tag, Til

KEPT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of public TILs: ``tags`` with ``uses``, most used first; ``years``, latest first; streaks in days."""

    today: date
    tags: list[Any]
    years: list[tuple[int, int]]
    streak: int
    longest: int
    total: int
    first: date | None


class _Kept:
    """The overview, as this process last made it."""

    overview: Overview | None = None
    until = 0.0


def overview() -> Overview:
    """Return the overview, made at most every few seconds."""
    today, now = timezone.localdate(), time.monotonic()
    if _Kept.overview is None or _Kept.overview.today != today or now >= _Kept.until:
        _Kept.overview, _Kept.until = _made(today), now + KEPT_SECONDS
    return _Kept.overview


def forget(**_: Any) -> None:
    """Make it again when it is next needed; a receiver of signals."""
    _Kept.overview = None


def used_tags() -> list[Any]:
    """Return the tags of public TILs with ``uses``, most used first.

    All uses are counted in the index of tags, and those of other TILs taken away: joining every TIL took ten times
    as long.
    """
    through = Til.tags.through.objects.order_by()
    hidden = through.filter(til_id__in=Til.objects.exclude(status=Til.Status.PUBLISHED).order_by().values("pk"))
    uses = Counter(_by_tag(through))
    uses.subtract(_by_tag(hidden))
    tags: list[Any] = list(Tag.objects.order_by("name"))
    for tag in tags:
        tag.uses = uses[tag.pk]
    return sorted((tag for tag in tags if tag.uses), key=lambda tag: -tag.uses)


def _by_tag(links: Any) -> dict[int, int]:
    return dict(links.values_list("tag_id").annotate(Count("pk")))


def _made(today: date) -> Overview:
    per_day = calendar.counts()
    years: Counter[int] = Counter()
    for day, count in per_day.items():
        years[day.year] += count
    streak, longest = calendar.streaks(per_day, today)
    in_order = sorted(years.items(), reverse=True)
    total, first = sum(per_day.values()), min(per_day, default=None)
    return Overview(today, used_tags(), in_order, streak, longest, total, first)
