"""A budget holds while many drafts start at once and processes are killed. BUDGET_STARTS sets how many start."""

import asyncio
import os
import random
import sys
from collections import Counter
from functools import partial
from math import ceil
from pathlib import Path

import httpx2
import pytest

from tests.fakes.act import Seen
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.services import Redis
from tests.wire.reader import Reader

STARTS = int(os.environ.get("BUDGET_STARTS", "30"))
KILLS = max(2, STARTS // 100)
MOST = 9_500  # tokens that a draft reserves at once; it needs about 3,000
LIMIT = 5 * MOST + 300 * STARTS
AT_ONCE = 30
PIECE = 16
pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120 + 2 * STARTS)]


def spent(seen: Seen) -> int:
    """Return the tokens that the provider would bill."""
    return seen.behaviour.read + ceil(len(seen.said) / PIECE)


async def draft(http: httpx2.AsyncClient, key: str, servers: list[Server], dice: random.Random) -> str:
    """Start a draft and read it to its end, as a client that comes back; return how it ended."""
    reader = Reader(key)
    while not reader.end:
        server = dice.choice(servers)
        act = partial(reader.follow, http, server) if reader.pk else partial(reader.start, http, server)
        try:
            await act()
        except httpx2.TransportError:
            await asyncio.sleep(0.1)
        except AssertionError as refused:
            if "budget_exhausted" in str(refused):
                return "refused"
            raise
    return "complete" if reader.end.get("success") else str(reader.end["code"])


async def kill(servers: list[Server], dice: random.Random) -> None:
    for number in range(KILLS):
        await asyncio.sleep(0.3 + dice.random() / 2)
        server = servers[number % len(servers)]
        server.kill()
        await asyncio.to_thread(server.start)


async def used(http: httpx2.AsyncClient, key: str, server: Server) -> int:
    """Return the site's used tokens as the API reports them."""
    answer = await http.get(f"{server.url}/api/v1/stats/usage", headers={"Authorization": f"Bearer {key}"})
    [budget] = answer.raise_for_status().json()["budgets"]
    return int(budget["used"])


async def test_a_budget_holds_while_many_start_and_processes_are_killed(
    many_processes: Site,
    own_redis: Redis,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
) -> None:
    fake.by_model["draft"] = Behaviour(piece=PIECE, delay=0.01, read=700)
    fake.text = fake.text[:1_200]
    shared = writes | {"DATABASE_URL": many_processes.database(tmp_path), "REDIS_URL": own_redis.url}
    shared |= {"TIL_REDIS_PREFIX": "budget", "TIL_BUDGETS": f"site/day={LIMIT}"}
    key, dice, gate = many_processes.key, random.Random(STARTS), asyncio.Semaphore(AT_ONCE)

    async def one() -> str:
        async with gate:
            return await draft(http, key, servers, dice)

    with many_processes.server(tmp_path, **shared) as first, many_processes.server(tmp_path, **shared) as second:
        servers = [first, second]
        *ends, _ = await asyncio.gather(*(one() for _ in range(STARTS)), kill(servers, dice))
        while "complete" in (more := await asyncio.gather(*(one() for _ in range(5)))):  # until nothing is left
            ends += more
        counted = await used(http, key, first)
    ended = Counter(ends)
    sys.stderr.write(
        f"\nbudget: {dict(ended)}; {sum(map(spent, fake.seen))} billed, {counted} counted, {LIMIT} allowed\n"
    )
    assert sum(map(spent, fake.seen)) <= counted, ended
    assert LIMIT - MOST < counted <= LIMIT, ended
    assert ended.keys() <= {"complete", "budget_exhausted", "refused"}, ended
