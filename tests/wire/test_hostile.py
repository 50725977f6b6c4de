"""Who means no good, or has gone: what it costs is bounded, and nobody else notices."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.conftest import DRAFT
from tests.wire.reader import Reader, until

pytestmark = [pytest.mark.anyio, pytest.mark.once]
SILENT = 1_700
SLOW = 300


def memory(server: Server) -> float:
    """Return what a process holds, in MB."""
    assert server.process
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1000


@asynccontextmanager
async def lines(server: Server, count: int) -> AsyncIterator[list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]:
    made = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(count)]
    yield made
    for _, writer in made:
        writer.close()


async def test_two_thousand_silent_and_slow_connections_keep_nobody_out(
    offline: Server, http: httpx2.AsyncClient
) -> None:
    before = memory(offline)
    async with lines(offline, SILENT + SLOW) as made:
        for _, writer in made[:SLOW]:
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a")
        begun = time.monotonic()
        assert (await http.get(f"{offline.url}/")).status_code == 200
        assert time.monotonic() - begun < 10
        assert memory(offline) - before < 60


async def test_a_head_of_ten_megabytes_is_refused_while_it_comes(offline: Server, http: httpx2.AsyncClient) -> None:
    before = memory(offline)
    for head in (b"X-Long: " + b"a" * 65_000, b"".join(b"X-%d: %s\r\n" % (n, b"b" * 60) for n in range(900))):
        async with lines(offline, 1) as [(reader, writer)]:
            assert await sent(writer, b"GET / HTTP/1.1\r\nHost: localhost\r\n", head) < 5_000_000
            with suppress(ConnectionError):  # who still sends may not hear the answer
                assert (await reader.read(1_000)).startswith(b"HTTP/1.1 400")
    assert memory(offline) - before < 10
    assert (await http.get(f"{offline.url}/healthz")).status_code == 200


async def sent(writer: asyncio.StreamWriter, begin: bytes, piece: bytes) -> int:
    """Send ``begin`` and pieces, ten megabytes in all; return how many bytes were taken."""
    writer.write(begin)
    size = 0
    with suppress(ConnectionError):
        while size < 10_000_000 and not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            size += len(piece)
    return size


async def test_the_clock_jumps_an_hour_and_back(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.05)
    shared = writes | {"DATABASE_URL": site.database(tmp_path)}
    if not site.template.startswith("sqlite"):
        pytest.skip("the jump is written for SQLite")
    with site.server(tmp_path, **shared) as one, site.server(tmp_path, **shared) as two:
        reader = Reader(site.key)
        reading = asyncio.create_task(reader.start(http, one))
        await until(lambda: len(reader.text) > 200, 30)
        jump(shared["DATABASE_URL"], "-1 hours")  # as leases look when the clock is put forward
        await asyncio.sleep(1.5)  # for the other process to see it
        jump(shared["DATABASE_URL"], "+1 hours")
        await asyncio.gather(reading, return_exceptions=True)
        if not reader.end:
            await reader.follow(http, two)
        reader.prove()
        assert reader.text == DRAFT


def jump(database: str, by: str) -> None:
    """Move all leases."""
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20)) as connection, connection:
        connection.execute("UPDATE generate_generation SET lease_until = datetime(lease_until, ?)", [by])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for a fresh database and little more."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("only root can make a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


async def test_a_full_disk_stops_nothing_for_good(
    site: Site, small_disk: Path, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    if not site.template.startswith("sqlite"):
        pytest.skip("PostgreSQL has disks of its own")
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.03)
    settings = writes | {"DATABASE_URL": site.database(small_disk), "TIL_LEASE_SECONDS": "15"}
    with site.server(tmp_path, **settings) as server:
        reader = Reader(site.key)
        reading = asyncio.create_task(reader.start(http, server))
        await until(lambda: len(reader.text) > 200, 30)
        fill(small_disk / "filler")
        await until(lambda: "the database is unavailable" in server.log, 30)
        await until(lambda: reader.text == fake.text, 30)  # the text goes on from memory
        assert not reader.end
        (small_disk / "filler").unlink()
        await asyncio.wait_for(reading, 30)
        reader.prove()
        assert reader.taken_back == []


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return
