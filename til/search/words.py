"""Text to tokens: Korean (and Chinese, Japanese) as single signs and pairs, everything else by its stem."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

_WIDE = "가-힣ㄱ-ㅎㅏ-ㅣ\u3040-\u30ff\u3400-\u9fff"
_RUN = re.compile(rf"[{_WIDE}]+|[^\W{_WIDE}]+[+#]*")
_IS_WIDE = re.compile(f"[{_WIDE}]")
_PARTS = re.compile(r"[^\W_]+")
_PARTICLE = re.compile(r"(?<=..)(?:을|를|은|는|에서|으로|부터|까지)$")
_LONGEST = 100  # characters; PostgreSQL's index takes no word of 8 kB, and nobody types one
_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # the stemmer keeps the word it works on in itself


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query: the tokens a text must have, and for long Korean words the word itself."""

    word: str
    tokens: tuple[str, ...]
    inside: str = ""

    def matches(self, run: str) -> bool:
        """Tell whether a run of the text is what was asked for."""
        return stem(run) in self.tokens


def fold(text: str) -> str:
    """Return text as it is compared: NFKC, case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> Iterator[re.Match[str]]:
    """Find what is written in one kind of script, in one piece."""
    return _RUN.finditer(text)


def is_wide(run: str) -> bool:
    """Tell whether a run is of a script that writes no blanks inside compounds."""
    return _IS_WIDE.match(run) is not None


def stem(word: str) -> str:
    """Return the stem of an English word; others come out as they are, and data that looks like a word is cut."""
    return _stem(word[:_LONGEST])


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    with _stemming:
        return str(_stemmer.stemWord(word))


def tokens(text: str) -> Iterator[str]:
    """Yield the tokens a text is found by."""
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
    """Return what a query asks for; every term must be in a text that answers it."""
    found = dict.fromkeys(match.group() for match in runs(fold(query)[:200]))
    return [_wide_term(run) if is_wide(run) else Term(run, (stem(run),)) for run in found][:10]


def _wide_term(run: str) -> Term:
    word = _PARTICLE.sub("", run)
    if len(word) == 1:
        return Term(word, (word,))
    pairs = tuple(map("".join, pairwise(word)))
    return Term(word, pairs, word if len(word) > 2 else "")
