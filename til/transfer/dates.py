"""Dates in front matter, in the spellings of people and tools."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

_DATED = (
    *("published", "date", "pubdate", "pubdatetime", "publishdate", "publisheddate", "publishedat", "datepublished"),
    *("posted", "postedat", "created", "createdat", "createddate", "datecreated", "날짜", "작성일", "생성일"),
)
_CHANGED = (
    *("updated", "updatedat", "updateddate", "lastupdate", "lastupdated", "lastmod", "lastmodified"),
    *("lastmodifiedat", "modified", "modifiedat", "datemodified", "수정일"),
)
_NUMBERS = re.compile(r"((?:19|20)\d{2})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_WORDS = (
    re.compile(r"(?P<month>[A-Za-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{2})\b"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[A-Za-z]{3})[a-z]*\.?,?\s+(?P<year>(?:19|20)\d{2})\b"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EARLIEST = 631_152_000  # 1990 in Unix time; a smaller number is no time


def squeezed(name: str) -> str:
    """Return a field's name without differences of spelling: ``pubDate``, ``pub_date`` and ``pub-date`` are one."""
    return re.sub(r"[-_\s]", "", name).lower()


def stated_values(fields: dict[str, Any], *, changed: bool = False) -> list[Any]:
    """Return the values of fields that say when a note was written, or when it was changed; the best first."""
    known = {squeezed(name): value for name, value in fields.items() if value}
    return [known[name] for name in (_CHANGED if changed else _DATED) if name in known]


def as_date(value: Any) -> date | None:
    """Return the date in a front matter value, or in the first dated part of a mapping or list."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, dict):
        parts = stated_values(value) + stated_values(value, changed=True)
        return next((day for part in parts if (day := as_date(part))), None)
    if isinstance(value, list):
        return as_date(value[0]) if value else None
    return _in_text(str(value).strip(" \t\"'[]"))


def _in_text(text: str) -> date | None:
    found = _NUMBERS.match(text) or _COMPACT.match(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
        if re.fullmatch(r"\d{10}(?:\d{3})?", text) and int(text[:10]) > _EARLIEST:
            return datetime.fromtimestamp(int(text[:10]), UTC).date()
        named = next((match for form in _WORDS if (match := form.search(text))), None)
        if named and named["month"].lower() in _MONTHS:
            return date(int(named["year"]), _MONTHS.index(named["month"].lower()) + 1, int(named["day"]))
    except ValueError:
        pass
    return None


def moment_of(value: Any) -> datetime | None:
    """Return the date and time in a value that has both."""
    if isinstance(value, str) and len(value) > 10:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return timezone.make_aware(value) if timezone.is_naive(value) else value
