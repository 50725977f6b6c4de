"""A connection whose request does not begin in time is closed; one that works is not."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn

from tests.server import free_port
from tilsite.http import protocol
from tilsite.http.asgi_errors import Message, Receive, Send

pytestmark = pytest.mark.anyio
HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"


async def slow(scope: Message, receive: Receive, send: Send) -> None:
    """Read a body, and answer after longer than a head may take."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(0.8)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.4)
    place = free_port()
    config = uvicorn.Config(slow, "127.0.0.1", place, http=protocol.Protocol, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield place
    server.should_exit = True
    await serving


async def answered(reader: asyncio.StreamReader) -> bytes:
    return (await reader.readuntil(b"\r\n\r\n"))[:15] + await reader.readexactly(4)


@pytest.mark.parametrize("begun", [b"", HEAD[:20], HEAD])
async def test_what_does_not_begin_is_closed(port: int, begun: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begun)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()


async def test_a_slow_body_and_a_slow_answer_have_their_time_and_the_next_request_has_not(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"\r\nab")
    await asyncio.sleep(0.8)
    writer.write(b"cd")
    assert await answered(reader) == b"HTTP/1.1 200 OKdone"
    writer.write(HEAD)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()
