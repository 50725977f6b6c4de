"""The offline provider as used by the generator: pieces, usage and stop reason."""

import asyncio
from pathlib import Path

import pytest

from generate.llm.base import Prompt, Stop, Task, Usage
from generate.llm.offline import Offline, chunks

NOTES = (Path(__file__).parents[1] / "offline" / "notes" / "ko-docker-cache.md").read_text()


def prompt(task: Task, text: str = NOTES, language: str = "ko") -> Prompt:
    return Prompt(task, "system words", "user words", text, language, 1000)


@pytest.mark.anyio
@pytest.mark.parametrize("task", list(Task))
async def test_each_task_is_answered(task: Task) -> None:
    reply = await Offline().generate(prompt(task))
    assert reply.text
    assert reply.stop is Stop.END
    assert reply.usage == Usage(), "nobody is paid"
    assert "words" not in reply.text


@pytest.mark.anyio
async def test_tags_come_one_a_line() -> None:
    reply = await Offline().generate(prompt(Task.TAGS))
    assert reply.text.split("\n")[:2] == ["docker", "npm"]


@pytest.mark.anyio
async def test_text_streams_in_small_pieces_and_others_run_between_them() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    async with Offline().generate_stream(prompt(Task.CONTENT, NOTES * 12)) as answer:
        pieces = [piece async for piece in answer]
    task.cancel()
    assert len(pieces) > 100
    assert turns >= len(pieces)


@pytest.mark.anyio
async def test_empty_text_ends_in_good_order() -> None:
    reply = await Offline().generate(prompt(Task.CONTENT, ""))
    assert (reply.text, reply.stop) == ("", Stop.END)


@pytest.mark.parametrize("text", ["", "a", " \n ", "가나다 " * 5000, "x" * 3000, "\n" * 500, NOTES])
def test_pieces_are_the_text(text: str) -> None:
    pieces = chunks(text)
    assert "".join(pieces) == text
    assert all(pieces)
    assert len(pieces) < 700


def test_it_says_who_it_is() -> None:
    assert (Offline().name, Offline().model, Offline().verbatim) == ("offline", "rules", True)
