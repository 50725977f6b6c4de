"""Real HTTP servers on loopback, and their responses."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from generate.sources.cache import MemoryCache
from generate.sources.fetch import Fetcher
from generate.sources.limits import Limits

Answer = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    """A client's request: its path and its headers in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """A server: its address and the requests it received."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)

    def fetcher(self, **limits: float) -> Fetcher:
        """Return a fetcher that may read this server."""
        allowed = frozenset({"127.0.0.1"})
        return Fetcher(Limits(**limits), allowed, MemoryCache())  # type: ignore[arg-type]  # every limit is a number


def answer(body: bytes, media_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Answer:
    """Return a response with ``body``; ``content_encoding="gzip"`` sets a header."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        lines = [
            f"HTTP/1.1 {status} X",
            f"Content-Type: {media_type}",
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    return write


def packed(body: bytes) -> Answer:
    """Return a response with ``body`` in gzip."""
    return answer(gzip.compress(body), content_encoding="gzip")


def bomb(total: int) -> Answer:
    """Return a response with ``total`` zero bytes in gzip, generated while it is sent."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
        )
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        zeros = bytes(10_000_000)
        head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
        again = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)  # a flushed block can be repeated
        writer.write(head)
        for _repeat in range(total // len(zeros)):
            writer.write(again)
            await writer.drain()

    return write


@asynccontextmanager
async def serve(respond: Answer) -> AsyncIterator[Site]:
    """Run a server that answers every request the same way."""
    site = Site()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
            }
            request = Request(first.split(" ")[1], headers)
            site.requests.append(request)
            await respond(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.close()
