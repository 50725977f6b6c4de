"""Detect URLs in running text, including Korean sentences."""

import re

from linkify_it import LinkifyIt
from linkify_it.main import Match

# particles follow a word without a space; they are not part of the URL
_PARTICLE = re.compile(
    r"(?<=[\x21-\x7e])(?:에서는|에서|으로|이라는|라는|까지|부터|에는|에도|을|를|은|는|이|가|에|의|로|와|과|도|만)$"
)
_BEHIND_WWW = re.compile(
    r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}(?::\d{1,5})?(?:[/?#][^\s<>\"'`|\\^{}]*)?", re.IGNORECASE
)
_HANGUL_BEHIND_HOST = re.compile(r"^(\w+://[\x21-\x2e\x30-\x7e]+?)[가-힣][^/]*$")


class Finder:
    """Finds only ``http(s)://``, ``mailto:`` and ``www.`` addresses, not names such as settings.py and README.md.

    It has the interface that markdown-it expects; use one per thread.
    """

    def __init__(self) -> None:
        self._inner = LinkifyIt(None, {"fuzzy_link": False, "fuzzy_email": False})
        self._inner.add("//", None)
        self._inner.add("ftp:", None)
        self._inner.add("www.", {"validate": _host_behind_www, "normalize": _with_scheme})
        self.pretest = self._inner.pretest
        self.test = self._inner.test

    def match(self, text: str) -> list[Match] | None:
        """Return the URLs in ``text``, without the Korean particles after them."""
        found = self._inner.match(text)
        return [_trim(match) for match in found] if found else None

    def match_at_start(self, text: str) -> Match | None:
        """Return the URL at the start of ``text``."""
        found = self._inner.match_at_start(text)
        return _trim(found) if found else None


def _host_behind_www(_: LinkifyIt, text: str, at: int) -> int:
    found = _BEHIND_WWW.match(text, at)
    return len(found[0].rstrip(".,:;!?'\"*_~)")) if found else 0


def _with_scheme(_: LinkifyIt, match: Match) -> None:
    match.url = f"https://{match.raw}"


def _trim(match: Match) -> Match:
    kept = _PARTICLE.sub("", _HANGUL_BEHIND_HOST.sub(r"\1", match.raw))
    cut = len(match.raw) - len(kept)
    if cut:
        match.last_index -= cut
        match.url = match.url.removesuffix(match.raw) + kept
        match.raw = match.text = kept
    return match
