"""The flusher: keeps what all runs of this process have written, in one transaction a few times a second."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from django.conf import settings

from generate.database import AWAY, in_database
from generate.errors import NotSaved
from generate.store import Change, Flushed, flush

logger = logging.getLogger(__name__)
GAP = 0.02  # seconds between two flushes, however much there is to keep
PATIENCE = 4  # leases without a database until readers are told


class Kept(Protocol):
    """What the flusher keeps: a run."""

    id: int
    run: int

    def change(self) -> Change | None:
        """Return what is to be kept now."""

    def kept(self, change: Change) -> None:
        """Take note that ``change`` is kept."""

    def lost(self) -> None:
        """Somebody else has it now."""

    def cancel(self) -> None:
        """Somebody asked to stop it."""

    def refused(self, error: Exception) -> None:
        """Take note that the database will never take what is to be kept."""

    def unsaved(self, error: NotSaved) -> None:
        """Take note that it could not be kept for a long time."""


class Flusher:
    """Writes every change of the runs it knows, renews their leases, and hears who shall stop."""

    def __init__(self, owner: str, ring: Callable[[int], None]) -> None:
        self.owner = owner
        self._ring = ring
        self._runs: dict[int, Kept] = {}
        self._wake = asyncio.Event()
        self._renewed = 0.0
        self._away_since = 0.0  # when the database was found to be away, 0 while it is there

    def add(self, run: Kept) -> None:
        """Keep ``run`` from now on."""
        self._runs[run.id] = run
        self._wake.set()

    def remove(self, run: Kept) -> None:
        """Keep it no more."""
        if self._runs.get(run.id) is run:
            del self._runs[run.id]

    def soon(self) -> None:
        """Flush without waiting for the interval."""
        self._wake.set()

    async def loop(self) -> None:
        """Flush until cancelled."""
        while True:
            await self._pause()
            await self.flush()

    async def _pause(self) -> None:
        await asyncio.sleep(GAP)
        if not self._runs:
            await self._wake.wait()
        try:
            async with asyncio.timeout(settings.TIL_FLUSH_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def flush(self, last: Sequence[Kept] = ()) -> None:
        """Flush once, with ``last`` for the last time. What a database that is away did not take is tried again."""
        runs = self._runs | {run.id: run for run in last}
        try:
            await self._flush(runs)
        except AWAY as error:
            self._fail(error)
            await asyncio.sleep(settings.TIL_FLUSH_SECONDS)
        except Exception:
            logger.exception("a flush was refused; each run is kept by itself")  # the others must not wait for one
            for run in runs.values():
                await self._flush_alone(run)

    async def _flush_alone(self, run: Kept) -> None:
        try:
            await self._flush({run.id: run})
        except AWAY as error:
            self._fail(error)
        except Exception as error:
            logger.exception("generation %d holds what the database refuses", run.id)
            run.refused(error)

    async def _flush(self, runs: dict[int, Kept]) -> None:
        changes = [change for run in runs.values() if (change := run.change())]
        renew = _now() - self._renewed > settings.TIL_LEASE_SECONDS / 6
        held = {run.id: run.run for run in runs.values()}
        flushed = await in_database(flush, self.owner, changes, held, renew=renew)
        self._away_since = 0.0
        self._renewed = _now() if renew else self._renewed
        self._tell(runs, changes, flushed)

    def _tell(self, runs: dict[int, Kept], changes: list[Change], flushed: Flushed) -> None:
        for change in changes:
            if change.id not in flushed.lost:
                runs[change.id].kept(change)
                self._ring(change.id)
        for pk in flushed.lost:
            runs[pk].lost()
        for pk in flushed.cancelled - flushed.lost:
            runs[pk].cancel()

    def _fail(self, error: Exception) -> None:
        logger.warning("the database is away: %s", type(error).__name__)
        self._away_since = self._away_since or _now()
        if _now() - self._away_since > PATIENCE * settings.TIL_LEASE_SECONDS:
            for run in list(self._runs.values()):
                run.unsaved(NotSaved(type(error).__name__))


def _now() -> float:
    return asyncio.get_running_loop().time()
