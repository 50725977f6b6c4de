"""From a source to a draft: each stage is requested as early as possible and delivered in order."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, cast

from generate import clean, metrics
from generate.errors import GenerateError, NothingLearned, ProviderInterrupted, ProviderRefused
from generate.language import AUTO, is_clearly_other, resolve
from generate.llm.base import Provider, Stop, Task, Usage, share_read
from generate.notices import LITTLE_READ, OTHER_LANGUAGE, Notice
from generate.prompts import Manner, frame_mark
from generate.sources.source import Source
from generate.stages import Chunk, Done, Stage, StartOver, Step, TagChoice
from generate.writing import tag_choice
from generate.writing.content import Framed, Writer, writer
from generate.writing.language_watch import in_one_language
from generate.writing.requests import Requests
from generate.writing.retry import DEFAULT, Retry, Waits, open_with_retry
from generate.writing.seam import breaks_off
from generate.writing.side_tasks import Ask, SideTasks
from generate.writing.tag_choice import KnownTag
from generate.writing.token_usage import TokenUsage

_DECLINED = {clean.Declined.REFUSED: ProviderRefused, clean.Declined.NOTHING: NothingLearned}


class Library(Protocol):
    """What a generation needs from the site."""

    async def next_day_number(self) -> int:
        """Return the number after the highest one in use."""

    async def known_tags(self) -> Sequence[KnownTag]:
        """Return the tags in use, the most used first."""

    def generate_slug(self, text: str) -> str:
        """Return ``text`` for an address: never empty, Korean kept, different for different tags (``c++``, ``c``)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a draft; ``reads`` and ``content`` are in code points.

    An answer longer than ``content`` is cut there. ``new_tags`` allows recommending new tags;
    ``known_tags`` is the number of existing tags sent to a model.
    """

    reads: Mapping[Stage, int] = field(
        default_factory=lambda: {Stage.TITLE: 2_000, Stage.EXCERPT: 3_000, Stage.TAGS: 3_000}
    )
    tags: int = 5
    new_tags: bool = True
    known_tags: int = 200
    content: int = 400_000
    retry: Retry = DEFAULT


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole draft; ``day_number`` is None, ``excerpt`` and ``tags`` are empty if not requested."""

    title: str
    slug: str
    day_number: int | None
    excerpt: str
    content: str
    tags: tuple[TagChoice, ...]
    truncated: bool
    usage: Usage


