"""What the first page says about all TILs: tags, years, streaks. Each process keeps it for a few seconds.

It follows changes made in the same process at once.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from til import calendar
from til.kept import Kept
from til.models import Tag, Til


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of public TILs.

    ``tags`` have ``uses``, most used first; ``options`` are those of a select, by name;
    ``years`` their number of TILs, latest first; ``months`` are years and months, first to last; streaks are in days.
    """

    today: date
    tags: list[Any]
    options: SafeString
    years: list[tuple[int, int]]
    months: list[tuple[int, int]]
    streak: int
    longest: int
    total: int
    first: date | None


def overview() -> Overview:
    """Return the overview, made at most every few seconds."""
    if _kept.is_known and _kept.get().today != timezone.localdate():
        _kept.forget()
    return _kept.get()


def forget(**_: Any) -> None:
    """Make it again when it is next needed; a receiver of signals."""
    _kept.forget()


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


def _made() -> Overview:
    today = timezone.localdate()
    per_day = calendar.counts()
    years: Counter[int] = Counter()
    for day, count in per_day.items():
        years[day.year] += count
    streak, longest = calendar.streaks(per_day, today)
    in_order = sorted(years.items(), reverse=True)
    months = sorted({(day.year, day.month) for day in per_day})
    total, first = sum(per_day.values()), min(per_day, default=None)
    tags = used_tags()
    return Overview(today, tags, _options(tags), in_order, months, streak, longest, total, first)


def by_name(tags: Iterable[Any]) -> list[Any]:
    """Return tags by name, whatever the case."""
    return sorted(tags, key=lambda found: str(found.name).casefold())


def _options(tags: list[Any]) -> SafeString:
    """Return the tags to choose from; a template's loop took a third of a search's time."""
    each = ((tag.slug, tag.name) for tag in by_name(tags))
    return format_html_join("", '<option value="{}">{}</option>', each)


_kept = Kept(_made)
