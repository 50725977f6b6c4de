"""What every provider offers: an answer that streams, says why it stopped, and closes at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

from generate.errors import ProviderInterrupted


class Task(StrEnum):
    """What is asked for."""

    CONTENT = "content"
    TITLE = "title"
    EXCERPT = "excerpt"
    TAGS = "tags"


class Stop(StrEnum):
    """Why an answer is complete: the model was done, or it reached its limit."""

    END = "end"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request to a provider.

    ``system`` and ``user`` are the words for a model. ``text`` is what they are about, bare (the source for content,
    the draft for the rest), with ``language`` (``ko`` or ``en``): all that the offline provider needs.
    ``max_tokens`` bounds the answer, thinking included.
    """

    task: Task
    system: str
    user: str
    text: str
    language: str
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written; ``estimated`` where the provider did not say."""

    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        """Sum of two answers; estimated if either is."""
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    text: str
    usage: Usage
    stop: Stop


class Answer(ABC):
    """One answer under way: iterate it for text, inside ``async with`` so that it closes at once.

    A provider implements ``open``, ``deltas`` and ``close``. ``deltas`` sets ``usage`` and ``stop`` as they become
    known and raises ``GenerateError`` only; an end without a stop reason is an interruption, whatever the wire said.
    """

    def __init__(self, prompt: Prompt) -> None:
        """Prepare; nothing is sent before the ``async with``."""
        self.prompt = prompt
        self.usage: Usage | None = None
        self.stop: Stop | None = None

    @abstractmethod
    async def open(self) -> None:
        """Send the request and wait for the head of the answer."""

    @abstractmethod
    def deltas(self) -> AsyncGenerator[str, None]:
        """Text as it arrives, never empty strings."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection to the provider now; harmless when repeated."""

    async def __aenter__(self) -> Self:
        """Open, and leave nothing behind if that fails."""
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, however the block was left."""
        await self.close()

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        """Yield text; raise ``ProviderInterrupted`` if it ends with no stop reason."""
        async with aclosing(self.deltas()) as deltas:
            async for text in deltas:
                if text:
                    yield text
        if self.stop is None:
            raise ProviderInterrupted("the stream ended without a stop reason")


class Provider(ABC):
    """Who writes: named in every result, with the model it uses."""

    name: str
    model: str
    verbatim: bool = False  # what it writes is the person's own text, not a model's: nothing in it is taken away

    @abstractmethod
    def stream(self, prompt: Prompt) -> Answer:
        """Return an answer to iterate inside ``async with``."""

    async def complete(self, prompt: Prompt) -> Reply:
        """Return the whole answer. Raises ``GenerateError``."""
        async with self.stream(prompt) as answer:
            text = "".join([part async for part in answer])
            return Reply(text, answer.usage or estimate(prompt, text), answer.stop or Stop.END)


def estimate(prompt: Prompt, written: str) -> Usage:
    """Tokens where the provider gave none: four characters of Latin script, or one and a half of Hangul, make one."""
    return Usage(_tokens(prompt.system + prompt.user), _tokens(written), estimated=True)


def _tokens(text: str) -> int:
    wide = sum(character > "\u1100" for character in text)
    return round((len(text) - wide) / 4 + wide / 1.5)
