"""Title, excerpt and tags: each is requested as soon as the content it reads exists."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from generate.stages import Chunk, Stage, StartOver, TagChoice

Value = str | tuple[TagChoice, ...]
Ask = Callable[[str], Awaitable[Value]]


class SideTasks:
    """Requests that run beside the content; leaving the ``async with`` cancels unfinished ones.

    Not a TaskGroup: a title that fails must not stop the content that is still being written.
    """

    def __init__(self, calls: Mapping[Stage, Ask], reads: Mapping[Stage, int]) -> None:
        """Take the requests by stage, and how many characters of content each one needs."""
        self._calls = calls
        self._reads = {stage: reads[stage] for stage in calls}
        self._waiting = dict(self._reads)
        self._forgotten: list[asyncio.Task[Value]] = []
        self._tasks: dict[Stage, asyncio.Task[Value]] = {}
        self._parts: list[str] = []
        self._length = 0

    @property
    def stages(self) -> list[Stage]:
        """Return the stages in the readers' order."""
        return sorted(self._calls)

    def read(self, piece: str) -> None:
        """Add a piece of content, and start the requests that now have enough."""
        self._parts.append(piece)
        self._length += len(piece)
        for stage in [stage for stage, needed in self._waiting.items() if needed <= self._length]:
            self._ask(stage)

    def take(self, step: Chunk | StartOver) -> None:
        """Process a step of the content."""
        if isinstance(step, Chunk):
            self.read(step.text)
        else:
            self.start_over()

    def start_over(self) -> None:
        """Discard the content so far and cancel the requests about it."""
        for task in self._tasks.values():
            task.cancel()
        self._forgotten += self._tasks.values()
        self._tasks = {}
        self._waiting = dict(self._reads)
        self._parts, self._length = [], 0

    def end(self) -> None:
        """Start the remaining requests: the content is complete."""
        for stage in list(self._waiting):
            self._ask(stage)

    async def value(self, stage: Stage) -> Value:
        """Return the result of ``stage``, or raise its error."""
        return await self._tasks[stage]

    def _ask(self, stage: Stage) -> None:
        del self._waiting[stage]
        self._tasks[stage] = asyncio.ensure_future(self._calls[stage]("".join(self._parts)))

    async def __aenter__(self) -> Self:
        """Enter; no request starts before there is content."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cancel running requests and wait until they are closed."""
        tasks = [*self._tasks.values(), *self._forgotten]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
