"""What the page shows of a generation, a tenth of a second behind it: one rendering for all who read it here."""

import asyncio
import contextvars
from collections.abc import Callable

from generate.page.blocks import Blocks
from generate.page.budget import Budget
from generate.stages import Stage
from generate.stream.live import Live, Signal, Status

TICK = 0.1  # seconds between two renderings of the open block, at least
FEW = 48  # characters that are worth an event of their own
LATE = 3.0  # seconds after which fewer are shown, whatever it costs
LINGER = 5.0  # seconds it stays ready for a reader who comes back
LARGE = 4_000  # characters whose rendering would hold up the other readers

Close = Callable[[Live], None]
_shown: "dict[Live, Shown]" = {}


class Shown:
    """A generation as it was last rendered: ``length`` characters of it.

    ``stage``, ``status`` and ``run`` never say more than ``blocks`` hold.
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
        self._note()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come unless somebody takes it up again."""
        return self.status is not Status.RUNNING

    @property
    def is_read(self) -> bool:
        """Whether the page of a link, or the file, has been read."""
        return {"url": self.live.source_url, "file": self.live.source_title}.get(self.kind) != ""

    def begin(self) -> None:
        """Keep up with the generation, outside of the request that came first."""
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
        """Wait for a change while anybody reads (True)."""
        while not change.done():
            await asyncio.wait({change}, timeout=LINGER)
            if not self.followers and not change.done():
                return False
        return True

    async def _gather(self) -> None:
        """Let a few characters come together where too much was spent on events."""
        loop = asyncio.get_running_loop()
        due = loop.time() + LATE - TICK
        while self._has_little_new() and (left := due - loop.time()) > 0:
            await asyncio.wait({self.live.changed.wait()}, timeout=left)

    @property
    def is_current(self) -> bool:
        """Whether all there is has been rendered."""
        return self._is_same_stage() and self.length == len(self.live.text)

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
        if live.stage > Stage.CONTENT:
            if not blocks.is_finished:
                await _work(blocks.finish, str(live.text))
        else:
            await _work(blocks.grow, live.text.since(blocks.end))
        budget.pay(new, tail, "".join(blocks.html[finished:]) + blocks.tail)
        self.blocks, self._budget, self.length = blocks, budget, length
        self.run, self.attempt, self.stage, self.status, self.error = was


async def _work(paint: Callable[[str], None], text: str) -> None:
    if len(text) > LARGE:
        await asyncio.to_thread(paint, text)
    else:
        paint(text)


async def shown_of(live: Live, close: Close, kind: str) -> Shown:
    """Return what is shown of ``live``, rendered at least once.

    ``close`` is told when nobody reads it here any more; ``kind`` is what the draft is made from.
    """
    shown = _shown.get(live)
    if shown is None:
        shown = _shown[live] = Shown(live, close, kind)
        shown.begin()
    await shown.is_ready.wait()
    while shown.run != live.run:  # it was taken up again a moment ago
        await shown.changed.wait()
    return shown
