"""nginx, configured with deploy/nginx.conf, in front of two processes."""

import asyncio
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import orjson
import pytest
from websockets.asyncio.client import connect

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import ROOT, Server, Site, free_port
from tests.services import Service
from tests.sse_parser import Message
from tests.wire.conftest import DRAFT
from tests.wire.reader import Reader

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [pytest.mark.anyio, pytest.mark.skipif(not NGINX, reason="nginx is not installed here")]


@dataclass
class Nginx(Service):
    """An nginx process; all its files are in its folder."""

    def answers(self) -> bool:
        """Return whether it listens."""
        try:
            httpx2.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False, timeout=5)
        except httpx2.TransportError:
            return False
        return True


@dataclass
class Front(Server):
    """The proxy's address, for readers to use instead of a process's."""


@dataclass
class Clocked(Reader):
    """A reader that records the time of each event."""

    arrived: list[float] = field(default_factory=list)

    def note(self, message: Message) -> None:
        """Process an event."""
        self.arrived.append(time.monotonic())
        super().note(message)


def configuration(folder: Path, port: int, one: Server, two: Server) -> str:
    """Return deploy/nginx.conf with our ports, inside a distribution's main configuration."""
    ours = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{port};",
        ":8001": f":{one.port}",
        ":8002": f":{two.port}",
    }.items():
        assert old in ours
        ours = ours.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
        {user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
        events {{}}
        http {{ access_log off; {paths} {ours} }}
    """


@pytest.fixture
def pair(many_processes: Site, tmp_path: Path, writes: dict[str, str]) -> Iterator[tuple[Server, Server]]:
    shared = writes | {"DATABASE_URL": many_processes.database(tmp_path), "TIL_PROXIES": "1"}
    shared |= {"TIL_REDIS_PREFIX": tmp_path.name}
    with many_processes.server(tmp_path, **shared) as one, many_processes.server(tmp_path, **shared) as two:
        yield one, two


@pytest.fixture
def front(pair: tuple[Server, Server], tmp_path: Path) -> Iterator[Front]:
    port, folder = free_port(), tmp_path / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(configuration(folder, port, *pair))
    command = [NGINX or "", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    service = Nginx(command, port)
    service.start()
    yield Front({}, tmp_path, port=port)
    service.stop()


async def test_a_draft_streams_through_it_piece_by_piece_and_is_resumed(
    front: Front, many_processes: Site, http: httpx2.AsyncClient, fake: FakeProvider
) -> None:
    reader = Clocked(many_processes.key)
    await reader.start(http, front, upto=600)
    await reader.follow(http, front, upto=900)
    await reader.follow(http, front)
    reader.prove()
    assert (reader.text, reader.taken_back) == (DRAFT, [])
    assert len({round(moment, 2) for moment in reader.arrived}) > 10  # over time, not at its end


async def test_the_end_of_one_process_loses_no_draft(
    front: Front, pair: tuple[Server, Server], many_processes: Site, http: httpx2.AsyncClient, fake: FakeProvider
) -> None:
    fake.by_model["draft"] = Behaviour(piece=16, delay=0.03)
    readers = [Reader(many_processes.key) for _ in range(8)]
    await asyncio.gather(*(reader.start(http, front, upto=500) for reader in readers))
    await asyncio.to_thread(pair[0].stop)

    async def until_done(reader: Reader) -> None:
        while not reader.end:
            await reader.follow(http, front)

    async with asyncio.timeout(40):
        await asyncio.gather(*map(until_done, readers))
    for reader in readers:
        reader.prove()
        assert (reader.text, reader.taken_back) == (DRAFT, [])


async def test_sockets_files_and_addresses_pass_through_it(
    front: Front, many_processes: Site, http: httpx2.AsyncClient
) -> None:
    await check_socket(front, many_processes.key, http)
    await check_files(front, many_processes.key, http)
    await check_address(front, http)


async def check_socket(front: Front, key: str, http: httpx2.AsyncClient) -> None:
    reader = Reader(key)
    await reader.start(http, front)
    headers = {"Authorization": f"Bearer {key}"}
    place = f"ws://127.0.0.1:{front.port}/ws/generations/{reader.pk}"
    async with connect(place, proxy=None, additional_headers=headers) as socket:
        await socket.send("{}")
        told = [orjson.loads(text)["event"] async for text in socket]
    assert told[-1] == "complete"


async def check_files(front: Front, key: str, http: httpx2.AsyncClient) -> None:
    """Assert that files up to the limit pass, and that larger ones get the site's error."""
    headers = {"Authorization": f"Bearer {key}"}
    for size, status in ((9_900_000, 201), (16_500_000, 413), (18_000_000, 413)):
        files = {"file": ("notes.txt", b"x" * size, "text/plain")}
        answer = await http.post(f"{front.url}/api/v1/uploads", headers=headers, files=files)
        assert answer.status_code == status, (size, answer.text)
        if status == 413:
            assert set(answer.json()) == {"error", "code", "retryable", "request_id"}
            assert answer.json()["code"] == "too_large"


async def check_address(front: Front, http: httpx2.AsyncClient) -> None:
    """Assert that the address that nginx adds counts, and no other."""
    await http.get(f"{front.url}/login/")
    form = {"username": "ada", "password": "wrong", "csrfmiddlewaretoken": http.cookies["csrftoken"]}
    statuses = []
    for number in range(12):
        lie = {"X-Forwarded-For": f"192.0.2.{number}"}
        statuses.append((await http.post(f"{front.url}/login/", data=form, headers=lie)).status_code)
    assert statuses == [200] * 10 + [429] * 2


def test_what_is_to_be_changed_is_marked() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    marked = [line for line in text.splitlines() if re.search(r"# change", line)]
    assert [name for name in ("8001", "listen 80", "til.example") if not any(name in line for line in marked)] == []
