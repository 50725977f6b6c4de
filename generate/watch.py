"""The watch: feeds what this process shows of generations that run elsewhere, from their rows."""

import asyncio
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from generate.database import in_database
from generate.errors import by_code
from generate.models import Generation
from generate.stages import Stage, TagChoice
from generate.store import peek
from generate.stream.bell import Bell
from generate.stream.live import Live, Status

logger = logging.getLogger(__name__)
UNHEARD_SECONDS = 1.0  # how often rows are read while the bell is away


class Watch:
    """Reads a row again when its bell rings, and all of them now and then in case a ring was lost."""

    def __init__(self, orphaned: Callable[[], None]) -> None:
        self.bell = Bell(self._heard)
        self._orphaned = orphaned
        self._lives: dict[int, Live] = {}
        self._rung: set[int] = set()
        self._wake = asyncio.Event()

    def add(self, live: Live) -> None:
        """Feed ``live`` until it is removed."""
        self._lives[live.id] = live
        self.bell.want(live.id)
        self._wake.set()

    def remove(self, live: Live) -> None:
        """Feed it no more."""
        self._lives.pop(live.id, None)
        self.bell.unwant(live.id)

    def _heard(self, generation: int) -> None:
        self._rung.add(generation)
        self._wake.set()

    async def loop(self) -> None:
        """Read what rang, until cancelled."""
        looked = 0.0
        while True:
            await self._pause()
            now = asyncio.get_running_loop().time()
            rung, self._rung = self._rung, set()
            if now - looked >= self._interval():
                rung, looked = set(self._lives), now
            await self._read(rung & self._lives.keys())

    async def _pause(self) -> None:
        if not self._lives:
            await self._wake.wait()
        try:
            async with asyncio.timeout(UNHEARD_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    def _interval(self) -> float:
        return settings.TIL_HEARTBEAT_SECONDS if self.bell.is_working else UNHEARD_SECONDS

    async def _read(self, ids: set[int]) -> None:
        known = {pk: (self._lives[pk].attempt, len(self._lives[pk].text)) for pk in ids}
        if not known:
            return
        try:
            rows = await in_database(peek, known)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is away: %s", type(error).__name__)
            return
        for row, is_orphan in rows:
            if live := self._lives.get(row.pk):
                feed(live, row, *known[row.pk])
                if live.ended:
                    self.remove(live)
            if is_orphan:
                self._orphaned()


def take_up(live: Live, row: Generation, begin: int = 0) -> None:
    """Show a row, whose content is what is behind ``begin``, unless more than that is shown already."""
    if (row.run, row.status != Status.RUNNING, row.stage) < (live.run, live.ended, live.stage):
        return  # what was read first came last
    live.begin(run=row.run, attempt=row.attempt)
    live.text.append(row.content[max(0, len(live.text) - begin) :])
    live.show(values_of(row).items())


def feed(live: Live, row: Generation, attempt: int, offset: int) -> None:
    """Show what ``row`` has more than ``live`` had at ``attempt`` and ``offset``, when it was read (see ``peek``)."""
    if not live.is_local:
        take_up(live, row, offset if row.attempt == attempt else 0)


def values_of(row: Generation) -> dict[str, object]:
    """Return what is shown of a row beside its content."""
    status = Status(row.status)
    return {
        "stage": Stage(row.stage),
        "status": status,
        "day_number": row.day_number,
        "title": row.title,
        "excerpt": row.excerpt,
        "tags": tuple(TagChoice(**tag) for tag in row.tags),
        "truncated": row.truncated,
        "usage": row.usage,
        "source_title": row.source_title,
        "source_url": row.source_url,
        "source_truncated": row.source_truncated,
        "source_masked": row.source_masked,
        "provider": row.provider,
        "model": row.model,
        "error": by_code(row.error_code, row.error_values) if row.error_code else None,
    }
