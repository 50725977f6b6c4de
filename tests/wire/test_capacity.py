"""Many open streams hold no thread and no database connection each, and a burst starts no more than its limit."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx2
import psycopg
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.conftest import DRAFT
from tests.wire.reader import NOTES, Reader, until

pytestmark = pytest.mark.anyio
STREAMS = 500


def threads(server: Server) -> int:
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("Threads:")))


def connections(server: Server) -> int:
    """How many connections to its database the process holds: sessions of PostgreSQL, or open files of SQLite."""
    assert server.process
    url = server.environment["DATABASE_URL"]
    if url.startswith("sqlite"):
        links = [link.resolve() for link in Path(f"/proc/{server.process.pid}/fd").iterdir()]
        return sum(str(link) == url.removeprefix("sqlite:///") for link in links)
    with psycopg.connect(url) as database:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        row = database.execute(query).fetchone()
    assert row
    return int(row[0])


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
            await asyncio.sleep(1)  # a request's own thread ends soon after its answer has begun
            assert threads(server) - before <= 8
            assert connections(server) <= 10
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
