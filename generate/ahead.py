"""The stages behind content, each asked for as soon as the characters it reads exist."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from generate.stages import Stage, TagChoice

Value = str | tuple[TagChoice, ...]
Ask = Callable[[str], Awaitable[Value]]


class Ahead:
    """Requests that run beside the content; leaving the ``async with`` cancels those that are not finished.

    Not a TaskGroup: a title that fails must not stop the content that is still being written.
    """

    def __init__(self, calls: Mapping[Stage, Ask], reads: Mapping[Stage, int]) -> None:
        """Take what to call for each stage, and how many characters of content each one reads."""
        self._calls = calls
        self._waiting = {stage: reads[stage] for stage in calls}
        self._tasks: dict[Stage, asyncio.Task[Value]] = {}
        self._parts: list[str] = []
        self._length = 0

    @property
    def stages(self) -> list[Stage]:
        """The stages in the order a reader sees them."""
        return sorted(self._calls)

    def read(self, piece: str) -> None:
        """Take the next piece of content, and ask for the stages that now have all they read."""
        self._parts.append(piece)
        self._length += len(piece)
        for stage in [stage for stage, needed in self._waiting.items() if needed <= self._length]:
            self._ask(stage)

    def end(self) -> None:
        """Ask for the rest: there will be no more content."""
        for stage in list(self._waiting):
            self._ask(stage)

    async def value(self, stage: Stage) -> Value:
        """Return what came of ``stage``, or raise what its request raised."""
        return await self._tasks[stage]

    def _ask(self, stage: Stage) -> None:
        del self._waiting[stage]
        self._tasks[stage] = asyncio.ensure_future(self._calls[stage]("".join(self._parts)))

    async def __aenter__(self) -> Self:
        """Nothing runs before the first characters exist."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every request that is under way, and wait until it is closed."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
