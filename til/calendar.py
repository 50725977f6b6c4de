"""The learning calendar: a year of days, and streaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from til.models import Til

CELL = 13  # SVG units from one day to the next
LEFT, TOP = 26, 16  # space for the names of weekdays and months
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One square: its position, its number of TILs, and its shade from 0 to 4."""

    date: date
    count: int
    x: int
    y: int

    @property
    def level(self) -> int:
        """Return the shade of the square."""
        return min(self.count, 4)

    @property
    def label(self) -> str:
        """Describe the day and its TILs in the reader's language."""
        return _label(self.date, self.count, get_language())


@dataclass(frozen=True, slots=True)
class Calendar:
    """A year up to ``today``, in columns of weeks from Sunday."""

    today: date
    days: tuple[Day, ...]
    months: tuple[tuple[int, date], ...]  # x and first day of each month shown
    active: int
    total: int

    @property
    def summary(self) -> str:
        """Summarise the year in the reader's language."""
        tils = ngettext("%(count)s TIL", "%(count)s TILs", self.total) % {"count": self.total}
        days = ngettext("%(count)s day", "%(count)s days", self.active) % {"count": self.active}
        return gettext("The last year: %(tils)s on %(days)s") % {"tils": tils, "days": days}

    @property
    def weekdays(self) -> list[tuple[int, str]]:
        """Return baseline and short name of every second weekday, in the reader's language."""
        names = (pgettext("weekday", "Mon"), pgettext("weekday", "Wed"), pgettext("weekday", "Fri"))
        return [(TOP + row * CELL + 9, name) for row, name in zip((1, 3, 5), names, strict=True)]

    def empty(self) -> SafeString:
        """Return the days without a TIL as SVG; the loops of a template took two thirds of the page's time."""
        return SafeString("".join(self._square(day) + "/>" for day in self.days if not day.count))

    def linked(self) -> SafeString:
        """Return the days with a TIL as SVG: links to their pages."""
        root = reverse("home")
        return SafeString("".join(self._link(day, root, escape(day.label)) for day in self.days if day.count))

    def _link(self, day: Day, root: str, label: str) -> str:
        square = f"{self._square(day)}><title>{label}</title></rect>"
        return f'<a href="{root}{day.date:%Y/%m/%d}/" aria-label="{label}">{square}</a>'

    def _square(self, day: Day) -> str:
        today = " today" if day.date == self.today else ""
        return f'<rect class="h{day.level}{today}" x="{day.x}" y="{day.y}" width="11" height="11" rx="2"'

    @property
    def width(self) -> int:
        """Width of the drawing in user units."""
        return self.days[-1].x + CELL + 1

    @property
    def height(self) -> int:
        """Height of the drawing in user units."""
        return TOP + 7 * CELL + 2


@lru_cache(maxsize=2000)
def _label(day: date, count: int, _language: str | None) -> str:
    text = ngettext("%(date)s: %(count)s TIL", "%(date)s: %(count)s TILs", count)
    return text % {"date": date_format(day, "DATE_FORMAT"), "count": count}


def counts(since: date | None = None) -> dict[date, int]:
    """Return the number of public TILs on each day, from ``since`` on, in order, with one query."""
    public = Til.objects.published().filter(published_on__gte=since) if since else Til.objects.published()
    rows = public.values_list("published_on").annotate(count=Count("pk")).order_by("published_on")
    return {day: count for day, count in rows if day}


def first_shown(today: date) -> date:
    """Return the Sunday 52 weeks before the one that begins the week of ``today``."""
    return today - timedelta(days=today.isoweekday() % 7, weeks=52)


def year_until(today: date, per_day: Mapping[date, int]) -> Calendar:
    """Return the calendar of the 53 weeks that end with ``today``."""
    days = tuple(_squares(first_shown(today), today, per_day))
    return Calendar(
        today=today,
        days=days,
        months=tuple(_months(days)),
        active=sum(day.count > 0 for day in days),
        total=sum(day.count for day in days),
    )


def _squares(start: date, today: date, per_day: Mapping[date, int]) -> Iterator[Day]:
    for number in range((today - start).days + 1):
        day = start + number * _DAY
        week, weekday = divmod(number, 7)
        yield Day(day, per_day.get(day, 0), LEFT + week * CELL, TOP + weekday * CELL)


def _months(days: tuple[Day, ...]) -> Iterator[tuple[int, date]]:
    """Label each month above its first whole week, unless labels would overlap."""
    last = -3 * CELL
    for sunday in days[::7]:
        if sunday.date.day <= 7 and sunday.x - last >= 3 * CELL:
            last = sunday.x
            yield sunday.x, sunday.date


def streaks(per_day: Mapping[date, int], today: date) -> tuple[int, int]:
    """Return the current streak of days with a TIL, up to today or yesterday, and the longest ever."""
    current = longest = 0
    days = sorted(day for day in per_day if day <= today)
    for before, day in pairwise([date.min, *days]):
        current = current + 1 if day - before == _DAY else 1
        longest = max(longest, current)
    is_alive = bool(days) and today - days[-1] <= _DAY
    return (current if is_alive else 0), longest
