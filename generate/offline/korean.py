"""Korean nouns in running text, without their particles."""

import re

from generate.offline.words import load, words

_LISTS = load("korean")
_PARTICLES = tuple(sorted(words("korean", "particles"), key=len, reverse=True))
_VERBAL = tuple(_LISTS["verbal"].split())
_WHOLE = words("korean", "whole")
_STOP = words("korean", "stop")
_ENDING = re.compile(
    r"(?:다|요|음|함|됨|죠|까|면|서|지만|려고|도록|하게|하기|되기|하는|되는|했던|할|된|한|될|해|돼|며|는데|거나|니까|어야|아야|해야)$"
)


def stems(word: str) -> list[str]:
    """Return possible stems of ``word`` without particles, the whole word first."""
    if word in _WHOLE:
        return [word]
    endings = (
        particle for particle in (*_VERBAL, *_PARTICLES) if word.endswith(particle) and len(word) > len(particle)
    )
    return [word, *(word[: -len(particle)] for particle in endings)]


def noun_of(word: str) -> str | None:
    """Return the noun in ``word`` if it is clear: two or more syllables, not a verb or a common word."""
    if word in _WHOLE:
        return None if word in _STOP else word
    stem = next(
        (
            word[: -len(particle)]
            for particle in _PARTICLES
            if word.endswith(particle) and len(word) - len(particle) >= 2
        ),
        word,
    )
    if len(stem) < 2 or not _STOP.isdisjoint(stems(word)) or _ENDING.search(stem):
        return None
    return stem
