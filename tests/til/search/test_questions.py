"""Questions in a reader's words about two public collections: the answer is among the first three results."""

import pytest

from tests.til.search.alike import PAIRS
from tests.til.search.corpus import saved
from tests.til.search.fresh import FRESH, HEARD
from tests.til.search.questions import QUESTIONS
from tests.til.search.unseen import UNSEEN
from til.models import Til
from til.search.query import Query, answers
from til.search.similar import similar

ALL = QUESTIONS + UNSEEN + HEARD + FRESH
FIRST_THREE, FIRST = 0.88, 0.8  # share of the questions
PAIRS_FOUND = 0.9  # share of the pairs whose second note is among the first five

pytestmark = pytest.mark.once


@pytest.fixture
def corpus(db: None) -> dict[str, Til]:
    """The right answers, the pairs and every third other note, by name."""
    names = [name for _, right in ALL for name in right.split()] + [name for pair in PAIRS for name in pair]
    return saved(names, len(ALL) + len(PAIRS))


@pytest.mark.parametrize("asked", [QUESTIONS, UNSEEN, HEARD, FRESH], ids=["fitted", "unseen", "heard", "fresh"])
def test_a_question_finds_its_answer_among_the_first_three(
    corpus: dict[str, Til], asked: list[tuple[str, str]]
) -> None:
    places = {question: place_of(question, right.split()) for question, right in asked}
    missed = {question: place for question, place in places.items() if place > 3}
    assert len(missed) <= len(asked) * (1 - FIRST_THREE), missed
    assert sum(place == 1 for place in places.values()) >= len(asked) * FIRST, places


def place_of(question: str, right: list[str]) -> int:
    """Return the place of the first right answer; one past the tenth if it is not among them."""
    found = [til.origin for til in answers(Query(question))[:10]]
    assert found, question
    return next((place for place, origin in enumerate(found, 1) if origin in right), 11)


def test_of_a_hundred_pairs_the_earlier_note_is_among_the_first_five(corpus: dict[str, Til]) -> None:
    missed = [(draft, right) for draft, right in PAIRS if right not in _alike(corpus[draft])]
    assert len(missed) <= len(PAIRS) * (1 - PAIRS_FOUND), missed


def _alike(draft: Til) -> list[str]:
    others = Til.objects.exclude(pk=draft.pk)
    return [str(one.til.origin) for one in similar(draft.title, draft.content, others)]
