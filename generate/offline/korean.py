"""Korean nouns in running text, without their particles."""

import re

from generate.offline.words import load, words

_LISTS = load("korean")
_PARTICLES = tuple(sorted(words("korean", "particles"), key=len, reverse=True))
_VERBAL = tuple(_LISTS["verbal"].split())
_WHOLE = words("korean", "whole")
_STOP = words("korean", "stop")
_ENDING = re.compile(
    r"(?:다|요|음|함|됨|죠|까|면|서|지만|려고|도록|하게|하기|되기|하는|되는|했던|할|된|한|될|해|돼|며|는데|거나|니까|어야|아야|해야|게|워|와서|지는|않는)$"
)


def is_whole(word: str) -> bool:
    """Return whether a listed noun is the word or its end, so that no part of it is a particle."""
    return any(word[start:] in _WHOLE for start in range(len(word) - 1))


def is_verbal(word: str) -> bool:
    """Return whether the word, with or without a particle, has the form of a verb or an adverb made from one."""
    bare = bare_of(word)
    return not is_whole(bare) and (_ENDING.search(word) or _ENDING.search(bare)) is not None


def with_and(word: str) -> str:
    """Return the particle "and" that fits a Korean word: 와 after a vowel, 과 after a consonant."""
    return "과" if (ord(word[-1]) - ord("가")) % 28 else "와"


def stems(word: str) -> list[str]:
    """Return possible stems of ``word`` without particles, the whole word first."""
    if is_whole(word):
        return [word]
    endings = (
        particle for particle in (*_VERBAL, *_PARTICLES) if word.endswith(particle) and len(word) > len(particle)
    )
    return [word, *(word[: -len(particle)] for particle in endings)]


def bare_of(word: str) -> str:
    """Return ``word`` without its particle, if two or more characters remain."""
    if is_whole(word):
        return word
    ends = (one for one in _PARTICLES if word.endswith(one) and len(word) - len(one) >= 2)
    return word.removesuffix(next(ends, ""))


def noun_of(word: str) -> str | None:
    """Return the noun in ``word`` if it is clear: two or more syllables, not a verb or a common word."""
    if word in _WHOLE:
        return None if word in _STOP else word
    stem = bare_of(word)
    if len(stem) < 2 or not _STOP.isdisjoint(stems(word)) or _ENDING.search(stem):
        return None
    return stem
