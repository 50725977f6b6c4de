"""A second opinion on which text of a page is the article: trafilatura's, whose rules differ from ours."""

import contextlib
import logging
import re
from dataclasses import dataclass, field
from typing import Self

from trafilatura import extract

_WORD = re.compile(r"\w+")
_Three = tuple[str, str, str]

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page in which it finds nothing
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Opinion:
    """The lines and the runs of three words that the other extractor keeps."""

    lines: frozenset[str] = field(default=frozenset())
    threes: frozenset[_Three] = field(default=frozenset())

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the opinion that keeps ``text``."""
        lines = frozenset(" ".join(_words(line)) for line in text.split("\n"))
        return cls(lines, frozenset(_threes(_words(text))))

    def share(self, text: str) -> float:
        """Return how much of ``text`` is kept, from 0 to 1."""
        words = _words(text)
        if words and " ".join(words) in self.lines:
            return 1.0
        threes = _threes(words)
        return len(threes & self.threes) / len(threes) if len(threes) > 1 else 0.0


def opinion_on(html: str) -> Opinion:
    """Return what trafilatura keeps of a page: nothing if it fails."""
    with contextlib.suppress(Exception):  # markup that breaks another's rules is no reason to refuse the page
        return Opinion.of(extract(html, include_comments=False) or "")
    return Opinion()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _threes(words: list[str]) -> set[_Three]:
    return set(zip(words, words[1:], words[2:], strict=False))
