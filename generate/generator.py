"""From a source to a draft: each stage asked of the provider as early as it can be, handed on in order."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, cast

from generate import clean, tags
from generate.ahead import Ahead, Ask
from generate.errors import GenerateError, ProviderInterrupted
from generate.language import AUTO, resolve
from generate.llm.base import Provider, Stop, Task, Usage
from generate.meter import Meter
from generate.prompts import Texts, build
from generate.retry import DEFAULT, Policy, complete_with_retry, open_with_retry
from generate.sources.source import Source
from generate.stages import Chunk, Done, Stage, Step, TagChoice
from generate.tags import KnownTag


class Library(Protocol):
    """What a generation asks of the site it writes for."""

    async def next_day_number(self) -> int:
        """Return the number after the highest one in use."""

    async def known_tags(self) -> Sequence[KnownTag]:
        """Return the tags in use, the most used first."""

    def slugify(self, text: str) -> str:
        """Return ``text`` for an address: never empty, Korean kept, different for different tags (``c++``, ``c``)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read, asked for and offered; ``reads`` in characters of content (code points).

    ``new_tags`` says whether tags may be recommended that are not known yet; ``known_tags`` how many a model is told.
    """

    reads: Mapping[Stage, int] = field(
        default_factory=lambda: {Stage.TITLE: 2_000, Stage.EXCERPT: 3_000, Stage.TAGS: 3_000}
    )
    tags: int = 5
    new_tags: bool = True
    known_tags: int = 200
    retry: Policy = DEFAULT


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole draft; ``day_number`` is None, ``excerpt`` and ``tags`` are empty where they were not wanted."""

    title: str
    slug: str
    day_number: int | None
    excerpt: str
    content: str
    tags: tuple[TagChoice, ...]
    truncated: bool
    usage: Usage


