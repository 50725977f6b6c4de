"""A long day: drafts come and go, lines drop, people cancel, providers fail, a process is killed now and then.

Nothing is lost, and what the other process holds stays as it is once it is warm. SOAK_MINUTES and SOAK_SEED choose how
long and which day; without them it is a short one.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.tilsite.http.test_metrics import TOKEN, figures
from tests.wire.held import connections, files, memory, threads
from tests.wire.reader import Reader, until

SECONDS = float(os.environ.get("SOAK_MINUTES", "0.3")) * 60
SEED = int(os.environ.get("SOAK_SEED", random.SystemRandom().randrange(1_000_000)))
WARM = max(8.0, SECONDS * 0.2)  # seconds until everything has been loaded and used once
WRITERS = 12
PATIENCE = 90  # seconds until a reader gives up
TROUBLE = [
    Behaviour(status=529),
    Behaviour(status=429, retry_after="1"),
    Behaviour(fault="drop"),
    Behaviour(fault="cut", after=20, delay=0.01),
    Behaviour(fault="error", after=20, delay=0.01),
]
pytestmark = [pytest.mark.anyio, pytest.mark.timed, pytest.mark.once, pytest.mark.timeout(SECONDS + 300)]


@dataclass(frozen=True)
class Held:
    """What a process holds at one moment; ``memory`` in MB, ``connections`` to the database by all processes."""

    memory: float
    threads: int
    files: int
    connections: int


def held_by(server: Server) -> Held:
    return Held(memory(server), threads(server), len(files(server)), connections(server))


@dataclass
class Soak:
    """Two processes, of which the second is killed now and then; and what came of it."""

    steady: Server
    killed: Server
    fake: FakeProvider
    http: httpx2.AsyncClient
    key: str
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[tuple[float, Held]] = field(default_factory=list)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(self._write())
            group.create_task(self._kill())
            group.create_task(self._watch())

    async def _write(self) -> None:
        while time.monotonic() < self.until:
            if self.dice.random() < 0.25:
                self.fake.script(self.dice.choice(TROUBLE))
            await self._read(Reader(self.key), stops=self.dice.random() < 0.15)
            await asyncio.sleep(self.dice.random() / 2)

    async def _read(self, reader: Reader, *, stops: bool) -> None:
        """Read one draft over many lines to its end; take it up again where it failed."""
        deadline = time.monotonic() + PATIENCE
        while not reader.end.get("success"):
            assert time.monotonic() < deadline, f"seed {SEED}: stuck at {reader.last or 'the start'}"
            try:
                await self._step(reader)
                if stops and reader.pk and not reader.end:
                    await self._ask(reader, "cancel")
                if reader.end and reader.end.get("code") == "cancelled":
                    self.counts["cancelled"] += 1
                    return
                if "code" in reader.end and await self._ask(reader, "retry"):
                    reader.end = {}
                    self.counts["taken up again"] += 1
            except httpx2.TransportError:
                await asyncio.sleep(self.dice.random() / 4)
        reader.prove()
        self.counts["complete"] += 1

    async def _step(self, reader: Reader) -> None:
        server, upto = (
            self.dice.choice([self.steady, self.killed]),
            self.dice.choice([0, self.dice.randrange(1, 2_000)]),
        )
        self.counts["lines"] += 1
        await (reader.follow if reader.pk else reader.start)(self.http, server, upto)

    async def _ask(self, reader: Reader, what: str) -> bool:
        place = f"{self.steady.url}/api/v1/generations/{reader.pk}/{what}"
        return (await self.http.post(place, headers=reader.headers)).status_code in {200, 202}

    async def _kill(self) -> None:
        pause = max(6.0, SECONDS / 40)
        while time.monotonic() + pause < self.until:
            await asyncio.sleep(pause)
            self.killed.kill()
            self.counts["kills"] += 1
            await asyncio.to_thread(self.killed.start)

    async def _watch(self) -> None:
        begun = time.monotonic()
        while time.monotonic() < self.until:
            self.samples.append((time.monotonic() - begun, await asyncio.to_thread(held_by, self.steady)))
            await asyncio.sleep(0.5)

    def grown(self, what: str) -> float:
        """Return how much more of ``what`` is held in the last third of the warm time than in the first."""
        warm = [getattr(held, what) for when, held in self.samples if when > WARM]
        third = max(1, len(warm) // 3)
        return float(statistics.median(warm[-third:]) - statistics.median(warm[:third]))

    def report(self) -> str:
        """Return the figures."""
        names = ("memory", "threads", "files", "connections")
        most = {name: max(getattr(held, name) for _, held in self.samples) for name in names}
        told = [f"{count} {name}" for name, count in self.counts.items()]
        return "; ".join(told + [f"{name}: most {most[name]:g}, grown by {self.grown(name):+g}" for name in names])


async def test_a_day_leaves_nothing_behind(
    many_processes: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    sys.stderr.write(f"\nsoak: {SECONDS:.0f} s, seed {SEED}\n")
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.01)
    shared = writes | {"DATABASE_URL": many_processes.database(tmp_path), "TIL_REDIS_PREFIX": "soak"}
    shared |= {"TIL_METRICS_TOKEN": TOKEN}
    with many_processes.server(tmp_path, **shared) as one, many_processes.server(tmp_path, **shared) as two:
        soak = Soak(one, two, fake, http, many_processes.key)
        await soak.run()
        sys.stderr.write(f"soak: {soak.report()}\n")
        await until(lambda: figures(one)["til_generations_running openai"] == 0, 30)
        seen = figures(one)
        after = held_by(one)
    assert min(soak.counts[what] for what in ("complete", "cancelled", "kills")) > 0
    assert seen["til_streams_open"] == 0
    assert seen["til_generations_total openai begun"] > 0
    assert max(held.threads for _, held in soak.samples) <= 40
    assert max(held.connections for _, held in soak.samples) <= 2 * 10
    assert soak.grown("threads") <= 4
    assert soak.grown("files") <= 20
    assert after.files <= 100
    assert soak.grown("memory") <= 15
