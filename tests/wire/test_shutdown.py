"""A fast shutdown: a process ends its streams immediately and hands its work to another."""

import asyncio
from pathlib import Path
from typing import Literal

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Site
from tests.wire.conftest import DRAFT
from tests.wire.reader import Reader, until

pytestmark = [pytest.mark.anyio, pytest.mark.timed]
STREAMS = 200


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_a_server_with_many_streams_is_gone_in_five_seconds(
    site: Site,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
    kind: Literal["uvicorn", "daphne"],
) -> None:
    fake.by_model["draft"] = Behaviour(text=DRAFT, fault="silence", after=20)
    with site.server(tmp_path, kind, **writes) as server:
        first = Reader(site.key)
        reading = [asyncio.create_task(first.start(http, server))]
        await until(lambda: first.pk)
        readers = [Reader(site.key, pk=first.pk) for _ in range(STREAMS - 1)]
        reading += [asyncio.create_task(reader.follow(http, server)) for reader in readers]
        await until(lambda: all(reader.last for reader in readers), 30)
        seconds = await asyncio.to_thread(server.stop, 15)
        assert seconds < 5
        ends = await asyncio.gather(*reading, return_exceptions=True)
        broken = [end for end in ends if isinstance(end, Exception)]
        assert not broken if kind == "uvicorn" else all(isinstance(end, httpx2.TransportError) for end in broken)
        assert not any(reader.end for reader in readers)  # no false end: they continue in another process
        assert "Traceback" not in server.log, server.log


async def test_what_it_was_writing_goes_on_elsewhere_at_once(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_model["draft"] = Behaviour(text=DRAFT, piece=16, delay=0.06)
    shared = writes | {"DATABASE_URL": site.database(tmp_path), "TIL_LEASE_SECONDS": "60"}
    with site.server(tmp_path, **shared) as one, site.server(tmp_path, **shared) as two:
        first = Reader(site.key)
        await first.start(http, one, upto=1)
        readers = [Reader(site.key, pk=first.pk) for _ in range(STREAMS)]
        reading = [asyncio.create_task(reader.follow(http, one)) for reader in readers]
        await until(lambda: all(len(reader.text) > 100 for reader in readers), 30)
        await asyncio.to_thread(one.stop)
        await asyncio.gather(*reading)
        assert any(seen.left for seen in fake.seen)  # the provider's connection was closed
        async with asyncio.timeout(30):  # half of the lease, so it was released, not expired
            await asyncio.gather(*(reader.follow(http, two) for reader in readers))
        for reader in readers:
            reader.prove()
            assert (reader.text, reader.taken_back) == (DRAFT, [])
        assert "adopted generation" in two.log


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_a_killed_process_is_replaced_within_its_lease_and_two_seconds(
    site: Site,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
    kind: Literal["uvicorn", "daphne"],
) -> None:
    shared = writes | {"DATABASE_URL": site.database(tmp_path)}
    with site.server(tmp_path, kind, **shared) as one, site.server(tmp_path, kind, **shared) as two:
        reader = Reader(site.key)
        await reader.start(http, one, upto=600)
        before = len(fake.seen)
        one.kill()
        await fake.until(lambda: len(fake.seen) > before, float(writes["TIL_LEASE_SECONDS"]) + 2)
        await reader.follow(http, two)
        reader.prove()
        assert reader.text == DRAFT
