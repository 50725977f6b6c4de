"""Addresses found in running text, in Korean sentences too."""

import re

from linkify_it import LinkifyIt
from linkify_it.main import Match

# a particle stands right behind what it belongs to, and is no part of the address
_PARTICLE = re.compile(
    r"(?<=[\x21-\x7e])(?:에서는|에서|으로|이라는|라는|까지|부터|에는|에도|을|를|은|는|이|가|에|의|로|와|과|도|만)$"
)
_HANGUL_BEHIND_HOST = re.compile(r"^(\w+://[\x21-\x7e]+?)[가-힣][^/]*$")


class Finder:
    """Finds ``http(s)://`` and ``mailto:`` addresses only: settings.py and README.md are none.

    It offers what markdown-it asks of a finder; one finder serves one thread.
    """

    def __init__(self) -> None:
        self._inner = LinkifyIt(None, {"fuzzy_link": False, "fuzzy_email": False})
        self._inner.add("//", None)
        self._inner.add("ftp:", None)
        self.pretest = self._inner.pretest
        self.test = self._inner.test

    def match(self, text: str) -> list[Match] | None:
        """Return the addresses in ``text``, without Korean particles behind them."""
        found = self._inner.match(text)
        return [_trim(match) for match in found] if found else None

    def match_at_start(self, text: str) -> Match | None:
        """Return the address ``text`` begins with."""
        found = self._inner.match_at_start(text)
        return _trim(found) if found else None


def _trim(match: Match) -> Match:
    kept = _PARTICLE.sub("", _HANGUL_BEHIND_HOST.sub(r"\1", match.raw))
    cut = len(match.raw) - len(kept)
    if cut:
        match.last_index -= cut
        match.raw = match.text = match.url = kept
    return match
