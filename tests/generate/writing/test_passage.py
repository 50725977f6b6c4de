"""One passage is rewritten; the rest stays byte for byte, whatever a model answers."""

from collections.abc import AsyncIterator

import pytest

from generate.stages import Chunk, Done, Stage, Step
from generate.writing.passage import Passage, only_passage

TEXT = """## Start

The first paragraph tells what `git bisect` is good for, at length.

A second one explains how the history is halved until one commit is left.

- 마지막으로 `git bisect reset`을 잊지 않는다.
"""
OLD = "A second one explains how the history is halved until one commit is left."
NEW = "It halves the history."
START = TEXT.index(OLD)


def replaced(answer: str, passage: str = OLD) -> str:
    start = TEXT.index(passage)
    text = Passage(TEXT, start, start + len(passage)).replaced(answer)
    assert text.startswith(TEXT[:start])
    assert text.endswith(TEXT[start + len(passage) :])
    return text[start : len(text) - len(TEXT) + start + len(passage)]


@pytest.mark.parametrize(
    "answer",
    [
        NEW,
        f"\n{NEW}\n\n",
        TEXT.replace(OLD, NEW),
        TEXT.replace(OLD, NEW)
        .replace("at length", "briefly")
        .replace("잊지", "빼먹지")
        .replace("## Start", "## Begin"),
        TEXT[: START + len(OLD)].replace(OLD, NEW),
        TEXT[START:].replace(OLD, NEW),
        NEW.join(part.upper() for part in TEXT.split(OLD)),
    ],
)
def test_an_answer_that_repeats_what_is_around_the_passage_changes_only_the_passage(answer: str) -> None:
    assert replaced(answer) == NEW


def test_part_of_a_sentence_is_replaced_also_where_the_whole_sentence_is_answered() -> None:
    passage = "the history is halved until one commit is left"
    assert replaced("only one commit remains", passage) == "only one commit remains"
    assert replaced("A second one explains how only one commit remains.", passage) == "only one commit remains."


def test_white_space_at_its_ends_stays_and_an_empty_answer_changes_nothing() -> None:
    assert replaced(NEW, f"\n\n{OLD}\n") == f"\n\n{NEW}\n"
    assert replaced(" \n") == OLD


@pytest.mark.anyio
async def test_the_text_comes_in_one_piece_before_its_end() -> None:
    async def steps() -> AsyncIterator[Step]:
        for piece in (NEW[:5], NEW[5:]):
            yield Chunk(piece)
        yield Done(Stage.CONTENT, False)

    heard: list[None] = []
    passage = Passage(TEXT, START, START + len(OLD))
    got = [step async for step in only_passage(steps(), passage, lambda: heard.append(None))]
    assert got == [Chunk(TEXT.replace(OLD, NEW)), Done(Stage.CONTENT, False)]
    assert len(heard) == 2
