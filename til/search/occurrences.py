"""How well a text answers a query: how often the words occur for its length, where, and how near each other.

BM25F (Robertson and Zaragoza, 2009), and more for words that stand together, as in Büttcher, Clarke and Lushman,
"Term Proximity Scoring for Ad-Hoc Retrieval" (2006).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from til.search.stop_words import STOP_WORDS
from til.search.words import Term, beginnings, fold, is_wide, runs, starts, stem

FIELDS = (8.0, 4.0, 1.0, 1.0)  # weights of title, tags, excerpt and content
K1, B = 1.2, 0.5
USUAL = 1_500  # characters of a content
NEAR = 60  # characters within which two words stand together
TOGETHER = 0.5  # weight of words that stand together
FIT = 1.3  # weight of the share of the title that is asked for
LEAST = 0.7  # weight of a TIL with next to nothing of the query, compared with one that has every word
_LONGEST = 30_000  # characters that are read


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a TIL."""

    title: str
    tags: str
    excerpt: str
    content: str
    published: tuple[date, int]  # day, and number of the day


Places = list[list[int]]  # where each word of the query begins, in order


class Finder:
    """Finds the words of a query in folded texts."""

    def __init__(self, asked: Sequence[Term]) -> None:
        self._asked = asked
        spellings = [one for term in asked for one in term.spellings]
        narrow = (one for one in spellings if not is_wide(one.word))
        self._narrow = beginnings(frozenset(token for one in narrow for token in one.tokens))

    def places(self, text: str) -> tuple[Places, list[float]]:
        """Return the places of each word in ``text``, and the weight of its best spelling there, 0 if it has none."""
        found: dict[str, list[int]] = defaultdict(list)
        for match in self._narrow.finditer(text) if self._narrow else ():
            found[stem(match.group())].append(match.start())
        places: Places = []
        weights = []
        for term in self._asked:
            having = [(_of(one, text, found), one.weight) for one in term.spellings]
            places.append(sorted(at for each, _ in having for at in each))
            weights.append(max(weight if each else 0.0 for each, weight in having))
        return places, weights


def _of(term: Term, text: str, found: Mapping[str, list[int]]) -> list[int]:
    """Return the places of one spelling; of several words, those of the rarest if all are there."""
    if is_wide(term.word):
        return list(starts(text, term.word))
    return min((found.get(token, []) for token in term.tokens), key=len)


def reread(texts: Mapping[int, Texts], asked: Sequence[Term], worth: Sequence[float]) -> dict[int, float]:
    """Return how well each TIL answers, from 0 on; ``worth`` is the information content of each word."""
    finder = Finder(asked)
    return {pk: _answers(one, finder, worth) for pk, one in texts.items()}


def _answers(texts: Texts, finder: Finder, worth: Sequence[float]) -> float:
    fields = (texts.title, texts.tags, texts.excerpt, texts.content)
    found = [finder.places(fold(text[:_LONGEST])) for text in fields]
    places = [each for each, _ in found]
    norm = K1 * (1 - B + B * len(texts.content) / USUAL)
    score = covered = 0.0
    for word, value in enumerate(worth):
        often = sum(
            weight * len(each[word]) * spelled[word] for weight, (each, spelled) in zip(FIELDS, found, strict=True)
        )
        score += value * often * (K1 + 1) / (often + norm)
        covered += value * max(spelled[word] for _, spelled in found)
    score += TOGETHER * _together(places, worth)
    score *= LEAST + (1 - LEAST) * covered / sum(worth)
    return score * (1 + FIT * _fit(texts.title, found[0][1]))


def _fit(title: str, weights: Sequence[float]) -> float:
    """Return the share of the telling words of a title that are asked for."""
    words = telling(title)
    return min(1.0, sum(weights) / words) if words else 0.0


def telling(title: str) -> int:
    """Return the number of words of a title that are no stop words."""
    return sum(run.group() not in STOP_WORDS for run in runs(fold(title)))


def _together(places: Iterable[Places], worth: Sequence[float]) -> float:
    """Return what neighbouring words of the query are worth that stand near each other in one of the texts."""
    score = 0.0
    for one in range(len(worth) - 1):
        distance = min(_distance(found[one], found[one + 1]) for found in places)
        score += min(worth[one], worth[one + 1]) * (1 - distance / NEAR)
    return score


def _distance(one: Sequence[int], other: Sequence[int]) -> int:
    """Return the least number of characters between the beginnings of two words, at most NEAR."""
    least = NEAR
    for at in one:
        place = bisect_left(other, at)
        least = min([least, *(abs(at - near) for near in other[max(0, place - 1) : place + 1])])
    return least
