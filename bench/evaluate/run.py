"""Draft from every source with a provider, recording its answers, or from recorded ones."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.evaluate.measure import Drafted, Figures, Prices, measure
from bench.evaluate.recording import RawAnswer, Recorder, Replay
from generate.errors import GenerateError
from generate.llm.base import Provider
from generate.sources.file import File
from generate.sources.processor import ContentProcessor
from generate.sources.source import Source
from generate.stages import Chunk, Done, Stage, StartOver, wanted
from generate.writing.generator import TILGenerator
from generate.writing.tag_choice import KnownTag
from til.slugs import generate_slug

RULES = "offline"  # the provider that asks no model
_FILE = Path(__file__).with_name("sources.toml")
_TAGS = ("git", "postgresql", "python", "docker", "react", "linux", "자바", "spring-boot", "css", "redis")
ALL = wanted(day_number=False, excerpt=True, tags=True)
Answers = dict[str, dict[str, list[RawAnswer]]]  # by model and source


@dataclass(frozen=True, slots=True)
class Case:
    """One source; ``file`` is its name if it is read as a file."""

    name: str
    language: str
    text: str
    file: str = ""

    async def read(self) -> Source:
        """Return it as a draft's source."""
        processor = ContentProcessor()
        if self.file:
            return await processor.process("file", File(self.text.encode(), self.file))
        return await processor.process("text", self.text)


class Library:
    """A site with a few tags."""

    async def next_day_number(self) -> int:
        """Return the first day."""
        return 1

    async def known_tags(self) -> Sequence[KnownTag]:
        """Return the tags."""
        return [KnownTag(number, name, name) for number, name in enumerate(_TAGS, 1)]

    def generate_slug(self, text: str) -> str:
        """Return ``text`` for an address."""
        return generate_slug(text)


def cases() -> list[Case]:
    """Return all sources, named by kind, language and number."""
    found = tomllib.loads(_FILE.read_text("utf-8"))["source"]
    return [
        Case(f"{one['kind']}-{one['language']}-{number}", one["language"], one["text"], one.get("file", ""))
        for number, one in enumerate(found, 1)
    ]


async def evaluate(
    providers: Iterable[tuple[str, Provider]], sources: Sequence[Case], prices: Prices
) -> tuple[list[Figures], Answers]:
    """Draft from each source with each named provider; return the figures, and the raw answers."""
    figures, answers = [], Answers()
    for model, provider in providers:
        for case in sources:
            recorder = Recorder(provider)
            figures.append(await _one(model, case, recorder, recorder.answers, prices))
            answers.setdefault(model, {})[case.name] = recorder.answers
    return figures, answers


async def replay(answers: Answers, sources: Sequence[Case], prices: Prices) -> list[Figures]:
    """Draft from recorded answers."""
    named = {case.name: case for case in sources}
    return [
        await _one(model, named[name], _again(model, given), given, prices)
        for model, drafts in answers.items()
        for name, given in drafts.items()
        if name in named
    ]


def _again(model: str, given: Sequence[RawAnswer]) -> Replay:
    name, _, of = model.partition("/")
    return Replay(name, of, given, verbatim=name == RULES)  # what rules wrote is not cleaned


async def _one(model: str, case: Case, provider: Provider, answers: Sequence[RawAnswer], prices: Prices) -> Figures:
    source = await case.read()
    draft = await drafted(source, provider)
    return measure(model, (case.name, case.language, source.text), draft, answers, prices)


async def drafted(source: Source, provider: Provider) -> Drafted:
    """Return a draft from ``source``, or what there is of it."""
    generator, draft = TILGenerator(source, provider, Library()), Drafted()
    try:
        async with aclosing(generator.generate_stream(ALL)) as steps:
            async for step in steps:
                if isinstance(step, Chunk):
                    draft.content += step.text
                elif isinstance(step, StartOver):
                    draft.content = ""
                else:
                    _take(draft, step)
    except GenerateError as error:
        draft.error = error.code
    return draft


def _take(draft: Drafted, step: Done) -> None:
    if step.stage is Stage.TAGS and isinstance(step.value, tuple):
        draft.tags = tuple(tag.name for tag in step.value)
    elif step.stage in (Stage.TITLE, Stage.EXCERPT):
        setattr(draft, step.stage.name.lower(), step.value)


def as_answers(data: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> Answers:
    """Return stored answers."""
    return {
        model: {name: [RawAnswer(**one) for one in given] for name, given in drafts.items()}
        for model, drafts in data.items()
    }
