"""Render a generation for the page with at most 0.1 s delay, once for all readers in this process."""

import asyncio
import contextvars
import logging
from collections.abc import Callable
from typing import Self

from generate.page.blocks import Blocks
from generate.page.budget import Budget
from generate.sources.several import SEVERAL
from generate.stages import Stage
from generate.stream.live import Live, Signal, Status

logger = logging.getLogger(__name__)
TICK = 0.1  # minimum seconds between renderings of the open block
FEW = 48  # characters that justify an event
LATE = 3.0  # seconds after which fewer characters are shown at any cost
LINGER = 5.0  # seconds it stays available for returning readers
HANDED_OUT = 15.0  # seconds it waits for a reader whose response has not started
LARGE = 4_000  # characters from which rendering would delay other readers

Close = Callable[[Live], None]
_shown: "dict[Live, Rendering]" = {}


class Rendering:
    """The latest rendering of the first ``length`` characters of a generation.

    ``stage``, ``status`` and ``run`` are never ahead of ``blocks``.
    """

    def __init__(self, live: Live, close: Close, kind: str) -> None:
        self.live = live
        self._close = close
        self.kind = kind
        self.changed = Signal()
        self.followers = 0
        self.blocks = Blocks()
        self._budget = Budget()
        self.is_ready = asyncio.Event()
        self.length = 0
        self._expected = 0.0
        self._note()

    @property
    def ended(self) -> bool:
        """Whether it has ended; it may be resumed later."""
        return self.status is not Status.RUNNING

    @property
    def is_read(self) -> bool:
        """Whether the linked page or the file has been read."""
        title = self.live.source_title
        return {"url": self.live.source_url, "file": title, SEVERAL: title}.get(self.kind) != ""

    def begin(self) -> None:
        """Start rendering changes, independent of the first request."""
        self.live.followers += 1
        self._task = asyncio.create_task(self._keep_up(), context=contextvars.Context())

    def _note(self) -> None:
        live = self.live
        self.run, self.attempt, self.stage, self.status, self.error = (
            live.run, live.attempt, live.stage, live.status, live.error,
        )  # fmt: skip

    async def _keep_up(self) -> None:
        try:
            is_wanted = True
            while is_wanted:
                change = self.live.changed.wait()
                await self._paint()
                self.is_ready.set()
                self.changed.ring()
                await asyncio.sleep(TICK)
                is_wanted = await self._more(change)
                await self._gather()
        finally:
            _shown.pop(self.live, None)
            self.live.followers -= 1
            self._close(self.live)

    async def _more(self, change: "asyncio.Future[bool]") -> bool:
        """Wait for a change; return False after the last reader has left."""
        while not change.done():
            await asyncio.wait({change}, timeout=LINGER)
            if not (self.followers or change.done() or self._is_expected()):
                return False
        return True

    def hand_out(self) -> Self:
        """Return this rendering, reserved for a reader who will follow it."""
        self._expected = asyncio.get_running_loop().time() + HANDED_OUT
        return self

    def _is_expected(self) -> bool:
        return asyncio.get_running_loop().time() < self._expected

    async def _gather(self) -> None:
        """Wait for more characters if the budget for events is spent."""
        loop = asyncio.get_running_loop()
        due = loop.time() + LATE - TICK
        while self._has_little_new() and (left := due - loop.time()) > 0:
            await asyncio.wait({self.live.changed.wait()}, timeout=left)

    def _has_little_new(self) -> bool:
        if not self._is_same_stage() or not 0 < self.length < len(self.live.text) < self.length + FEW:
            return False
        return not self._budget.has_room(self.live.text.since(self.length))

    def _is_same_stage(self) -> bool:
        live = self.live
        ours = self.run, self.attempt, self.stage, self.status, self.error
        return ours == (live.run, live.attempt, live.stage, live.status, live.error)

    async def _paint(self) -> None:
        live = self.live
        was = live.run, live.attempt, live.stage, live.status, live.error
        length = len(live.text)
        is_same = live.attempt == self.attempt
        blocks, budget, shown = (self.blocks, self._budget, self.length) if is_same else (Blocks(), Budget(), 0)
        new, finished, tail = live.text.since(shown), len(blocks.html), blocks.tail
        try:
            await self._render(blocks)
        except Exception:
            if not blocks.is_plain:  # once for each text, not for each of its pieces
                logger.exception("generation %d cannot be rendered; it is shown as plain text", live.id)
            blocks.show_plain(str(live.text), is_final=live.stage > Stage.CONTENT)
        budget.pay(new, tail, "".join(blocks.html[finished:]) + blocks.tail)
        self.blocks, self._budget, self.length = blocks, budget, length
        self.run, self.attempt, self.stage, self.status, self.error = was

    async def _render(self, blocks: Blocks) -> None:
        if self.live.stage <= Stage.CONTENT:
            await _work(blocks.grow, self.live.text.since(blocks.end))
        elif not blocks.is_finished:
            await _work(blocks.finish, str(self.live.text))


async def _work(paint: Callable[[str], None], text: str) -> None:
    if len(text) > LARGE:
        await asyncio.to_thread(paint, text)
    else:
        paint(text)


async def rendering_of(live: Live, close: Close, kind: str) -> Rendering:
    """Return the rendering of ``live``, rendered at least once.

    ``close`` is called when the last reader in this process has left; ``kind`` is the draft's input type.
    """
    shown = _shown.get(live)
    if shown is None:
        shown = _shown[live] = Rendering(live, close, kind)
        shown.begin()
    await shown.is_ready.wait()
    while shown.run != live.run:  # it was resumed a moment ago
        await shown.changed.wait()
    return shown.hand_out()
