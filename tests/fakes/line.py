"""A minimal server side of an HTTP/1.1 connection that can be cut, reset and watched exactly."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson


@dataclass(frozen=True)
class Request:
    """One request; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; {} if it is not one."""
        data = orjson.loads(self.body) if self.body else {}
        return data if isinstance(data, dict) else {}


class Line:
    """A connection that reads requests and writes responses, at once or chunked."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def request(self) -> Request | None:
        """Return the next request, or None if the client has left."""
        try:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.rstrip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await self._reader.readexactly(int(headers.get("content-length", 0)))
        except asyncio.IncompleteReadError:
            return None
        method, target, _ = first.split(" ", 2)
        parts = urlsplit(target)
        return Request(method, unquote(parts.path), headers, body, parts.query)

    async def left(self) -> None:
        """Wait until the client closes its side."""
        with contextlib.suppress(ConnectionError):
            await self._reader.read(1)

    async def send(
        self, status: int, body: bytes, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        """Send a complete response."""
        self._head(status, {"content-type": kind, "content-length": str(len(body)), **(headers or {})})
        self._writer.write(body)
        await self._writer.drain()

    async def raw(self, data: bytes) -> None:
        """Send what need not be HTTP."""
        self._writer.write(data)
        await self._writer.drain()

    async def begin(self, kind: str, encoding: str = "") -> None:
        """Send the head of a chunked answer."""
        encoded = {"content-encoding": encoding} if encoding else {}
        self._head(200, {"content-type": kind, "transfer-encoding": "chunked", **encoded})
        await self._writer.drain()

    async def chunk(self, data: bytes) -> None:
        """Send one chunk; an empty one would end the body."""
        if data:
            self._writer.write(b"%x\r\n%b\r\n" % (len(data), data))
            await self._writer.drain()

    async def end(self) -> None:
        """End a chunked body."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def reset(self) -> None:
        """Close with RST."""
        plug = self._writer.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        raise ConnectionResetError

    def cut(self) -> None:
        """Close regularly, in the middle of the body."""
        self._writer.close()
        raise ConnectionResetError

    async def close(self) -> None:
        """Close, if it is still open."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    def _head(self, status: int, headers: dict[str, str]) -> None:
        known = {one.value: one.phrase for one in HTTPStatus}
        lines = [f"HTTP/1.1 {status} {known.get(status, 'Overloaded')}", *(f"{k}: {v}" for k, v in headers.items())]
        self._writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
