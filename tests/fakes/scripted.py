"""A provider controlled by the test: text, timing, and a record of requested tasks and open answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass

from generate.errors import GenerateError
from generate.llm.base import Answer, Prompt, Provider, Stop, Task, Usage
from generate.writing.tag_choice import KnownTag

FRAME = "(frame)"  # in a script, the name of the marks of this request


@dataclass(frozen=True, slots=True)
class Script:
    """The content of one answer: text, in pieces of ``size`` characters if set, and events to wait for in between."""

    parts: Sequence[str | asyncio.Event]
    stop: Stop | None = Stop.END
    usage: Usage | None = None
    error: GenerateError | None = None
    size: int = 0


class Scripted(Provider):
    """Answers each task by its script."""

    name = "scripted"
    model = "script-1"

    def __init__(self, scripts: Mapping[Task, Script | str]) -> None:
        self._scripts = {task: Script([it]) if isinstance(it, str) else it for task, it in scripts.items()}
        self._asked = {task: asyncio.Event() for task in Task}
        self._closed = {task: asyncio.Event() for task in Task}
        self.prompts: dict[Task, Prompt] = {}
        self.open: set[Task] = set()

    def generate_stream(self, prompt: Prompt) -> Answer:
        return ScriptedAnswer(prompt, self)

    @property
    def asked(self) -> list[Task]:
        """The requested tasks, in order."""
        return list(self.prompts)

    async def until_asked(self, *tasks: Task) -> None:
        """Wait until each of these tasks was requested."""
        async with asyncio.timeout(5):
            for task in tasks:
                await self._asked[task].wait()

    async def until_closed(self, *tasks: Task) -> None:
        """Wait until the answer to each of these was closed."""
        async with asyncio.timeout(5):
            for task in tasks:
                await self._closed[task].wait()

    def end(self, task: Task) -> None:
        """Record that an answer was closed."""
        self.open.discard(task)
        self._closed[task].set()

    def begin(self, prompt: Prompt) -> Script:
        """Record a request and return its script."""
        self.prompts[prompt.task] = prompt
        self._asked[prompt.task].set()
        self.open.add(prompt.task)
        return self._scripts[prompt.task]


class ScriptedAnswer(Answer):
    """An answer that follows its script."""

    def __init__(self, prompt: Prompt, provider: Scripted) -> None:
        super().__init__(prompt)
        self._provider = provider

    async def open(self) -> None:
        self._script = self._provider.begin(self.prompt)

    async def deltas(self) -> AsyncGenerator[str, None]:
        for part in self._script.parts:
            if isinstance(part, asyncio.Event):
                await part.wait()
            else:
                await asyncio.sleep(0)
                text = part.replace(FRAME, self.prompt.frame)
                for at in range(0, len(text), self._script.size or max(1, len(text))):
                    yield text[at : at + (self._script.size or len(text))]
        self.usage = self._script.usage
        if self._script.error:
            raise self._script.error
        self.stop = self._script.stop

    async def close(self) -> None:
        self._provider.end(self.prompt.task)


class Shelf:
    """A library in memory."""

    def __init__(self, *known: KnownTag, day_number: int = 15) -> None:
        self.known = known
        self.day_number = day_number

    async def next_day_number(self) -> int:
        return self.day_number

    async def known_tags(self) -> Sequence[KnownTag]:
        return self.known

    def generate_slug(self, text: str) -> str:
        return text.lower().replace(" ", "-")
