"""The runner: owns what runs in this process, and shows readers whatever runs anywhere."""

import asyncio
import contextvars
import logging
import os
import secrets
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from generate import store, uploads
from generate.database import in_database
from generate.flusher import Flusher
from generate.models import Generation
from generate.refusals import Busy
from generate.run import Run
from generate.stream.events import news
from generate.stream.follow import Heart, Reading, Write, follow
from generate.stream.live import Live, Status
from generate.stream.position import Position
from generate.watch import Watch, take_up

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 1.0
TIDY_SECONDS = 60.0
STOP_SECONDS = 2.0
CANCEL_AGAIN_SECONDS = 0.1
T = TypeVar("T")

_runners: "WeakKeyDictionary[asyncio.AbstractEventLoop, Runner]" = WeakKeyDictionary()


def runner() -> "Runner":
    """Return this event loop's runner; it begins with its first use."""
    loop = asyncio.get_running_loop()
    if loop not in _runners:
        _runners[loop] = Runner()
        _runners[loop].open()
    return _runners[loop]


class Runner:
    """Starts, cancels and adopts runs, and opens what readers follow."""

    def __init__(self) -> None:
        self.owner = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.heart = Heart(settings.TIL_HEARTBEAT_SECONDS, settings.TIL_STALLED_SECONDS)
        self._runs: dict[int, Run] = {}
        self._lives: dict[int, Live] = {}
        self._sweep_now = asyncio.Event()
        self._watch = Watch(self._sweep_now.set)
        self._flusher = Flusher(self.owner, self._watch.bell.ring)
        self._tasks: list[asyncio.Task[None]] = []
        self._starting: set[asyncio.Task[Any]] = set()
        self._stopped: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin the background work, outside of whatever request came first."""
        bell = self._watch.bell
        loops = (self._flusher.loop, self._watch.loop, bell.listen, bell.speak, self.heart.beat, self._sweep, _tidy)
        self._tasks = [_in_background(_without_end(loop)) for loop in loops]

    def beside(self, work: Coroutine[None, None, None]) -> None:
        """Have ``work`` done in the background until this runner stops."""
        self._tasks.append(_in_background(work))

    async def start(self, generation: Generation, admit: Callable[[], None]) -> Live:
        """Store ``generation`` and run it. ``admit`` may raise in the same transaction to refuse it.

        Whoever asks may go away meanwhile: what is stored is run. Raises Busy when this process is about to end.
        """
        return await self._begun(self._start(generation, admit))

    async def _start(self, generation: Generation, admit: Callable[[], None]) -> Live:
        row = await in_database(store.start, generation, self.owner, admit)
        return self._begin(row)

    async def retry(self, pk: int, admit: Callable[[], None]) -> Live | None:
        """Take up a failed or cancelled generation; None if it runs or is complete. Raises Busy as ``start`` does."""
        return await self._begun(self._retry(pk, admit))

    async def _retry(self, pk: int, admit: Callable[[], None]) -> Live | None:
        row = await in_database(store.retry, pk, self.owner, admit)
        return self._begin(row) if row else None

    async def _begun(self, work: Coroutine[None, None, T]) -> T:
        """Have ``work`` done whatever becomes of its asker, and known to whoever stops this runner meanwhile."""
        if self.heart.closing:
            work.close()
            raise Busy(retry_after=STOP_SECONDS)
        task = _in_background(work)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        return await asyncio.shield(task)

    async def cancel(self, pk: int) -> bool:
        """Stop a generation wherever it runs; return whether there was something to stop."""
        stopping = await in_database(store.cancel, pk)
        if run := self._runs.get(pk):
            run.cancel()
        self._watch.bell.ring(pk)
        return stopping

    async def open_live(self, pk: int) -> Live:
        """Return what readers are shown of a generation; who wants it to grow follows it before they wait for else.

        Raises Generation.DoesNotExist.
        """
        live = self._lives.get(pk)
        if live is None or not live.is_local:  # it may have been taken up elsewhere, or have more than we heard of
            row = await in_database(Generation.objects.get, pk=pk)
            live = self._lives.setdefault(pk, Live(pk, row.wanted))
            if not live.is_local:
                take_up(live, row)
                self._keep(live)
                asyncio.get_running_loop().call_soon(self.close_live, live)  # unless somebody follows it by then
        return live

    async def follow(self, position: Position, write: Write[T]) -> AsyncGenerator[T, None]:
        """Yield what ``position`` has not seen, then what comes. Raises Generation.DoesNotExist."""
        live = await self.open_live(position.generation)
        reading = Reading(write, partial(self.close_live, live), partial(news, live))
        async with aclosing(follow(live, position, reading, self.heart)) as parts:
            async for part in parts:
                yield part

    async def until_ended(self, pk: int) -> Live:
        """Wait until a generation is complete, failed or cancelled, and return it."""
        async with aclosing(self.follow(Position(pk), lambda _events: None)) as waiting:
            async for _ in waiting:
                pass
        return await self.open_live(pk)

    def close_live(self, live: Live) -> None:
        """Let go of what nobody follows any more: whoever opens it again reads the row again."""
        if not live.followers and not live.is_local and self._lives.get(live.id) is live:
            del self._lives[live.id]
            self._watch.remove(live)

    def _keep(self, live: Live) -> None:
        self._lives[live.id] = live
        if not live.ended:
            self._watch.add(live)

    def _begin(self, row: Generation) -> Live:
        live = self._lives.setdefault(row.pk, Live(row.pk, row.wanted))
        self._watch.remove(live)
        take_up(live, row)
        run = self._runs[row.pk] = Run(row, live, self._flusher)
        run.begin(self._ended)
        return live

    def _ended(self, run: Run) -> None:
        """Hand what was ours to the watch, for those who still read."""
        self._flusher.remove(run)
        if self._runs.get(run.id) is run:
            del self._runs[run.id]
            run.live.is_local = False
            self._keep(run.live)
            self.close_live(run.live)

    async def _sweep(self) -> None:
        while True:
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._sweep_now.wait()
            except TimeoutError:
                pass
            self._sweep_now.clear()
            await self.sweep()

    async def sweep(self) -> list[Live]:
        """Adopt generations that nobody works on any more, some at a time; return those that go on."""
        try:
            rows = await in_database(store.adopt, self.owner, list(self._runs))
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is away: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)
            return []
        for row in rows:
            logger.warning("adopted generation %d, run %d: %s", row.pk, row.run, row.status)
            self._watch.bell.ring(row.pk)
        return [self._begin(row) for row in rows if row.status == Status.RUNNING]

    async def until_idle(self) -> None:
        """Wait until nothing runs in this process."""
        while self._runs:
            await asyncio.wait([run.task for run in self._runs.values()])

    async def stop(self) -> None:
        """End all streams, keep what is written, and let go of the leases so that others go on at once.

        Whoever asks first begins it; all who ask wait for its end.
        """
        self._stopped = self._stopped or _in_background(self._stop())
        await asyncio.shield(self._stopped)

    async def _stop(self) -> None:
        self.heart.close()
        await _end(self._tasks)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*self._starting, return_exceptions=True)
                runs = list(self._runs.values())
                await asyncio.gather(*(run.stop() for run in runs))
                await self._flusher.flush(runs)
                for pk in await in_database(store.release, self.owner):
                    self._watch.bell.ring(pk)
                await self._watch.bell.send()
        except (TimeoutError, DatabaseError, InterfaceError, OSError) as error:
            logger.warning("stopped without handing over everything: %s", type(error).__name__)
        await self.heart.until_alone()


async def _tidy() -> None:
    """Delete uploads that nobody has used, now and then."""
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        try:
            await in_database(uploads.prune)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is away: %s", type(error).__name__)


async def _without_end(loop: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run ``loop`` for as long as the process lives, whatever happens in it."""
    while True:
        try:
            await loop()
        except Exception:
            logger.exception("a background loop broke off and begins again")
        await asyncio.sleep(SWEEP_SECONDS)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel ``tasks`` until all have ended: a broker's client may take a cancellation for its own timeout."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_SECONDS)


def _in_background(work: Coroutine[None, None, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work, context=contextvars.Context())
