"""Kill, cut and restart while drafts are written: nobody ever loses or repeats a character.

Two server processes on PostgreSQL and Redis, readers that come back at random offsets on a random process, kills of
processes and of Redis at random moments. CHAOS_ROUNDS and CHAOS_SEED choose how often and which.
"""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.services import Redis
from tests.wire.reader import Reader

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "20"))
SEED = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1_000_000)))
READERS = 3
PATIENCE = 90  # seconds until a reader gives up


@dataclass
class Chaos:
    """What happens to whom, and what came of it."""

    servers: list[Server]
    redis: Redis
    key: str
    dice: random.Random
    counts: Counter[str] = field(default_factory=Counter)

    async def round(self, http: httpx2.AsyncClient) -> set[str]:
        """Draft once under fire; return the texts that the readers put together."""
        first = Reader(self.key)
        while not first.pk:
            await self._insist(lambda: first.start(http, self.dice.choice(self.servers), upto=1))
        readers = [Reader(self.key, pk=first.pk) for _ in range(READERS)]
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(self._read(http, reader)) for reader in readers]
            group.create_task(self._break())
        assert all(task.done() for task in reading)
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
        self.counts["resets"] += reader.resets

    async def _insist(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it over again while a server is down, as a client would."""
        try:
            await act()
        except httpx2.TransportError:
            await asyncio.sleep(self.dice.random() / 4)

    async def _break(self) -> None:
        await asyncio.sleep(self.dice.random() * 1.5)
        for _ in range(self.dice.randrange(3)):
            if self.dice.random() < 0.2:
                await self._restart_redis()
            else:
                await self._kill(self.dice.choice(self.servers))
            await asyncio.sleep(self.dice.random())

    async def _kill(self, server: Server) -> None:
        server.kill()
        self.counts["kills"] += 1
        await asyncio.sleep(self.dice.random() / 2)
        await asyncio.to_thread(server.start)

    async def _restart_redis(self) -> None:
        self.redis.kill()
        self.counts["redis restarts"] += 1
        await asyncio.sleep(self.dice.random())
        await asyncio.to_thread(self.redis.start)


async def test_nothing_is_lost_or_repeated_under_fire(
    many_processes: Site,
    own_redis: Redis,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
) -> None:
    sys.stderr.write(f"\nchaos: {ROUNDS} rounds, seed {SEED}\n")
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.012)
    shared = writes | {"DATABASE_URL": many_processes.database(tmp_path)}
    shared |= {"REDIS_URL": own_redis.url, "TIL_REDIS_PREFIX": "chaos"}
    with many_processes.server(tmp_path, **shared) as one, many_processes.server(tmp_path, **shared) as two:
        chaos = Chaos([one, two], own_redis, many_processes.key, random.Random(SEED))
        for _ in range(ROUNDS):
            assert await chaos.round(http) == {fake.text}
        adopted = sum(server.log.count("adopted generation") for server in (one, two))
    assert chaos.counts["completed"] == ROUNDS * READERS
    sys.stderr.write(f"chaos: {dict(chaos.counts) | {'adoptions': adopted}}\n")
