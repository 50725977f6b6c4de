"""Questions in a reader's words about two public collections: the answer is among the first three results."""

import tarfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.til.search.questions import QUESTIONS
from til.models import Til
from til.search import index
from til.search.query import Query, search
from til.transfer.decode import decode
from til.transfer.note import read_note

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
NAMES = ("jbranchaud-til", "namjunemy-til")
FIRST_THREE, FIRST = 0.93, 0.75  # share of the questions


def notes(name: str) -> Iterator[Til]:
    """Yield the notes of a collection, unsaved, without its index files."""
    with tarfile.open(CORPUS / f"{name}.tar.gz") as files:
        for member in files:
            data = files.extractfile(member) if member.name.endswith(".md") else None
            if data is not None and not member.name.endswith("README.md"):
                note = read_note(member.name, decode(data.read()))
                yield Til(title=note.title, content=note.content, excerpt=note.excerpt, origin=member.name)


@pytest.fixture
def corpus(db: None) -> None:
    """Save the right answers and every third other note, without HTML, which search does not use."""
    if missing := [name for name in NAMES if not (CORPUS / f"{name}.tar.gz").exists()]:
        pytest.skip(f"{len(QUESTIONS)} questions not asked: {', '.join(missing)} not beside the project")
    right = {name for _, names in QUESTIONS for name in names.split()}
    tils = [
        til for number, til in enumerate(chain(*map(notes, NAMES))) if str(til.origin)[:-3] in right or number % 3 == 0
    ]
    for day, til in enumerate(tils, start=1):
        til.day_number, til.slug, til.status = day, f"day-{day}", Til.Status.PUBLISHED
    for til in Til.objects.bulk_create(tils):
        index.put(til)


@pytest.mark.once
def test_a_question_finds_its_answer_among_the_first_three(corpus: None) -> None:
    places = {question: place_of(question, right.split()) for question, right in QUESTIONS}
    missed = {question: place for question, place in places.items() if place > 3}
    assert len(missed) <= len(QUESTIONS) * (1 - FIRST_THREE), missed
    assert sum(place == 1 for place in places.values()) >= len(QUESTIONS) * FIRST, places


def place_of(question: str, right: list[str]) -> int:
    """Return the place of the first right answer; one past the tenth if it is not among them."""
    found = list(search(Query(question)).values_list("origin", flat=True)[:10])
    assert found, question
    return next((place for place, origin in enumerate(found, 1) if str(origin)[:-3] in right), 11)