class TILGenerator:
    """Drafts a TIL from one source. Methods raise ``GenerateError`` if the provider fails.

    ``language`` is ``auto`` (as the source), ``ko`` or ``en``. ``instruction`` is a request such as "shorter".
    ``manner`` is what goes along with it, such as edited prompts. Use ``generate_stream`` inside
    ``contextlib.aclosing``: leaving it closes every connection to the provider at once.
    """

    def __init__(
        self,
        source: Source,
        provider: Provider,
        library: Library,
        *,
        language: str = AUTO,
        instruction: str = "",
        manner: Manner | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._provider = provider
        self._library = library
        self._instruction = instruction
        self._limits = limits or Limits()
        self._token_usage = TokenUsage()
        self.language = resolve(language, source.text)
        self._requests = Requests(
            source,
            provider,
            self.language,
            instruction,
            manner or Manner(),
            self._limits.retry,
            self._token_usage,
        )
        self.truncated = False

    def on_pauses(self, thinks: Callable[[], None], waits: Waits) -> None:
        """Have ``thinks`` called while a model thinks and does not write, ``waits`` before a pause between attempts."""
        self._requests.thinks, self._requests.waits = thinks, waits

    @property
    def notices(self) -> Mapping[str, Notice]:
        """What was done differently than expected, by kind."""
        return self._requests.notices

    @property
    def usage(self) -> Usage:
        """Tokens so far, including unfinished answers; estimated if the provider reported none."""
        return self._token_usage.usage

    async def get_next_day_number(self) -> int:
        """Return the next free day number."""
        return await self._library.next_day_number()

    async def stream_content(self, kept: str = "") -> AsyncGenerator[Chunk | StartOver, None]:
        """Yield the cleaned content after ``kept`` in pieces; ``truncated`` is known at the end.

        An answer longer than the limit ends there, like one cut for its length, as does a text that breaks off and
        that the answer adds nothing to. Raises ``ProviderInterrupted`` also
        for an answer without content, and ``ProviderRefused`` for one that declines; held-back text comes first.
        """
        length = len(kept)
        async with aclosing(self._in_language(kept)) as steps:
            async for step in steps:
                length = length + len(step.text) if isinstance(step, Chunk) else 0
                yield step
                if length >= self._limits.content:
                    self.truncated = True
                    return
        if not length:
            raise ProviderInterrupted("the answer holds no content")
        if kept and length == len(kept):  # nothing was added
            self.truncated = self.truncated or breaks_off(kept)

    async def generate_title(self, content: str, instruction: str | None = None) -> str:
        """Return a title for ``content``: one line of plain text, at most 120 characters, never empty.

        ``instruction`` overrides the constructor's, here and below.
        """
        content = self._head(Stage.TITLE, content)
        return await self._requests.ask_in_language(Task.TITLE, content, instruction, clean.title)

    async def generate_excerpt(self, content: str, instruction: str | None = None) -> str:
        """Return an excerpt of ``content``: one paragraph of plain text, at most 500 characters."""
        content = self._head(Stage.EXCERPT, content)
        return await self._requests.ask_in_language(Task.EXCERPT, content, instruction, clean.excerpt)

    async def recommend_tags(self, content: str, instruction: str | None = None) -> tuple[TagChoice, ...]:
        """Return tags for ``content``; existing tags replace new names with the same meaning."""
        content = self._head(Stage.TAGS, content)
        known = await self._library.known_tags()
        offered = tag_choice.relevant(known, content, self._limits.known_tags, self._requests.manner.family)
        names = clean.tag_names(await self._requests.ask(Task.TAGS, content, instruction, offered))
        limits = self._limits
        return tag_choice.choose(
            names, known, self._library.generate_slug, limit=limits.tags, new_allowed=limits.new_tags
        )

    async def generate_preview(self, wanted: frozenset[Stage]) -> Preview:
        """Return the whole draft at once."""
        parts: list[str] = []
        done: dict[Stage, object] = {}
        async with aclosing(self.generate_stream(wanted)) as steps:
            async for step in steps:
                if isinstance(step, StartOver):
                    parts.clear()
                elif isinstance(step, Chunk):
                    parts.append(step.text)
                elif isinstance(step, Done):
                    done[step.stage] = step.value
        title = cast("str", done[Stage.TITLE])
        return Preview(
            title=title,
            slug=self._library.generate_slug(title),
            day_number=cast("int | None", done.get(Stage.DAY_NUMBER)),
            excerpt=cast("str", done.get(Stage.EXCERPT, "")),
            content="".join(parts),
            tags=cast("tuple[TagChoice, ...]", done.get(Stage.TAGS, ())),
            truncated=self.truncated,
            usage=self.usage,
        )

    async def generate_stream(
        self, wanted: frozenset[Stage], first: Stage = Stage.DAY_NUMBER, content: str = "", before: str = ""
    ) -> AsyncGenerator[Step, None]:
        """Yield the steps of the ``wanted`` stages from ``first`` on, in order.

        ``content`` is the existing text: the whole if content is not among the stages, else a beginning to
        continue. When a part is rewritten, ``before`` is its current text, which the instruction refers to.
        A stage that fails raises in its place, after all earlier results.
        """
        self._requests.before = before
        stages = [stage for stage in sorted(wanted) if first <= stage < Stage.END]
        async with self._side_tasks(stages) as side_tasks, aclosing(self._steps(stages, side_tasks, content)) as steps:
            async for step in steps:
                yield step

    async def _steps(self, stages: Sequence[Stage], side_tasks: SideTasks, content: str) -> AsyncGenerator[Step, None]:
        if Stage.DAY_NUMBER in stages:
            yield Done(Stage.DAY_NUMBER, await self.get_next_day_number())
        if Stage.CONTENT in stages:
            side_tasks.read(content)
            async with aclosing(self.stream_content(content)) as steps:
                async for step in steps:
                    side_tasks.take(step)
                    yield step
            side_tasks.end()
            yield Done(Stage.CONTENT, self.truncated)
        else:
            side_tasks.read(content)
            side_tasks.end()
        for stage in side_tasks.stages:
            yield Done(stage, await side_tasks.value(stage))

    def _side_tasks(self, stages: Sequence[Stage]) -> SideTasks:
        # an instruction for content ("explain the flag") would mislead the title
        wish = "" if Stage.CONTENT in stages else self._instruction
        calls: dict[Stage, Ask] = {
            Stage.TITLE: partial(self.generate_title, instruction=wish),
            Stage.EXCERPT: partial(self.generate_excerpt, instruction=wish),
            Stage.TAGS: partial(self.recommend_tags, instruction=wish),
        }
        return SideTasks({stage: calls[stage] for stage in stages if stage in calls}, self._limits.reads)

    def _in_language(self, kept: str) -> AsyncGenerator[Chunk | StartOver, None]:
        """Return the content; a continuation has its language, and a person's request may name any."""

        def is_other(text: str) -> bool:
            is_free = kept or self._instruction or self._provider.verbatim
            return not is_free and is_clearly_other(text, self.language)

        return in_one_language(partial(self._pieces, kept), is_other, self._other_language)

    def _other_language(self) -> None:
        self._requests.add_notices(Notice(OTHER_LANGUAGE))

    async def _pieces(self, kept: str, insists: bool) -> AsyncGenerator[Chunk | StartOver, None]:
        text: Writer | None = None
        failure: GenerateError | None = None
        mark = frame_mark()
        async with aclosing(self._deltas(kept, mark, insists)) as deltas:
            while not failure:
                try:
                    delta = await anext(deltas, None)
                except GenerateError as error:
                    delta, failure = None, error
                text = text or writer(
                    kept, verbatim=self._provider.verbatim, frame=mark
                )  # known after the first answer
                for step in text.finish() if delta is None else text.feed(delta):
                    yield step
                if delta is None:
                    break
        if isinstance(text, Framed):
            self._count(text.frame)
        if failure:
            raise failure
        if text and text.declined:
            raise _DECLINED[text.declined](f"the answer says {text.declined}")

    def _count(self, frame: clean.Frame) -> None:
        metrics.frames.labels(self._provider.name, "kept" if frame.found else "ignored").inc()
        metrics.outside.labels(self._provider.name).inc(frame.dropped)

    async def _deltas(self, kept: str, mark: str, insists: bool) -> AsyncGenerator[str, None]:
        answer = open_with_retry(
            self._provider, self._requests.content(kept, mark, insists=insists), self._limits.retry
        )
        with self._token_usage.reading(answer) as written:
            async with answer, aclosing(aiter(answer)) as parts:
                self._requests.add_notices(*answer.notices)
                async for part in parts:
                    written.append(part)
                    yield part
        self.truncated = answer.stop is Stop.LENGTH
        if answer.usage and (percent := share_read(answer.prompt, answer.usage)):
            self._requests.add_notices(Notice(LITTLE_READ, {"percent": percent}))

    def _head(self, stage: Stage, content: str) -> str:
        return content[: self._limits.reads[stage]]
