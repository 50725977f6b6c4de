"""Streams during outages of the database (ten seconds) and of Redis."""

import asyncio
import time
from pathlib import Path

import httpx2
import psycopg
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Site
from tests.services import Postgres, Redis
from tests.wire.reader import Reader, until

pytestmark = pytest.mark.anyio


async def test_the_database_is_away_for_ten_seconds(
    many_processes: Site,
    own_postgres: Postgres,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
) -> None:
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.03)  # about five seconds of content
    with many_processes.server(tmp_path, **writes | {"TIL_LEASE_SECONDS": "15"}) as server:
        reader = Reader(many_processes.key)
        reading = asyncio.create_task(reader.start(http, server))
        await until(lambda: len(reader.text) > 200, 30)
        own_postgres.stop()
        await until(lambda: reader.text == fake.text, 15)  # the text continues from memory
        await asyncio.sleep(5)
        assert not reader.end
        own_postgres.start()
        await asyncio.wait_for(reading, 20)
        reader.prove()
        assert not reader.taken_back
        with psycopg.connect(server.environment["DATABASE_URL"]) as database:
            row = database.execute("SELECT content, status, run FROM generate_generation").fetchone()
        assert row == (fake.text, "complete", 1)


@pytest.mark.timed
async def test_followers_elsewhere_do_without_redis_and_notice_its_return(
    many_processes: Site,
    own_redis: Redis,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
) -> None:
    fake.by_model["draft"] = Behaviour(piece=8, delay=0.05)  # about fifteen seconds of content
    shared = writes | {"DATABASE_URL": many_processes.database(tmp_path), "TIL_REDIS_PREFIX": "outage"}
    with many_processes.server(tmp_path, **shared) as one, many_processes.server(tmp_path, **shared) as two:
        here = Reader(many_processes.key)
        reading = [asyncio.create_task(here.start(http, one))]
        await until(lambda: here.pk)
        there = Reader(many_processes.key, pk=here.pk)
        reading.append(asyncio.create_task(there.follow(http, two)))
        await until(lambda: there.text)
        assert await _behind(here, there) < 1.0
        own_redis.kill()
        await asyncio.sleep(2.5)
        assert await _behind(here, there) < 3.0  # by reading the row again
        own_redis.start()
        await asyncio.sleep(4)
        assert await _behind(here, there) < 1.0
        await asyncio.gather(*reading)
        here.prove()
        there.prove()
        assert here.text == there.text == fake.text


async def _behind(here: Reader, there: Reader) -> float:
    """Return the seconds until ``there`` has the text that ``here`` shows now."""
    begun, length = time.monotonic(), len(here.text)
    await until(lambda: len(there.text) >= length, 20)
    return time.monotonic() - begun
