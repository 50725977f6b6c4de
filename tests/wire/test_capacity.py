"""Many open streams hold no threads or database connections, and a burst starts no more than the limit."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.conftest import DRAFT
from tests.wire.held import connections, threads
from tests.wire.reader import NOTES, Reader, until
from tilsite.http.handler import THREADS

pytestmark = pytest.mark.anyio
STREAMS = 500


async def test_open_streams_hold_no_thread_and_no_connection(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_model["draft"] = Behaviour(text=DRAFT, fault="silence", after=20)
    with site.server(tmp_path, **writes) as server:
        first = Reader(site.key)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(first.start(http, server))]
            await until(lambda: first.text)
            before = threads(server)
            readers = [Reader(site.key, pk=first.pk) for _ in range(STREAMS)]
            tasks += [group.create_task(reader.follow(http, server)) for reader in readers]
            await until(lambda: all(reader.text == first.text for reader in readers), 60)
            assert threads(server) - before <= THREADS + 4
            assert connections(server) <= THREADS + 6  # SQLite keeps a closed file until no connection is left
            for task in tasks:
                task.cancel()


@pytest.mark.parametrize(
    ("setting", "code"), [("TIL_STARTS_PER_MINUTE", "too_many_requests"), ("TIL_RUNNING_PER_KEY", "")]
)
async def test_a_burst_starts_exactly_as_many_as_its_limit(
    site: Site,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
    setting: str,
    code: str,
) -> None:
    fake.by_model["draft"] = Behaviour(wait=30)
    shared = writes | {"DATABASE_URL": site.database(tmp_path), "TIL_LEASE_SECONDS": "30", setting: "5"}
    with site.server(tmp_path, **shared) as one, site.server(tmp_path, **shared) as two:
        answers: Counter[int] = Counter()

        async def post(server: Server) -> None:
            url, headers = f"{server.url}/api/v1/generate/stream", Reader(site.key).headers
            async with http.stream("POST", url, headers=headers, json={"content": NOTES}) as answer:
                answers[answer.status_code] += 1
                if answer.status_code == 429:
                    assert int(answer.headers["retry-after"]) >= 1
                    refusal = httpx2.Response(429, content=await answer.aread()).json()
                    assert refusal["retryable"] is True
                    assert refusal["code"] == (code or "too_many_running")

        await asyncio.gather(*(post(server) for server in [one, two] * 50))
        assert answers == {200: 5, 429: 95}
        await until(lambda: len(fake.seen) == 5)


async def test_a_site_with_too_much_to_do_says_when_to_come_back(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_model["draft"] = Behaviour(wait=30)
    with site.server(tmp_path, **writes, TIL_RUNNING_IN_ALL="1") as server:
        first = Reader(site.key)
        running = asyncio.create_task(first.start(http, server))
        await until(lambda: first.pk)
        url, headers = f"{server.url}/api/v1/generate/stream", first.headers
        answer = await http.post(url, headers=headers, json={"content": NOTES})
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert int(answer.headers["retry-after"]) >= 1
        running.cancel()
