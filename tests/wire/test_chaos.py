"""Kill, disconnect and restart while drafts are written: no reader ever loses or repeats a character.

Two uvicorn processes on PostgreSQL and Redis, or one daphne process on SQLite, all with the default settings; readers
that come back at random offsets on a random process, kills of processes and of Redis at random moments. CHAOS_ROUNDS
and CHAOS_SEED choose how often and which.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site, make_template
from tests.services import Redis
from tests.wire.reader import Reader

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "4"))
SEED = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1_000_000)))
READERS = 3
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300 + 60 * ROUNDS)]
PATIENCE = 90  # seconds until a reader gives up


@dataclass
class Chaos:
    """The faults and their results."""

    servers: list[Server]
    redis: Redis | None
    key: str
    dice: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    kills: list[float] = field(default_factory=list)  # when
    taken_back: list[int] = field(default_factory=list)  # characters, for each reset
    waits: list[float] = field(default_factory=list)  # seconds from a kill to a reader's next new character
    answered: list[float] = field(default_factory=list)  # when a killed server answered again
    resumed: list[float] = field(default_factory=list)  # the same from a restarted server's answer

    async def round(self, http: httpx2.AsyncClient) -> set[str]:
        """Write a draft under faults; return the texts assembled by the readers."""
        first = Reader(self.key)
        while not first.pk:
            await self._insist(lambda: first.start(http, self.dice.choice(self.servers), upto=1))
        readers = [Reader(self.key, pk=first.pk) for _ in range(READERS)]
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(self._read(http, reader)) for reader in readers]
            group.create_task(self._break())
        assert all(task.done() for task in reading)
        self.waits += [wait for reader in readers for kill in self.kills if (wait := _wait(reader, kill)) is not None]
        for at in self.answered:
            waits = (_wait(reader, at) for reader in readers)
            self.resumed += [wait for wait in waits if wait and not any(at < kill < at + wait for kill in self.kills)]
        self.kills.clear()
        self.answered.clear()
        return {reader.text for reader in readers}

    async def _read(self, http: httpx2.AsyncClient, reader: Reader) -> None:
        begun = time.monotonic()
        while not reader.end:
            assert time.monotonic() - begun < PATIENCE, f"seed {SEED}: stuck at {reader.last}"
            upto = self.dice.choice([0, self.dice.randrange(1, 2_500)])
            await self._insist(partial(reader.follow, http, self.dice.choice(self.servers), upto))
            self.counts["reconnects"] += 1
        try:
            reader.prove()
        except AssertionError:
            self.counts["lost or repeated"] += 1
            raise
        self.counts["completed"] += 1
        self.taken_back += reader.taken_back

    async def _insist(self, act: Callable[[], Awaitable[None]]) -> None:
        """Repeat an action while a server is down, as a client would."""
        try:
            await act()
        except httpx2.TransportError:
            await asyncio.sleep(self.dice.random() / 4)

    async def _break(self) -> None:
        await asyncio.sleep(self.dice.random() * 1.5)
        for _ in range(self.dice.randrange(3)):
            if self.redis and self.dice.random() < 0.2:
                await self._restart(self.redis)
            else:
                await self._kill(self.dice.choice(self.servers))
            await asyncio.sleep(self.dice.random())

    async def _kill(self, server: Server) -> None:
        server.kill()
        self.kills.append(time.monotonic())
        self.counts["kills"] += 1
        await asyncio.sleep(self.dice.random() / 2)
        await asyncio.to_thread(server.start)
        self.answered.append(time.monotonic())

    async def _restart(self, redis: Redis) -> None:
        redis.kill()
        self.counts["redis restarts"] += 1
        await asyncio.sleep(self.dice.random())
        await asyncio.to_thread(redis.start)

    def report(self) -> str:
        """Return the figures."""
        adopted = sum(server.log.count("adopted generation") for server in self.servers)
        figures = [f"{count} {name}" for name, count in self.counts.items()] + [f"{adopted} adoptions"]
        figures += [f"{len(self.taken_back)} resets", f"characters taken back: {_spread(self.taken_back)}"]
        figures += [f"seconds from a kill to a reader's next character: {_spread(self.waits)}"]
        return "; ".join([*figures, f"from the server's next answer: {_spread(self.resumed)}"])


def _wait(reader: Reader, kill: float) -> float | None:
    """Return the seconds from a kill to a reader's next new character; None if there was none left."""
    had = max((length for when, length in reader.grew if when <= kill), default=0)
    return next((when - kill for when, length in reader.grew if when > kill and length > had), None)


def _spread(figures: Sequence[float]) -> str:
    return f"median {statistics.median(figures):.3g}, most {max(figures):.3g}" if figures else "none"


async def _play(chaos: Chaos, http: httpx2.AsyncClient, text: str) -> None:
    sys.stderr.write(f"\nchaos: {ROUNDS} rounds, seed {SEED}\n")
    for _ in range(ROUNDS):
        assert await chaos.round(http) == {text}
    assert chaos.counts["completed"] == ROUNDS * READERS
    sys.stderr.write(f"chaos: {chaos.report()}\n")


async def test_nothing_is_lost_or_repeated_under_fire(
    many_processes: Site,
    own_redis: Redis,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
) -> None:
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.012)
    shared = writes | {"DATABASE_URL": many_processes.database(tmp_path), "TIL_LEASE_SECONDS": "5"}
    shared |= {"REDIS_URL": own_redis.url, "TIL_REDIS_PREFIX": "chaos"}
    with many_processes.server(tmp_path, **shared) as one, many_processes.server(tmp_path, **shared) as two:
        await _play(Chaos([one, two], own_redis, many_processes.key, random.Random(SEED)), http, fake.text)


@pytest.mark.once
async def test_nothing_is_lost_where_the_only_process_is_killed(
    tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.012)
    site = make_template(tmp_path)
    with site.server(tmp_path, "daphne", **writes | {"TIL_LEASE_SECONDS": "5"}) as only:
        await _play(Chaos([only], None, site.key, random.Random(SEED)), http, fake.text)
