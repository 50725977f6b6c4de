"""The interface of providers: answers that stream, report why they stopped, and close at once."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self

from generate.errors import ProviderInterrupted
from generate.notices import Notice

MEASURED_FROM = 1_000  # tokens; shorter material is not cut, and too short to compare
CLEARLY_LESS = 0.6  # share of our estimate, which is accurate to a third
_SAME = re.compile(r"(.)\1{2,}", re.DOTALL)  # rules and indentation, which have many characters per token


class Task(StrEnum):
    """The kinds of requests."""

    CONTENT = "content"
    TITLE = "title"
    EXCERPT = "excerpt"
    TAGS = "tags"


class Stop(StrEnum):
    """Why an answer ended: the model was finished, or reached its limit."""

    END = "end"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request to a provider.

    ``system`` and ``user`` are the words for a model. ``text`` is what they are about, bare (the source for content,
    the draft for the rest), with ``language`` (``ko`` or ``en``): all that the offline provider needs.
    ``max_tokens`` bounds the answer, thinking included. ``kept`` is the text that ``user`` asks to continue, if any; a
    provider whose API takes the beginning of an answer may send ``original``, the request for the whole, with that
    (see ``begun``). ``brief`` is a short ``system`` for a small context. ``shorter`` gives the same request with
    ``text`` cut to so many characters. ``thinks`` is called while the model thinks and has not written yet; ``waits``
    before a pause of so many seconds, with what went wrong.
    ``frame`` names the marks that ``user`` asks to put around the answer, if any.
    """

    task: Task
    system: str
    user: str
    text: str
    language: str
    max_tokens: int
    kept: str = ""
    frame: str = ""
    thinks: Callable[[], None] | None = field(default=None, repr=False, compare=False)
    waits: Callable[[float, BaseException | None], None] | None = field(default=None, repr=False, compare=False)
    brief: str = field(default="", repr=False, compare=False)
    original: Prompt | None = field(default=None, repr=False, compare=False)
    shorter: Callable[[int], Prompt] | None = field(default=None, repr=False, compare=False)

    @property
    def begun(self) -> str:
        """The beginning of the answer, where it is to be sent as that."""
        if self.original or not self.kept:
            return ""
        return f"<{self.frame}>\n{self.kept}" if self.frame else self.kept


@dataclass(frozen=True, slots=True)
class Usage:
    """Input and output tokens; ``estimated`` if the provider did not report them."""

    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        """Return the sum; estimated if either is."""
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer."""

    text: str
    usage: Usage
    stop: Stop
    notices: Sequence[Notice] = ()


class Answer(ABC):
    """A streamed answer: iterate it for text inside ``async with``, which closes it immediately.

    A provider implements ``open``, ``deltas`` and ``close``. ``deltas`` sets ``usage`` and ``stop`` as they become
    known and raises only ``GenerateError``; an end without a stop reason is always an interruption.
    """

    def __init__(self, prompt: Prompt) -> None:
        """Prepare; nothing is sent before the ``async with``."""
        self.prompt = prompt
        self.usage: Usage | None = None
        self.stop: Stop | None = None
        self.notices: list[Notice] = []

    @abstractmethod
    async def open(self) -> None:
        """Send the request and wait for the response headers."""

    @abstractmethod
    def deltas(self) -> AsyncGenerator[str, None]:
        """Yield text as it arrives, never empty strings."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection to the provider immediately; may be repeated."""

    async def __aenter__(self) -> Self:
        """Open, and clean up if that fails."""
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the answer."""
        await self.close()

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        """Yield text; raise ``ProviderInterrupted`` if it ends with no stop reason."""
        async with aclosing(self.deltas()) as deltas:
            async for text in deltas:
                if text:
                    yield text
        if self.stop is None:
            raise ProviderInterrupted("the stream ended without a stop reason")


class Begun(Answer):
    """An answer that wraps another one after its first text, so that earlier failures can be retried."""

    _answer: Answer | None = None
    _first = ""

    def __init__(self, prompt: Prompt) -> None:
        """Prepare; ``open`` must call ``begin``."""
        super().__init__(prompt)
        self._open = AsyncExitStack()

    async def begin(self, answer: Answer) -> None:
        """Wait for the first text of ``answer``; close it if that fails."""
        self._answer = answer
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(answer)
            self._parts = await stack.enter_async_context(aclosing(aiter(answer)))
            self._first = await anext(self._parts, "")
            self._open = stack.pop_all()
        self.prompt, self.notices = answer.prompt, [*self.notices, *answer.notices]

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Text as it arrives."""
        yield self._first
        try:
            async for text in self._parts:
                yield text
        finally:
            self._note()

    async def close(self) -> None:
        """Close the wrapped answer."""
        self._note()
        await self._open.aclose()

    def _note(self) -> None:
        if self._answer:
            self.usage, self.stop = self._answer.usage, self._answer.stop


class Provider(ABC):
    """A provider; every result names it and its model."""

    name: str
    model: str
    verbatim: bool = False  # it returns the user's own text, so the text is not cleaned

    @abstractmethod
    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return an answer to iterate inside ``async with``."""

    async def generate(self, prompt: Prompt) -> Reply:
        """Return the complete answer. Raises ``GenerateError``."""
        async with self.generate_stream(prompt) as answer:
            text = "".join([part async for part in answer])
            return Reply(text, answer.usage or estimate(prompt, text), answer.stop or Stop.END, answer.notices)


def estimate(prompt: Prompt, written: str) -> Usage:
    """Estimate tokens: one per four Latin or one and a half Hangul characters."""
    return Usage(tokens(prompt.system + prompt.user), tokens(written), estimated=True)


def share_read(prompt: Prompt, usage: Usage) -> int | None:
    """Return the approximate percentage of the material that a server has read, if it is clearly less than all.

    Some servers, such as Ollama, silently cut long input; they then count far fewer tokens than were sent.
    """
    material, whole = tokens(_SAME.sub(r"\1\1", prompt.text)), tokens(_SAME.sub(r"\1\1", prompt.system + prompt.user))
    is_known = usage.input_tokens and not usage.estimated
    if not (is_known and material) or whole < MEASURED_FROM or usage.input_tokens > whole * CLEARLY_LESS:
        return None
    share = (usage.input_tokens - (whole - material)) / material
    return max(10, round(share * 10) * 10)


def tokens(text: str) -> int:
    """Return the approximate number of tokens in ``text``."""
    wide = sum(character > "\u1100" for character in text)
    return round((len(text) - wide) / 4 + wide / 1.5)