class TILGenerator:
    """One draft from one source; all of it raises ``GenerateError`` where the provider fails.

    ``language`` is ``auto`` (as the source), ``ko`` or ``en``. ``instruction`` is the person's wish, such as "shorter".
    ``texts`` replace built-in prompts. Use ``run`` inside ``contextlib.aclosing``: leaving it closes every connection
    to the provider at once.
    """

    def __init__(
        self,
        source: Source,
        provider: Provider,
        library: Library,
        *,
        language: str = AUTO,
        instruction: str = "",
        texts: Texts | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._source = source
        self._provider = provider
        self._library = library
        self._instruction = instruction
        self._before = ""
        self._texts = texts
        self._limits = limits or Limits()
        self._meter = Meter()
        self.language = resolve(language, source.text)
        self.truncated = False

    @property
    def usage(self) -> Usage:
        """Tokens so far, unfinished answers included; estimated where the provider gave none."""
        return self._meter.usage

    async def get_next_day_number(self) -> int:
        """Return the day number this draft would get."""
        return await self._library.next_day_number()

    async def stream_content(self) -> AsyncGenerator[str, None]:
        """Yield the cleaned content in pieces; ``truncated`` is known at the end.

        Raises ``ProviderInterrupted`` also where an answer holds no content. What was held back comes before an error.
        """
        begun = False
        async with aclosing(self._pieces()) as pieces:
            async for piece in pieces:
                if piece:
                    begun = True
                    yield piece
        if not begun:
            raise ProviderInterrupted("the answer holds no content")

    async def generate_title(self, content: str, instruction: str | None = None) -> str:
        """Return a title for ``content``: one line of plain text, at most 120 characters, never empty.

        ``instruction`` stands in for the one given to the constructor, here and below.
        """
        content = self._head(Stage.TITLE, content)
        return clean.title(await self._ask(Task.TITLE, content, instruction), content)

    async def generate_excerpt(self, content: str, instruction: str | None = None) -> str:
        """Return an excerpt of ``content``: one paragraph of plain text, at most 500 characters."""
        content = self._head(Stage.EXCERPT, content)
        return clean.excerpt(await self._ask(Task.EXCERPT, content, instruction), content)

    async def recommend_tags(self, content: str, instruction: str | None = None) -> tuple[TagChoice, ...]:
        """Return tags for ``content``, known ones where they mean the same."""
        content = self._head(Stage.TAGS, content)
        known = await self._library.known_tags()
        offered = tags.relevant(known, content, self._limits.known_tags)
        names = clean.tag_names(await self._ask(Task.TAGS, content, instruction, offered))
        limits = self._limits
        return tags.choose(names, known, self._library.slugify, limit=limits.tags, new_allowed=limits.new_tags)

    async def generate_preview(self, wanted: frozenset[Stage]) -> Preview:
        """Return the whole draft at once."""
        parts: list[str] = []
        done: dict[Stage, object] = {}
        async with aclosing(self.run(wanted)) as steps:
            async for step in steps:
                if isinstance(step, Chunk):
                    parts.append(step.text)
                else:
                    done[step.stage] = step.value
        title = cast("str", done[Stage.TITLE])
        return Preview(
            title=title,
            slug=self._library.slugify(title),
            day_number=cast("int | None", done.get(Stage.DAY_NUMBER)),
            excerpt=cast("str", done.get(Stage.EXCERPT, "")),
            content="".join(parts),
            tags=cast("tuple[TagChoice, ...]", done.get(Stage.TAGS, ())),
            truncated=self.truncated,
            usage=self.usage,
        )

    async def run(
        self, wanted: frozenset[Stage], first: Stage = Stage.DAY_NUMBER, content: str = "", before: str = ""
    ) -> AsyncGenerator[Step, None]:
        """Yield the steps of the ``wanted`` stages from ``first`` on, in order; ``content`` where it is not written.

        Where one part is written again, ``before`` is that part as it stands, and the instruction is about it.
        A stage that fails raises at its place, after all that comes before it.
        """
        self._before = before
        stages = [stage for stage in sorted(wanted) if first <= stage < Stage.END]
        async with self._ahead(stages) as ahead, aclosing(self._steps(stages, ahead, content)) as steps:
            async for step in steps:
                yield step

    async def _steps(self, stages: Sequence[Stage], ahead: Ahead, content: str) -> AsyncGenerator[Step, None]:
        if Stage.DAY_NUMBER in stages:
            yield Done(Stage.DAY_NUMBER, await self.get_next_day_number())
        if Stage.CONTENT in stages:
            async with aclosing(self.stream_content()) as pieces:
                async for piece in pieces:
                    ahead.read(piece)
                    yield Chunk(piece)
            ahead.end()
            yield Done(Stage.CONTENT, self.truncated)
        else:
            ahead.read(content)
            ahead.end()
        for stage in ahead.stages:
            yield Done(stage, await ahead.value(stage))

    def _ahead(self, stages: Sequence[Stage]) -> Ahead:
        # a wish for new content ("explain the flag") is met there; a title that follows it would misread it
        wish = "" if Stage.CONTENT in stages else self._instruction
        calls: dict[Stage, Ask] = {
            Stage.TITLE: partial(self.generate_title, instruction=wish),
            Stage.EXCERPT: partial(self.generate_excerpt, instruction=wish),
            Stage.TAGS: partial(self.recommend_tags, instruction=wish),
        }
        return Ahead({stage: calls[stage] for stage in stages if stage in calls}, self._limits.reads)

    async def _value(self, stage: Stage, ahead: Ahead) -> int | str | bool | tuple[TagChoice, ...]:
        if stage is Stage.DAY_NUMBER:
            return await self.get_next_day_number()
        if stage is Stage.CONTENT:
            return self.truncated
        return await ahead.value(stage)

    async def _pieces(self) -> AsyncGenerator[str, None]:
        cleaner = clean.Cleaner(verbatim=self._provider.verbatim)
        try:
            async with aclosing(self._deltas()) as deltas:
                async for delta in deltas:
                    yield cleaner.feed(delta)
        except GenerateError:
            yield cleaner.finish()
            raise
        yield cleaner.finish()

    async def _deltas(self) -> AsyncGenerator[str, None]:
        wish, before = self._instruction, self._before
        prompt = build(Task.CONTENT, self._source, self.language, wish=wish, before=before, texts=self._texts)
        answer = open_with_retry(self._provider, prompt, self._limits.retry)
        with self._meter.reading(answer) as written:
            async with answer, aclosing(aiter(answer)) as parts:
                async for part in parts:
                    written.append(part)
                    yield part
        self.truncated = answer.stop is Stop.LENGTH

    async def _ask(self, task: Task, content: str, instruction: str | None, known_tags: Sequence[str] = ()) -> str:
        wish = self._instruction if instruction is None else instruction
        before = self._before if wish else ""
        prompt = build(task, content, self.language, wish=wish, before=before, known_tags=known_tags, texts=self._texts)
        with self._meter.call(prompt) as call:
            reply = await complete_with_retry(self._provider, prompt, self._limits.retry)
            call.told, call.complete = reply.usage, True
        return reply.text

    def _head(self, stage: Stage, content: str) -> str:
        return content[: self._limits.reads[stage]]
