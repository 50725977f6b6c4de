"""Words that mean the same or nearly: short forms, Korean spellings of English names, compounds, common verbs.

Each line of ``data/equal_words.txt`` and ``data/near_words.txt`` is a group.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

EQUAL, NEAR = 0.8, 0.45  # weights of another spelling of a word, and of a word that means nearly the same
_DATA = Path(__file__).parent / "data"
_PARTICLE = re.compile(r"(?<=[가-힣])(?:에서|으로|이란|이랑|[란랑가이을를은는의에로와과도만])$")
_HANGUL = re.compile(r"[가-힣]+")
_COMPOUND = range(4, 9)  # syllables of a Korean word that may be two

Others = dict[str, float]  # another spelling → its weight


def _groups() -> dict[str, Others]:
    """Return each word with the others that it shares a line with; equal ones weigh more."""
    found: dict[str, Others] = defaultdict(dict)
    for name, weight in (("near_words", NEAR), ("equal_words", EQUAL)):
        for line in (_DATA / f"{name}.txt").read_text("utf-8").splitlines():
            group = line.split(", ")
            for word in group:
                found[word] |= {other: weight for other in group if other != word}
    return dict(found)


GROUPS: Final = _groups()


def equivalents(words: Sequence[str]) -> dict[str, Others]:
    """Return, for each of the words of a query in order, the other spellings of it or of it and its neighbour."""
    found: dict[str, Others] = {word: _others(word) | dict.fromkeys(_apart(word), EQUAL) for word in words}
    for one, other in pairwise(words):
        both = _others(f"{one} {other}")
        if _HANGUL.fullmatch(one) and _HANGUL.fullmatch(other):
            both |= {one + _bare(other): EQUAL}
        for word in (one, other):
            found[word] = both | found[word]
    return found


def _others(variant: str) -> Others:
    return GROUPS.get(variant) or GROUPS.get(_bare(variant)) or {}


def _bare(word: str) -> str:
    return _PARTICLE.sub("", word)


def _apart(word: str) -> Iterator[str]:
    """Yield the ways to write a long Korean word as two."""
    bare = _bare(word)
    if len(bare) in _COMPOUND and _HANGUL.fullmatch(bare):
        yield from (f"{bare[:at]} {bare[at:]}" for at in range(2, len(bare) - 1))
