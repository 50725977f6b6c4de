"""A generation over a WebSocket: the same events and ids, for authorised readers only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedError

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.sse_parser import Message
from tests.wire.conftest import DRAFT, Kind, Servers
from tests.wire.held import threads
from tests.wire.reader import Reader

pytestmark = pytest.mark.anyio


def place(server: Server, pk: int | str) -> str:
    return f"ws://127.0.0.1:{server.port}/ws/generations/{pk}"


def opened(url: str, **headers: str) -> connect:
    return connect(url, proxy=None, additional_headers=headers, open_timeout=20)


async def greet(socket: ClientConnection, **greeting: str) -> None:
    await socket.send(orjson.dumps(greeting).decode())


async def take(socket: ClientConnection, reader: Reader, upto: int = 1 << 30) -> None:
    """Read ``upto`` events, or to the end."""
    with suppress(ConnectionClosedError):  # any code but 1000
        async for text in socket:
            told: dict[str, Any] = orjson.loads(text)
            if told == {"event": "ping"}:
                continue
            reader.note(Message(told["event"], orjson.dumps(told["data"]).decode(), told["id"]))
            upto -= 1
            if not upto:
                return


async def refusal(url: str, greeting: str | bytes | None = None, **headers: str) -> tuple[int | None, str | None]:
    async with opened(url, **headers) as socket:
        if greeting is not None:
            await socket.send(greeting)
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 15)
        return socket.close_code, socket.close_reason


@pytest.fixture(params=["uvicorn", "daphne"])
def slow(request: pytest.FixtureRequest, shared: Servers) -> Server:
    """A server on which a draft takes two seconds."""
    return shared(request.param)


async def begun(http: httpx2.AsyncClient, server: Server, key: str) -> Reader:
    """A reader who started a draft and left immediately."""
    reader = Reader(key)
    await reader.start(http, server, upto=1)
    return Reader(key, reader.pk)


async def test_it_sends_what_the_stream_sends(slow: Server, site: Site, http: httpx2.AsyncClient) -> None:
    live = await begun(http, slow, site.key)
    async with opened(place(slow, live.pk)) as socket:
        await greet(socket, key=site.key)
        await take(socket, live)
        assert socket.close_code == 1000
    live.prove()
    assert live.text == DRAFT
    stream, late = Reader(site.key, live.pk), Reader(site.key, live.pk)
    await stream.follow(http, slow)
    async with opened(place(slow, live.pk)) as socket:
        await greet(socket, key=site.key)
        await take(socket, late)
    assert [(one.type, one.last_event_id, orjson.loads(one.data)) for one in late.seen] == [
        (one.type, one.last_event_id, orjson.loads(one.data)) for one in stream.seen
    ]


async def test_it_goes_on_where_a_reader_was(slow: Server, site: Site, http: httpx2.AsyncClient) -> None:
    reader = await begun(http, slow, site.key)
    for _ in range(5):
        async with opened(place(slow, reader.pk)) as socket:
            await greet(socket, key=site.key, **({"last_event_id": reader.last} if reader.last else {}))
            await take(socket, reader, upto=7)
    await reader.follow(http, slow)
    reader.prove()
    async with opened(f"{place(slow, reader.pk)}?last_event_id={reader.last}") as socket:
        await greet(socket, key=site.key)
        await take(socket, reader)
        assert socket.close_code == 1000
    assert (reader.text, reader.taken_back) == (DRAFT, [])


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_a_stop_tells_the_reader_to_come_back(
    site: Site, tmp_path: Path, kind: Kind, http: httpx2.AsyncClient, writes: dict[str, str]
) -> None:
    with site.server(tmp_path, kind, **writes) as server:
        await come_back_after_a_stop(server, site, http)
        assert "Traceback" not in server.log


async def come_back_after_a_stop(slow: Server, site: Site, http: httpx2.AsyncClient) -> None:
    reader = await begun(http, slow, site.key)
    async with opened(place(slow, reader.pk)) as socket:
        await greet(socket, key=site.key)
        await take(socket, reader, upto=5)
        stopping = asyncio.create_task(asyncio.to_thread(slow.stop))
        await take(socket, reader)
        assert socket.close_code == {"uvicorn": 1012, "daphne": 4503}[slow.kind]
    assert await stopping < 5
    slow.start()
    async with opened(place(slow, reader.pk)) as socket:
        await greet(socket, key=site.key, last_event_id=reader.last)
        await take(socket, reader)
    reader.prove()
    assert reader.text == DRAFT


LOSSES = {
    "the key is revoked": "ApiKey.objects.update(revoked=timezone.now())",
    "the owner's permission is gone": "User.objects.get().user_permissions.clear()",
}
KEY_OF_A_WRITER = """
from django.contrib.auth.models import Permission, User
from tilsite.access.keys.models import ApiKey
ada = User.objects.create_user("ada")
ada.user_permissions.set(Permission.objects.filter(codename="generate"))
print(ApiKey.objects.issue("ada's", user=ada, scopes=["generate"]).text)
"""
IMPORTS = "from django.contrib.auth.models import User; from django.utils import timezone; "
IMPORTS += "from tilsite.access.keys.models import ApiKey; "


@pytest.mark.once
@pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
async def test_open_streams_end_when_the_right_to_read_them_is_lost(
    site: Site, tmp_path: Path, loss: str, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_model["draft"] = Behaviour(piece=2, delay=0.05)
    with site.server(tmp_path, **writes, TIL_HEARTBEAT_SECONDS="0.5") as server:
        key = server.run("shell", "--no-imports", "-c", KEY_OF_A_WRITER).strip()
        reader = await begun(http, server, key)
        stream = asyncio.create_task(Reader(key, reader.pk).follow(http, server))
        async with opened(place(server, reader.pk)) as socket:
            await greet(socket, key=key)
            await take(socket, reader, upto=3)
            await asyncio.to_thread(server.run, "shell", "--no-imports", "-c", IMPORTS + loss)
            await asyncio.wait_for(take(socket, reader), 5)
            assert (socket.close_code, reader.end) == (1012, {})
        await asyncio.wait_for(stream, 5)
        with pytest.raises(AssertionError, match=r"40[13]"):
            await reader.follow(http, server)


@pytest.fixture
async def finished(site: Site, offline: Server, http: httpx2.AsyncClient) -> AsyncIterator[tuple[Server, str]]:
    """A server, and the socket address of a finished draft of ``site.key``."""
    reader = Reader(site.key)
    await reader.start(http, offline)
    yield offline, place(offline, reader.pk)
    assert "Traceback" not in offline.log


async def test_who_may_not_read_is_told_why(finished: tuple[Server, str], site: Site) -> None:
    server, url = finished
    pk = url.rsplit("/", 1)[1]
    stranger, writer = (server.run("create_api_key", *args).strip() for args in (["s"], ["w", "--scope", "write"]))

    def keyed(key: str, **more: str) -> str:
        return orjson.dumps({"key": key, **more}).decode()

    assert await refusal(url, "{}") == (4401, "unauthorized")
    assert await refusal(url, keyed("til_nothing")) == (4401, "unauthorized")
    assert await refusal(url, keyed("til_nothing"), Authorization=f"Bearer {site.key}") == (4401, "unauthorized")
    assert await refusal(url, keyed(writer)) == (4403, "forbidden")
    assert await refusal(url, keyed(site.key), Origin="https://evil.test") == (4403, "foreign_origin")
    assert await refusal(url, keyed(stranger)) == (4404, "not_found")
    for other in (place(server, 10**17), place(server, "x"), place(server, f"{pk}/x"), place(server, 10**30)):
        assert await refusal(other, keyed(site.key)) == (4404, "not_found")
    assert await refusal(url, keyed(site.key, last_event_id="1-1-2-x")) == (4400, "bad_event_id")
    assert await refusal(f"{url}?last_event_id=1-9-2-0", keyed(site.key)) == (4400, "bad_event_id")


@pytest.mark.parametrize("greeting", ["", "no JSON", "[]", '{"key": 1}', '{"kye": ""}', b"{}", "{" + " " * 3_000 + "}"])
async def test_a_greeting_that_is_none_is_refused(finished: tuple[Server, str], greeting: str | bytes) -> None:
    assert await refusal(finished[1], greeting) == (4400, "bad_greeting")


async def test_a_key_in_the_header_will_do(finished: tuple[Server, str], site: Site) -> None:
    reader = Reader(site.key)
    async with opened(finished[1], Authorization=f"Bearer {site.key}") as socket:
        await take(socket, reader)
    reader.prove()


async def test_a_session_reads_from_this_sites_own_pages_only(finished: tuple[Server, str], site: Site) -> None:
    server, url = finished
    staff, other = server.sign_in("ada", is_staff=True), server.sign_in("bob", is_staff=False)
    cookie, own = f"sessionid={staff}", server.url
    for greeting in (None, "{}"):
        reader = Reader("")
        async with opened(url, Cookie=cookie, Origin=own) as socket:
            if greeting:
                await socket.send(greeting)
            await take(socket, reader)
        reader.prove()
    assert await refusal(url, "{}", Cookie=cookie) == (4403, "foreign_origin")
    for origin in ("https://evil.test", own.replace("http:", "https:"), f"{own}0", "null"):
        assert await refusal(url, "{}", Cookie=cookie, Origin=origin) == (4403, "foreign_origin")
    assert await refusal(url, '{"key": "til_x"}', Cookie=cookie, Origin=own) == (4401, "unauthorized")
    assert await refusal(url, "{}", Cookie=f"sessionid={other}", Origin=own) == (4404, "not_found")
    assert await refusal(url, "{}", Cookie="sessionid=nobody", Origin=own) == (4401, "unauthorized")


async def breath(socket: ClientConnection) -> None:
    while orjson.loads(await socket.recv()) != {"event": "ping"}:
        pass


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted where Linux lists them")
async def test_open_sockets_hold_no_thread_and_breathe(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, writes: dict[str, str]
) -> None:
    slow_writing = writes | {"OPENAI_MODEL": "mute", "TIL_HEARTBEAT_SECONDS": "0.5"}
    with site.server(tmp_path, "uvicorn", **slow_writing) as server:
        reader = await begun(http, server, site.key)
        sockets = []
        for _ in range(40):
            socket = await opened(place(server, reader.pk))
            await greet(socket, key=site.key)
            sockets.append(socket)
        for socket in sockets:
            await breath(socket)
        assert threads(server) < 20
        await asyncio.gather(*(socket.close() for socket in sockets))
