"""The table of contents and reading time of a rendered TIL."""

import re
from dataclasses import dataclass
from html import unescape

_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)
_FEW = 4  # minimum number of headings for a table of contents
_WORDS_ONLY = re.compile(r"[\W_]+")
_KOREAN_SIGNS, _WORDS = 500, 220  # per minute


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry: its level (2 or 3), its anchor and its plain text."""

    level: int
    anchor: str
    text: str


def table_of_contents(html: str) -> list[Heading]:
    """Return the headings of a long text; none for a short one."""
    found = [
        Heading(int(level), unescape(anchor), unescape(re.sub(r"<[^>]+>", "", inside)))
        for level, anchor, inside in _HEADING.findall(html)
    ]
    return found if len(found) >= _FEW else []


def minutes_to_read(text: str) -> int:
    """Return whole minutes, at least one."""
    korean = len(re.findall(r"[가-힣]", text))
    words = len(re.findall(r"[A-Za-z0-9_]+", text))
    return max(1, round(korean / _KOREAN_SIGNS + words / _WORDS))


def begins_with(text: str, excerpt: str) -> bool:
    """Return whether a text begins with its excerpt, ignoring marks and spaces between the words."""
    words = _WORDS_ONLY.sub("", excerpt).casefold()
    return _WORDS_ONLY.sub("", text[: 3 * len(excerpt) + 100]).casefold().startswith(words)
