"""Text to tokens: Korean, Chinese and Japanese as single characters and pairs, other words by stem."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

from til.search.equivalents import equivalents
from til.search.stop_words import STOP_WORDS

_WIDE = "가-힣ㄱ-ㅎㅏ-ㅣ\u3040-\u30ff\u3400-\u9fff"
_RUN = re.compile(rf"[{_WIDE}]+|[^\W{_WIDE}]+[+#]*")
_IS_WIDE = re.compile(f"[{_WIDE}]")
_PARTS = re.compile(r"[^\W_]+")
_PARTICLE = re.compile(r"(?<=..)(?:을|를|은|는|에서|으로|부터|까지|이랑|이란)$")
_LONGEST = 100  # characters; PostgreSQL cannot index words of 8 kB
_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # a stemmer keeps state, so each thread has its own


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: the tokens a text must contain, and for long Korean words the word itself.

    A text may contain one of ``others`` instead, which counts by its ``weight``.
    """

    word: str
    tokens: tuple[str, ...]
    inside: str = ""
    others: "tuple[Term, ...]" = ()
    weight: float = 1.0

    @property
    def spellings(self) -> "tuple[Term, ...]":
        """This term and the others that mean the same."""
        return (self, *self.others)

    def matches(self, run: str) -> bool:
        """Return whether a run of text matches this term."""
        return stem(run) in self.tokens


def fold(text: str) -> str:
    """Return text for comparison: NFKC, case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> Iterator[re.Match[str]]:
    """Yield the runs of a single script."""
    return _RUN.finditer(text)


def is_wide(run: str) -> bool:
    """Return whether a run is in a script that writes compounds without spaces."""
    return _IS_WIDE.match(run) is not None


def stem(word: str) -> str:
    """Return the stem of an English word; other words are returned unchanged, and overlong ones cut."""
    return _stem(word[:_LONGEST])


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    with _stemming:
        return str(_stemmer.stemWord(word))


class Beginnings:
    """Words, and parts of snake_case, that may have one of some stems.

    Looking only at these took a fifth of the time of stemming every word of a text, and looking for their first letters
    before anything else a third of that.
    """

    def __init__(self, stems: Iterable[str]) -> None:
        longest_first = sorted(stems, key=len, reverse=True)
        self._heads = {_head(one) for one in longest_first}
        each = (f"{re.escape(_head(one))}{_rest(one)}" for one in longest_first)
        self._word = re.compile(rf"(?<![^\W_{_WIDE}])(?:{'|'.join(each)})")

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the words in their order; none begins inside another."""
        end = 0
        for at in sorted({at for head in self._heads for at in starts(text, head)}):
            if at >= end and (word := self._word.match(text, at)):
                end = word.end()
                yield word


@lru_cache(maxsize=100)
def beginnings(stems: frozenset[str]) -> Beginnings | None:
    """Return the words that may have one of these stems; None if there are no stems."""
    return Beginnings(stems) if stems else None


def starts(text: str, part: str) -> Iterator[int]:
    """Yield where ``part`` begins in ``text``, in order, each time."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _head(stemmed: str) -> str:
    return stemmed[: max(2, len(stemmed) - 1)].rstrip("+#")  # "y" becomes "i" in a stem


def _rest(stemmed: str) -> str:
    return (f"[^\\W{_WIDE}]*" if "_" in stemmed else f"[^\\W_{_WIDE}]*") + "[+#]*"


def tokens(text: str) -> Iterator[str]:
    """Yield the tokens to index a text by."""
    for match in runs(fold(text)):
        run = match.group()
        if is_wide(run):
            yield from run
            yield from map("".join, pairwise(run))
        else:
            yield stem(run)
            parts = _PARTS.findall(run)
            if parts != [run]:  # parts of snake_case; c of c++
                yield from map(stem, parts)


def terms(query: str) -> list[Term]:
    """Return a query's significant words, or all of them if none is."""
    found = list(dict.fromkeys(match.group() for match in runs(fold(query)[:200])))
    telling = [run for run in found if run not in STOP_WORDS] or found
    others = equivalents(found)
    return [
        replace(term_of(run), others=tuple(_spelled(*other) for other in others[run].items())) for run in telling[:10]
    ]


def term_of(word: str) -> Term:
    """Return the search term for one word."""
    return wide_term(word) if is_wide(word) else Term(word, (stem(word),))


def _spelled(variant: str, weight: float) -> Term:
    """Return the search term for another spelling, perhaps of several words."""
    parts = [part.group() for part in runs(variant)]
    if len(parts) == 1:
        return replace(term_of(variant), weight=weight)
    together = variant if is_wide(variant) else ""
    return Term(variant, tuple(token for part in parts for token in term_of(part).tokens), together, weight=weight)


def wide_term(run: str) -> Term:
    """Return the search term for a Korean word."""
    word = _PARTICLE.sub("", run)
    if len(word) == 1:
        return Term(word, (word,))
    pairs = tuple(map("".join, pairwise(word)))
    return Term(word, pairs, word if len(word) > 2 else "")
