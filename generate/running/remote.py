"""Generations of other processes: this process shows them from their rows."""

import asyncio
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from generate.errors import Gone
from generate.models import Generation
from generate.notices import Notice
from generate.running.database import in_database
from generate.running.rows import peek
from generate.stages import Stage, TagChoice
from generate.stream.bell import Bell
from generate.stream.live import Continued, Live, Pause, Status

logger = logging.getLogger(__name__)
UNHEARD_SECONDS = 1.0  # how often rows are read without a bell


class Remote:
    """Reads a row when its bell rings, and all rows now and then in case a ring was lost."""

    def __init__(self, orphaned: Callable[[], None]) -> None:
        self.bell = Bell(self._heard)
        self._orphaned = orphaned
        self._lives: dict[int, Live] = {}
        self._rung: set[int] = set()
        self._wake = asyncio.Event()

    def add(self, live: Live) -> None:
        """Keep ``live`` up to date until it is removed."""
        self._lives[live.id] = live
        self._rung.add(live.id)
        self.bell.want(live.id)
        self._wake.set()

    def remove(self, live: Live) -> None:
        """Stop updating ``live``."""
        self._lives.pop(live.id, None)
        self.bell.unwant(live.id)

    def _heard(self, generation: int) -> None:
        self._rung.add(generation)
        self._wake.set()

    async def loop(self) -> None:
        """Read changed rows until cancelled."""
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

    def _end_deleted(self, pk: int) -> None:
        if (live := self._lives.get(pk)) and not live.is_local:
            live.show([("error", Gone()), ("status", Status.FAILED)])
            self.remove(live)
            self.bell.ring(pk)  # other processes must notice it too

    async def _read(self, ids: set[int]) -> None:
        known = {pk: (self._lives[pk].attempt, len(self._lives[pk].text)) for pk in ids}
        if not known:
            return
        try:
            rows = await in_database(peek, known)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database is unavailable: %s", type(error).__name__)
            return
        for pk in known.keys() - {row.pk for row, _ in rows}:
            self._end_deleted(pk)
        for row, is_orphan in rows:
            if live := self._lives.get(row.pk):
                feed(live, row, *known[row.pk])
                if live.ended:
                    self.remove(live)
            if is_orphan:
                self._orphaned()


def take_up(live: Live, row: Generation, begin: int = 0) -> None:
    """Show a row whose content starts at ``begin``, unless ``live`` already shows more."""
    if (row.run, row.status != Status.RUNNING, row.stage) < (live.run, live.ended, live.stage):
        return  # an older read arrived late
    live.begin(run=row.run, attempt=row.attempt, continued=tuple(Continued(**one) for one in row.continued))
    live.text.append(row.content[max(0, len(live.text) - begin) :])
    live.show(values_of(row).items())


def feed(live: Live, row: Generation, attempt: int, offset: int) -> None:
    """Show the changes in ``row``, read when ``live`` was at ``attempt`` and ``offset`` (see ``peek``)."""
    if not live.is_local:
        take_up(live, row, offset if row.attempt == attempt else 0)


def values_of(row: Generation) -> dict[str, object]:
    """Return the shown values of a row, except its content."""
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
        "continued": tuple(Continued(**one) for one in row.continued),
        "source_title": row.source_title,
        "source_url": row.source_url,
        "source_truncated": row.source_truncated,
        "source_masked": row.source_masked,
        "notices": tuple(Notice(**one) for one in row.notices),
        "pause": Pause(**row.pause) if row.pause else None,
        "provider": row.provider,
        "model": row.model,
        "error": row.error,
    }
