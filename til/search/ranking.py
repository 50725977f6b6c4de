"""Ranking: rare words, words in titles, and TILs with more of the words rank higher.

Pure functions over index data. BM25 with saturated field weights (Robertson and Zaragoza, "The Probabilistic
Relevance Framework", 2009), times the share of the query that a TIL covers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt
from typing import Final

from til.search.equivalents import EQUAL
from til.search.words import Term


class Mark(StrEnum):
    """Where in a TIL a token occurs."""

    ANYWHERE = ""
    TITLE = "t:"
    TAG = "g:"
    EXCERPT = "e:"
    OFTEN = "m:"


WEIGHTS: Final = {Mark.ANYWHERE: 1.0, Mark.TITLE: 8.0, Mark.TAG: 4.0, Mark.EXCERPT: 1.0, Mark.OFTEN: 1.5}
SATURATION = 2.5  # the weight at which a word has half its effect
PART = 0.45  # weight of partial matches compared with whole words
LEAST_PART = 0.5  # share of the word's information content
LEAST_SHARE = 0.5  # share of the best match's coverage of the query

Places = Mapping[str, AbstractSet[int]]  # marked token → the TILs that have it


@dataclass(frozen=True, slots=True)
class Hits:
    """The matches of one word: per TIL, its score and the share of the word found (0 to 1)."""

    information: float
    scores: dict[int, float]
    shares: dict[int, float]


def merged(spellings: Sequence[tuple[Hits, float]]) -> Hits:
    """Return the hits of a word from those of its spellings with their weights, the one asked for first, which is 1.

    Each TIL counts by its best spelling; the word is as rare as its most frequent equal spelling.
    """
    scores, shares = dict(spellings[0][0].scores), dict(spellings[0][0].shares)
    for one, weight in spellings[1:]:
        for pk, score in one.scores.items():
            if score * weight > scores.get(pk, 0.0):
                scores[pk], shares[pk] = score * weight, one.shares[pk] * weight
    found = [one.information for one, weight in spellings if one.scores and weight >= EQUAL]
    return Hits(min(found, default=spellings[0][0].information), scores, shares)


def hits(term: Term, places: Places, whole: AbstractSet[int], total: int) -> Hits:
    """Score one word. ``whole`` holds the TILs with all of it; ``total`` is the number of searchable TILs."""
    rarity = {token: idf(len(places[token]), total) for token in term.tokens}
    information = sum(rarity.values())
    if len(term.tokens) == 1:
        each = scores_of(term.tokens[0], information, places)
        return Hits(information, each, dict.fromkeys(each, 1.0))
    known: dict[int, float] = defaultdict(float)
    scores: dict[int, float] = defaultdict(float)
    for token in term.tokens:
        for pk, score in scores_of(token, rarity[token], places).items():
            known[pk] += rarity[token] / information
            scores[pk] += score
    shares = {pk: 1.0 if pk in whole else share * PART for pk, share in known.items()}
    kept = {pk: share for pk, share in shares.items() if pk in whole or known[pk] >= LEAST_PART}
    scale = 1 / sqrt(len(term.tokens))
    return Hits(information * scale, {pk: scores[pk] * share * scale for pk, share in kept.items()}, kept)


def ranked(asked: Sequence[Hits]) -> dict[int, float]:
    """Return each match's score: TILs with every word score highest, then those that cover most of the query."""
    scores, shares = (asked[0].scores, asked[0].shares) if len(asked) == 1 else _summed(asked)
    least = max(shares.values(), default=0) * LEAST_SHARE
    return {pk: score * shares[pk] for pk, score in scores.items() if shares[pk] >= least}


def idf(having: int, total: int) -> float:
    """Return the information content of a word that ``having`` of ``total`` TILs have."""
    return log(1 + (total - having + 0.5) / (having + 0.5))


def scores_of(token: str, most: float, places: Places) -> dict[int, float]:
    """Return the score of each TIL that has a token, below ``most``, by where it stands.

    Whole sets of TILs are divided by place: one TIL at a time took five times as long for a word that most have.
    """
    alike = [(0.0, places[token])]
    for mark, weight in WEIGHTS.items():
        here = places[mark + token]
        divided = [
            (known + added, part) for known, pks in alike for added, part in ((weight, pks & here), (0.0, pks - here))
        ]
        alike = [(known, part) for known, part in divided if part]
    scores: dict[int, float] = {}
    for weight, pks in alike:
        scores |= dict.fromkeys(pks, most * weight / (weight + SATURATION))
    return scores


def _summed(asked: Sequence[Hits]) -> tuple[dict[int, float], dict[int, float]]:
    """Return each match's score, and the share of the query's information that it covers."""
    information = sum(word.information for word in asked)
    scores: dict[int, float] = defaultdict(float)
    shares: dict[int, float] = defaultdict(float)
    for word in asked:
        worth = word.information / information
        for pk, share in word.shares.items():
            shares[pk] += share * worth
            scores[pk] += word.scores[pk]
    return scores, shares
