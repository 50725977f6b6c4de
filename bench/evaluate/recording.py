"""Record a provider's raw answers, and give them again without it."""

import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from generate.errors import Failed, GenerateError
from generate.llm.base import Answer, Prompt, Provider, Stop, Task, Usage

FRAME = "(frame)"  # stands for the name of the marks, which is random for each request


@dataclass(slots=True)
class RawAnswer:
    """One answer as it came; ``stop`` is empty if it broke off, ``error`` is the code of what went wrong."""

    task: str
    language: str
    parts: list[str] = field(default_factory=list)
    stop: str = ""
    error: str = ""
    seconds: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def text(self) -> str:
        """The whole answer."""
        return "".join(self.parts)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


class Recorder(Provider):
    """Asks ``inner`` and keeps its answers."""

    def __init__(self, inner: Provider) -> None:
        self.name, self.model, self.verbatim = inner.name, inner.model, inner.verbatim
        self.inner = inner
        self.answers: list[RawAnswer] = []

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return an answer that is recorded while it is read."""
        raw = RawAnswer(prompt.task.value, prompt.language)
        self.answers.append(raw)
        return _Recorded(self.inner.generate_stream(prompt), raw)


class _Recorded(Answer):
    def __init__(self, inner: Answer, raw: RawAnswer) -> None:
        super().__init__(inner.prompt)
        self._inner, self._raw = inner, raw
        self._began = time.perf_counter()

    async def open(self) -> None:
        try:
            await self._inner.open()
        except GenerateError as error:
            self._raw.error = error.code
            raise
        self.notices = self._inner.notices

    async def deltas(self) -> AsyncGenerator[str, None]:
        mark = self.prompt.frame
        try:
            async for text in self._inner.deltas():
                self._raw.parts.append(text)
                yield text
        except GenerateError as error:
            self._raw.error = error.code
            raise
        finally:
            self.usage, self.stop = self._inner.usage, self._inner.stop
            if mark:  # marks may be cut anywhere, so they are named in the whole text
                self._raw.parts = [self._raw.text.replace(mark, FRAME)]
            self._raw.stop = self.stop.value if self.stop else ""
            self._raw.seconds = round(time.perf_counter() - self._began, 3)
            if self.usage:
                self._raw.input_tokens, self._raw.output_tokens = self.usage.input_tokens, self.usage.output_tokens

    async def close(self) -> None:
        await self._inner.close()


class Replay(Provider):
    """Gives recorded answers, those of a task in their order."""

    def __init__(self, name: str, model: str, answers: Iterable[RawAnswer], *, verbatim: bool = False) -> None:
        self.name, self.model, self.verbatim = name, model, verbatim
        self._left: dict[str, list[RawAnswer]] = defaultdict(list)
        for raw in answers:
            self._left[raw.task].append(raw)

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return the next answer to this task; one that was never asked for fails."""
        return _Replayed(prompt, self._left[prompt.task.value])


class _Replayed(Answer):
    def __init__(self, prompt: Prompt, left: list[RawAnswer]) -> None:
        super().__init__(prompt)
        self._left = left

    async def open(self) -> None:
        if not self._left:
            raise Failed("no answer was recorded for this request")
        self._raw = self._left.pop(0)

    async def deltas(self) -> AsyncGenerator[str, None]:
        for part in self._raw.parts:
            yield part.replace(FRAME, self.prompt.frame)
        self.usage = Usage(self._raw.input_tokens, self._raw.output_tokens)
        if self._raw.error:
            raise Failed(self._raw.error)
        self.stop = Stop(self._raw.stop) if self._raw.stop else None

    async def close(self) -> None:
        """Nothing to close."""


def tasks(answers: Iterable[RawAnswer], task: Task) -> list[RawAnswer]:
    """Return the answers to one task."""
    return [raw for raw in answers if raw.task == task.value]
