"""Helpers for tests of the generator: a source, usual answers, and ways to collect steps."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from generate.llm.base import Task
from generate.sources.source import Source
from generate.stages import Chunk, Done, Stage, Step, wanted
from generate.writing.generator import TILGenerator
from tests.fakes.scripted import Script, Scripted, Shelf

NOTES = Source("git bisect finds the commit that broke a test.")
CONTENT = "git bisect walks the history by halves.\n\nIt needs one good and one bad commit."
ANSWERS: Mapping[Task, Script | str] = {
    Task.CONTENT: CONTENT,
    Task.TITLE: "git bisect finds the bad commit",
    Task.EXCERPT: "Halve the history until the bad commit is found.",
    Task.TAGS: "git, debugging",
}
ALL = wanted(day_number=True, excerpt=True, tags=True)
ORDER = [Stage.DAY_NUMBER, Stage.CONTENT, Stage.TITLE, Stage.EXCERPT, Stage.TAGS]


def words(length: int) -> str:
    """Return prose of exactly ``length`` characters."""
    return ("word " * length)[: length - 1] + "."


def scripted(**answers: Script | str) -> Scripted:
    """Return a provider with the usual answers, except those given."""
    return Scripted({**ANSWERS, **{Task(name): answer for name, answer in answers.items()}})


def drafting(provider: Scripted) -> TILGenerator:
    return TILGenerator(NOTES, provider, Shelf())


async def collect(steps: AsyncGenerator[Step, None]) -> list[Step]:
    async with aclosing(steps):
        return [step async for step in steps]


async def collect_until_error(steps: AsyncGenerator[Step, None]) -> tuple[list[Step], Exception | None]:
    """Return the steps, and the error at their end."""
    came: list[Step] = []
    async with aclosing(steps):
        try:
            async for step in steps:
                came += [step]
        except Exception as error:  # noqa: BLE001 - the test checks which one
            return came, error
    return came, None


def done(steps: list[Step]) -> list[Stage]:
    return [step.stage for step in steps if isinstance(step, Done)]


def text(steps: list[Step]) -> str:
    return "".join(step.text for step in steps if isinstance(step, Chunk))
