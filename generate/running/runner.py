"""The runner: owns the runs of this process, and serves readers of any generation."""

import asyncio
import contextvars
import logging
import math
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from generate import metrics
from generate.models import Generation
from generate.refusals import Busy
from generate.running import rows
from generate.running.database import in_database
from generate.running.flusher import Flusher
from generate.running.lease import LeaseKeeper, dead, new_owner
from generate.running.outbox import Halt
from generate.running.remote import Remote, take_up
from generate.running.retention import tidy
from generate.running.run import Run
from generate.running.watch import watch
from generate.stream.events import news
from generate.stream.follow import Heart, Reading, Write, follow
from generate.stream.live import Live, Status
from generate.stream.position import Position
from til import trace
from til.caller import Caller

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 1.0
LIFE_SECONDS = 0.25
STOP_SECONDS = 2.0
CANCEL_AGAIN_SECONDS = 0.1
T = TypeVar("T")

_runners: "WeakKeyDictionary[asyncio.AbstractEventLoop, Runner]" = WeakKeyDictionary()


def runner() -> "Runner":
    """Return this event loop's runner, started on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _runners:
        _runners[loop] = Runner()
        _runners[loop].open()
    return _runners[loop]


class Runner:
    """Starts, cancels and adopts runs, and serves readers."""

    def __init__(self) -> None:
        self.owner = new_owner()
        self.leases = LeaseKeeper(self.owner)
        self.heart = Heart(settings.TIL_HEARTBEAT_SECONDS, settings.TIL_STALLED_SECONDS)
        self._runs: dict[int, Run] = {}
        self._lives: dict[int, Live] = {}
        self._sweep_now = asyncio.Event()
        self._remote = Remote(self._sweep_now.set)
        self._flusher = Flusher(self.owner, self._remote.bell.ring)
        self._tasks: list[asyncio.Task[None]] = []
        self._starting: set[asyncio.Task[Any]] = set()
        self._stopped: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Start the background tasks, independent of the first request."""
        bell = self._remote.bell
        loops = (self._flusher.loop, self._remote.loop, bell.listen, bell.speak, self.heart.beat, self._sweep, tidy)
        watching = partial(watch, self.heart)
        self._tasks = [_in_background(_without_end(loop)) for loop in (self._show_life, watching, *loops)]
        self.leases.start()

    def beside(self, work: Coroutine[None, None, None]) -> None:
        """Run ``work`` in the background until this runner stops."""
        self._tasks.append(_in_background(work))

    @property
    def runs(self) -> list[Run]:
        """Return the runs of this process."""
        return list(self._runs.values())

    async def start(self, generation: Generation, admit: Callable[[], None]) -> Live:
        """Store ``generation`` and run it. ``admit`` may raise in the same transaction to reject it.

        A stored generation runs even if the caller disconnects. Raises Busy while this process shuts down.
        """
        generation.request_id = trace.request_id.get()
        return await self._to_completion(self._start(generation, admit))

    async def _start(self, generation: Generation, admit: Callable[[], None]) -> Live:
        return await self._launch(await in_database(rows.start, generation, self.owner, admit))

    async def retry(self, pk: int, admit: Callable[[], None], writer: Mapping[str, str] | None = None) -> Live | None:
        """Continue a failed or cancelled generation; None if it runs or is complete. Raises Busy as ``start`` does.

        ``writer`` gives another ``provider`` and ``model`` to continue with.
        """
        changes = {**(writer or {}), "request_id": trace.request_id.get()}
        return await self._to_completion(self._retry(pk, admit, changes))

    async def _retry(self, pk: int, admit: Callable[[], None], changes: Mapping[str, str]) -> Live | None:
        row = await in_database(rows.retry, pk, self.owner, admit, changes)
        return await self._launch(row) if row else None

    async def _to_completion(self, work: Coroutine[None, None, T]) -> T:
        """Run ``work`` to completion even if the caller disconnects; ``stop`` waits for it."""
        if self.heart.closing:
            work.close()
            raise Busy(retry_after=STOP_SECONDS)
        task = _in_background(work)
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        task.add_done_callback(_retrieve)
        return await asyncio.shield(task)

    async def cancel(self, pk: int) -> bool:
        """Cancel a generation in whichever process it runs; return whether it was running.

        If it runs here, the provider's connection is closed first, even if the database is unavailable.
        """
        run = self._runs.get(pk)
        if run:
            run.halt(Halt.CANCELLED)
        stopping = await in_database(rows.cancel, pk) or run is not None
        self._remote.bell.ring(pk)
        return stopping

    async def open_live(self, pk: int) -> Live:
        """Return a generation as shown to readers. Start following before the next await, or updates stop.

        Raises Generation.DoesNotExist.
        """
        live = self._lives.get(pk)
        if live is None or not live.is_local:  # another process may have resumed it, or have more text
            row = await in_database(Generation.objects.get, pk=pk)
            live = self._lives.setdefault(pk, Live(pk, row.wanted))
            if not live.is_local:
                take_up(live, row)
                self._keep(live)
                asyncio.get_running_loop().call_soon(self.close_live, live)  # unless a reader follows it by then
        return live

    async def follow(
        self, position: Position, write: Write[T], caller: Caller | None = None
    ) -> AsyncGenerator[T, None]:
        """Yield the events after ``position``, then new ones, as long as ``caller`` keeps its rights.

        Raises Generation.DoesNotExist.
        """
        live = await self.open_live(position.generation)
        reading = Reading(write, partial(self.close_live, live), partial(news, live), caller)
        async with aclosing(follow(live, position, reading, self.heart)) as parts:
            async for part in parts:
                yield part

    async def until_ended(self, pk: int) -> Live:
        """Wait until a generation has ended, and return it."""
        async with aclosing(self.follow(Position(pk), lambda _events: None)) as waiting:
            async for _ in waiting:
                pass
        return await self.open_live(pk)

    def close_live(self, live: Live) -> None:
        """Drop a generation that nobody follows; it is read from its row when opened again."""
        if not live.followers and not live.is_local and self._lives.get(live.id) is live:
            del self._lives[live.id]
            self._remote.remove(live)

    def _keep(self, live: Live) -> None:
        self._lives[live.id] = live
        if not live.ended:
            self._remote.add(live)

    async def _launch(self, row: Generation) -> Live:
        """Run ``row``, which this process owns; stop an older run of it that was ended by another process."""
        if before := self._runs.get(row.pk):
            before.halt(Halt.LOST)
            await asyncio.wait([before.task])
        live = self._lives.setdefault(row.pk, Live(row.pk, row.wanted))
        self._remote.remove(live)
        take_up(live, row)
        live.is_local = True
        run = self._runs[row.pk] = Run(row, live, self._flusher)
        run.begin(self._ended)
        return live

    def _ended(self, run: Run) -> None:
        """After a run, keep its readers up to date from the row."""
        self._flusher.remove(run.outbox)
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
        """Adopt some orphaned generations; return those that continue."""
        try:
            found = await in_database(self._adopt)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is unavailable: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)
            return []
        for row in found:
            with trace.about(row.pk, row.provider, row.request_id):
                logger.warning("adopted generation %d, run %d: %s", row.pk, row.run, row.status)
            metrics.adoptions.labels(row.provider).inc()
            self._remote.bell.ring(row.pk)
        return [await self._launch(row) for row in found if row.status == Status.RUNNING]

    def _adopt(self) -> list[Generation]:
        return rows.adopt(self.owner, list(self._runs), dead(rows.owners()))

    async def _show_life(self) -> None:
        """Keep leases renewed while this event loop is responsive."""
        while True:
            self.leases.show_life(has_runs=bool(self._runs))
            await asyncio.sleep(LIFE_SECONDS)

    async def until_idle(self) -> None:
        """Wait until all runs of this process have ended."""
        while self._runs:
            await asyncio.wait([run.task for run in self._runs.values()])

    async def stop(self) -> None:
        """End all streams, save all text, and release the leases, so that others continue at once.

        The first call starts it; every call waits for its end.
        """
        self._stopped = self._stopped or _in_background(self._stop())
        await asyncio.shield(self._stopped)

    async def _stop(self) -> None:
        self.heart.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*self._starting, return_exceptions=True)
                runs = list(self._runs.values())
                await asyncio.gather(*(run.stop() for run in runs))
                await _end(self._tasks)
                await asyncio.to_thread(self.leases.stop)
                await self._flusher.flush([run.outbox for run in runs])
                for pk in await in_database(rows.release, self.owner):
                    self._remote.bell.ring(pk)
                await self._remote.bell.send()
        except (TimeoutError, DatabaseError, InterfaceError, OSError) as error:
            logger.warning("stopped without handing over everything: %s", type(error).__name__)
        self.leases.stop()
        await _end(self._tasks, patience=STOP_SECONDS)
        await self.heart.until_alone()


async def _without_end(loop: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run ``loop`` forever, restarting it after errors."""
    while True:
        try:
            await loop()
        except Exception:
            logger.exception("a background loop failed and restarts")
        await asyncio.sleep(SWEEP_SECONDS)


async def _end(tasks: Iterable[asyncio.Task[None]], patience: float = math.inf) -> None:
    """Cancel ``tasks`` repeatedly until they end: a broker's client may mistake a cancellation for its own timeout."""
    pending = set(tasks)
    deadline = asyncio.get_running_loop().time() + patience
    while pending and asyncio.get_running_loop().time() < deadline:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_SECONDS)


def _retrieve(task: asyncio.Task[Any]) -> None:
    """Retrieve the error of a task whose caller is gone, which asyncio would log otherwise."""
    if not task.cancelled():
        task.exception()


def _in_background(work: Coroutine[None, None, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work, context=contextvars.Context())
