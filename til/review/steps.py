"""Steps that a sentence tells in another order than its passage: first this, then that."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from til.review.passages import Passages, tokens

_ORDERED = re.compile(
    r"먼저|다음|나서|순서|마지막|이후|[가-힣] [뒤후]\b"
    r"|\b(?:first|then|next|finally|last|after(?:wards)?|before|once)\b",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(
    r"\b(?:before|after(?! that| this)|once|when|until)\b|전에", re.IGNORECASE
)  # the later step may stand first
_CUT = re.compile(
    r"(?<=[가-힣]고)(?: 나서| 나면)?[, ]+|(?<=[가-힣]) (?:다음|뒤|후)(?:에는|에)?[, ]+(?=\S)|(?:,? and)? then |[,;.] +"
    r"|,? and (?=[a-z])|(?<=[가-힣]) →|->",
    re.IGNORECASE,
)
_FIRST = re.compile(r"먼저|첫째|\bfirst\b|\bto begin with\b", re.IGNORECASE)
_ALIKE = 0.5  # how well two steps cover each other if they are the same
_KEPT = 2_000  # sentences of one review


def are_steps_swapped(text: str, other: str, passages: Passages) -> bool:
    """Return whether two steps that both texts tell in order have changed places."""
    if not (_ORDERED.search(text) and _ORDERED.search(other)) or _BACKWARDS.search(text + other):
        return False
    here, there = _steps(text), _steps(other)
    places = [place for step in here if (place := _place(step, there, passages)) is not None]
    return places != sorted(places) or _turned_words(_only(here), _only(there)) > 0


def _only(steps: list[frozenset[str]]) -> dict[str, int]:
    """Return the words that only one step has, with its place."""
    holding = Counter(word for step in steps for word in step)
    return {word: place for place, step in enumerate(steps) for word in step if holding[word] == 1}


def _turned_words(here: dict[str, int], there: dict[str, int]) -> int:
    """Return how many more pairs of words stand in turned order than in the same one."""
    pairs = combinations(here.keys() & there.keys(), 2)
    ways = [(here[one] - here[other]) * (there[one] - there[other]) for one, other in pairs]
    return sum(way < 0 for way in ways) - sum(way > 0 for way in ways)


@lru_cache(_KEPT)
def _steps(text: str) -> list[frozenset[str]]:
    found = [*_told(text)]
    first = [step for step, is_first in found if is_first]
    return [*first, *(step for step, is_first in found if not is_first)]


def _told(text: str) -> Iterator[tuple[frozenset[str], bool]]:
    """Yield the words of each step, and whether it is said to be the first one."""
    for part in _CUT.split(text):
        if part and (some := frozenset(tokens(_ORDERED.sub(" ", part)))):
            yield some, _FIRST.search(part) is not None


def _place(step: frozenset[str], there: list[frozenset[str]], passages: Passages) -> int | None:
    """Return the only place of a step in another list; None if there is none, or more than one."""
    ways = (min(passages.cover(step, other), passages.cover(other, step)) for other in there)
    places = [place for place, score in enumerate(ways) if score >= _ALIKE]
    return places[0] if len(places) == 1 else None
