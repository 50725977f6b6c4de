"""The flusher: saves the output of all runs of this process in one transaction, a few times a second."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from django.conf import settings

from generate import metrics
from generate.errors import NotSaved
from generate.running.database import AWAY, in_database
from generate.running.outbox import Change, Halt, Outbox
from generate.running.rows import Flushed, flush
from til import trace

logger = logging.getLogger(__name__)
GAP = 0.02  # minimum seconds between two flushes
PATIENCE = 12  # leases without a database until readers are told


class Flusher:
    """Saves the contents of outboxes, and tells runs when they must stop."""

    def __init__(self, owner: str, ring: Callable[[int], None]) -> None:
        self.owner = owner
        self._ring = ring
        self._outboxes: dict[int, Outbox] = {}
        self._wake = asyncio.Event()
        self._away_since = 0.0  # when the database became unavailable; 0 while it is available

    def add(self, outbox: Outbox) -> None:
        """Start saving from ``outbox``."""
        self._outboxes[outbox.id] = outbox
        self._wake.set()

    def remove(self, outbox: Outbox) -> None:
        """Stop saving from ``outbox``."""
        if self._outboxes.get(outbox.id) is outbox:
            del self._outboxes[outbox.id]

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
        if not self._outboxes:
            await self._wake.wait()
        try:
            async with asyncio.timeout(settings.TIL_FLUSH_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def flush(self, last: Sequence[Outbox] = ()) -> None:
        """Flush once, including the outboxes ``last``. Data stays if the database is unavailable."""
        outboxes = self._outboxes | {outbox.id: outbox for outbox in last}
        try:
            await self._flush(outboxes)
        except AWAY as error:
            self._fail(error)
            await asyncio.sleep(settings.TIL_FLUSH_SECONDS)
        except Exception:
            logger.exception(
                "a flush was rejected; saving each run separately"
            )  # one bad run must not block the others
            for outbox in outboxes.values():
                await self._flush_alone(outbox)

    async def _flush_alone(self, outbox: Outbox) -> None:
        try:
            await self._flush({outbox.id: outbox})
        except AWAY as error:
            self._fail(error)
        except Exception:
            with trace.about(outbox.id):
                logger.exception("the database rejects the data of generation %d", outbox.id)
            outbox.halt(Halt.REFUSED)

    async def _flush(self, outboxes: dict[int, Outbox]) -> None:
        changes = [change for outbox in outboxes.values() if (change := outbox.change())]
        held = {outbox.id: outbox.run for outbox in outboxes.values()}
        with metrics.flushes.time():
            flushed = await in_database(flush, self.owner, changes, held)
        self._away_since = 0.0
        self._report(outboxes, changes, flushed)

    def _report(self, outboxes: dict[int, Outbox], changes: list[Change], flushed: Flushed) -> None:
        for change in changes:
            if change.id not in flushed.lost:
                outboxes[change.id].settle(change)
                self._ring(change.id)
        for pk in flushed.lost:
            self.remove(outboxes[pk])
            outboxes[pk].halt(Halt.LOST)
        for pk in flushed.cancelled - flushed.lost:
            outboxes[pk].halt(Halt.CANCELLED)

    def _fail(self, error: Exception) -> None:
        logger.warning("the database is unavailable: %s", type(error).__name__)
        self._away_since = self._away_since or _now()
        if _now() - self._away_since > PATIENCE * settings.TIL_LEASE_SECONDS:
            for outbox in list(self._outboxes.values()):
                outbox.report_unsaved(NotSaved(type(error).__name__))


def _now() -> float:
    return asyncio.get_running_loop().time()
