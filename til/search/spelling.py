"""Correct search words with one wrong letter: a word that no TIL has is replaced by the nearest one in the index.

Candidates are generated from the word and looked up in the index, so that both databases give the same result.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from til.search.index import frequencies
from til.search.unfinished import completed
from til.search.words import Term, is_wide, term_of

LEAST = 5  # letters; a shorter word resembles too many others
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LIKELIER = 20  # times: two swapped letters, compared with another letter
_LONGEST = 20  # letters; longer words are not corrected
_FIRST, _LAST = 0xAC00, 0xD7A3
_MEDIALS, _FINALS = 21, 28


def corrected(asked: Sequence[Term], *, is_typed: bool = False) -> list[Term]:
    """Return the words of a query; those that no TIL has are replaced by the nearest indexed word.

    The last one is completed if it ``is_typed`` now, or if nothing is near it.
    """
    asked = list(asked)
    having = frequencies([_all(one) for term in asked for one in term.spellings])
    there = [any(having[_all(one)] for one in term.spellings) for term in asked]
    if asked and is_typed:
        last = completed(asked[-1])
        there[-1] = there[-1] or last != asked[-1]
        asked[-1] = last
    found = [term if is_there else _nearest(term) for term, is_there in zip(asked, there, strict=True)]
    if asked and not is_typed and not there[-1] and found[-1] == asked[-1]:
        found[-1] = completed(found[-1])
    return found


def _all(term: Term) -> str:
    return " ".join(term.tokens)


def _nearest(term: Term) -> Term:
    """Return the candidate that most TILs have, the likelier typo on a tie; the word itself if none matches."""
    near = list(dict.fromkeys(_near(term.word)))
    terms = list(map(term_of, near))
    having = frequencies([_all(other) for other in terms])
    counts = [having[_all(other)] * (_LIKELIER if _swapped(term.word, other.word) else 1) for other in terms]
    most = max(counts, default=0)
    return terms[counts.index(most)] if most else term


def _swapped(word: str, other: str) -> bool:
    return sorted(word) == sorted(other)


def _near(word: str) -> Iterator[str]:
    if len(word) > _LONGEST:
        return
    if is_wide(word):
        yield from _near_syllables(word)
    elif len(word) >= LEAST and word.isascii():
        yield from _near_letters(word)


def _near_letters(word: str) -> Iterator[str]:
    """Yield words with two letters swapped or one removed, added or changed; likely typos come first."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (f"{head}{tail[1]}{tail[0]}{tail[2:]}" for head, tail in cuts if len(tail) > 1)
    yield from (head + tail[1:] for head, tail in cuts if tail)
    for head, tail in cuts[1:]:  # the first letter is rarely wrong
        yield from (head + letter + tail for letter in _LETTERS)
        yield from (head + letter + tail[1:] for letter in _LETTERS if tail)


def _near_syllables(word: str) -> Iterator[str]:
    """Yield Korean words with one letter of a syllable changed or removed."""
    letters = sum(2 + bool((ord(sign) - _FIRST) % _FINALS) for sign in word if _FIRST <= ord(sign) <= _LAST)
    if letters < LEAST:
        return
    for at, sign in enumerate(word):
        if _FIRST <= ord(sign) <= _LAST:
            yield from (word[:at] + other + word[at + 1 :] for other in _one_letter_off(ord(sign) - _FIRST))
    yield from (word[:at] + two + one + word[at + 2 :] for at, (one, two) in enumerate(pairwise(word)))


def _one_letter_off(syllable: int) -> Iterator[str]:
    initial, rest = divmod(syllable, _MEDIALS * _FINALS)
    medial, final = divmod(rest, _FINALS)
    yield from (_syllable(initial, medial, other) for other in range(_FINALS) if other != final)
    yield from (_syllable(initial, other, final) for other in range(_MEDIALS) if other != medial)
    yield from (_syllable(other, medial, final) for other in range(19) if other != initial)


def _syllable(initial: int, medial: int, final: int) -> str:
    return chr(_FIRST + (initial * _MEDIALS + medial) * _FINALS + final)
