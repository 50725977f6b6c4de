"""Find the raw file behind pages of code hosts."""

import re
from collections.abc import Callable

_Raw = Callable[[re.Match[str]], list[str]]

_RAW = "https://raw.githubusercontent.com"


def _blob(m: re.Match[str]) -> list[str]:
    return [f"{_RAW}/{m['repo']}/{m['rest']}"]


def _readme(m: re.Match[str]) -> list[str]:
    place = f"{_RAW}/{m['repo']}/{m['rest'] or 'HEAD'}"
    return [f"{place}/README.md", f"{place}/readme.md", f"{place}/README.rst"]


def _gist(m: re.Match[str]) -> list[str]:
    return [f"https://gist.githubusercontent.com/{m['gist']}/raw"]


def _gitlab(m: re.Match[str]) -> list[str]:
    return [f"{m['repo']}/-/raw/{m['rest']}"]


_NOT_A_REPO = "topics|orgs|features|marketplace|settings|search|sponsors|collections|about|login|users"
_END = r"/?(?:[?#].*)?"
_GITHUB = r"https?://(?:www\.)?github\.com"
_PLACES: list[tuple[re.Pattern[str], _Raw]] = [
    (re.compile(rf"{_GITHUB}/(?P<repo>[^/]+/[^/]+)/(?:blob|raw)/(?P<rest>[^?#]+)(?:[?#].*)?"), _blob),
    (re.compile(rf"{_GITHUB}/(?P<repo>(?!(?:{_NOT_A_REPO})/)[^/?#]+/[^/?#]+)(?:/tree/(?P<rest>[^?#]+?))?{_END}"),
     _readme),
    (re.compile(rf"https?://gist\.github\.com/(?P<gist>[^/?#]+/[0-9a-f]+){_END}"), _gist),
    (re.compile(r"(?P<repo>https?://gitlab\.com/[^?#]+?)/-/blob/(?P<rest>[^?#]+)(?:[?#].*)?"), _gitlab),
]  # fmt: skip


def raw_places(link: str) -> list[str]:
    """Return candidate URLs of the raw file behind ``link``, most likely first; none for an ordinary page."""
    for pattern, raw in _PLACES:
        match = pattern.fullmatch(link.strip())
        if match:
            return raw(match)
    return []
