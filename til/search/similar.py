"""Find the TILs about the same thing as a text, by the text's most telling words."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from til.models import Til, TilQuerySet
from til.search.index import frequencies, places, these
from til.search.ranking import SATURATION, WEIGHTS, Mark, idf
from til.search.stop_words import STOP_WORDS
from til.search.words import tokens

_TITLE = 3.0  # a word of the title counts as much as this many words of the text
_CONSIDERED = 60  # distinct words whose frequency is looked up
_ASKED = 20  # of these, the most telling ones
_LIKELY = 100  # matches of which the visible ones are read
_LONGEST = 20_000  # characters of the text
CLOSE = 0.36  # likeness from which two TILs are probably about the same thing


@dataclass(frozen=True, slots=True)
class Similar:
    """A TIL, without its long texts, and how much of what the text is about it covers (0 to 1)."""

    til: Til
    likeness: float


@dataclass(frozen=True, slots=True)
class _Told:
    """A word of a text: how much it tells, and how many TILs have it."""

    weight: float
    having: int


def similar(title: str, content: str, among: TilQuerySet | None = None, most: int = 5) -> list[Similar]:
    """Return TILs about the same thing as a title and its text, most similar first; by default only public ones.

    Either may be empty. Costs three queries, whatever the number of TILs.
    """
    seen = Til.objects.published() if among is None else among
    told = _told(title, content)
    asked = [word for word, one in told.items() if one.having][:_ASKED]
    likeness = _likeness({word: told[word].weight for word in asked}, places(asked))
    full = sum(one.weight for one in list(told.values())[:_ASKED])
    likely = sorted(likeness, key=lambda pk: (-likeness[pk], -pk))[:_LIKELY]
    found = seen.filter(pk__in=these(likely)).order_by().only("day_number", "title", "slug", "language", "status")
    shown = [Similar(til, likeness[til.pk] / full) for til in found]
    return sorted(shown, key=lambda one: (-one.likeness, -one.til.day_number))[:most]


def _told(title: str, content: str) -> dict[str, _Told]:
    """Return the words of a text that tell the most, with their weights."""
    counts = Counter(filter(_tells, tokens(content[:_LONGEST])))
    weights = {word: 1 + log(count) for word, count in counts.items()}
    for word in filter(_tells, tokens(title)):
        weights[word] = weights.get(word, 0.0) + _TITLE
    heaviest = sorted(weights, key=lambda word: -weights[word])[:_CONSIDERED]  # on a tie, the first in the text
    having = frequencies(heaviest)
    total = Til.objects.count()
    told = {word: _Told(weights[word] * idf(having[word], total), having[word]) for word in heaviest}
    return dict(sorted(told.items(), key=lambda item: -item[1].weight))


def _tells(word: str) -> bool:
    return len(word) > 1 and not word.isdigit() and word not in STOP_WORDS


def _likeness(asked: Mapping[str, float], found: Mapping[str, set[int]]) -> dict[int, float]:
    """Return the sum of the weights of ``asked`` that each TIL has, fully where it has a word in every place."""
    most = sum(WEIGHTS.values()) / (sum(WEIGHTS.values()) + SATURATION)
    likeness: dict[int, float] = defaultdict(float)
    for word, weight in asked.items():
        places_of: dict[int, float] = defaultdict(float)
        for mark in Mark:
            for pk in found[mark + word]:
                places_of[pk] += WEIGHTS[mark]
        for pk, place in places_of.items():
            likeness[pk] += weight * place / (place + SATURATION) / most
    return likeness
