"""The product through its real door: a POST with a key; the follower may be in another process."""

import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import orjson

from bench.stream.load import Peer, ask, send
from bench.stream.source import Asked

_PATH = re.compile(rb"location: (\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Product(Peer):
    """The site: drafts are started with ``key``, by a model of ``provider``."""

    key: str = ""
    provider: str = "openai"

    @property
    def _headers(self) -> str:
        return f"Authorization: Bearer {self.key}\r\nContent-Type: application/json\r\n"

    async def open(self, wanted: Asked) -> tuple[StreamReader, StreamWriter]:
        """Start a draft; read it at the last port."""
        reader, writer, path = await self._start(wanted)
        if len(self.ports) == 1:
            return reader, writer
        writer.close()
        return await self._follow(path)

    async def _start(self, wanted: Asked) -> tuple[StreamReader, StreamWriter, str]:
        body: dict[str, object] = {"content": wanted.query, "provider": self.provider, "language": "en"}
        body |= dict.fromkeys(["auto_day_number", "auto_excerpt", "auto_tags"], False)
        target = "POST /api/v1/generate/stream"
        reader, writer, head = await ask(self.ports[0], target, self._headers, orjson.dumps(body))
        found = _PATH.search(head)
        if not found:
            raise RuntimeError(f"The answer names no generation: {head.decode()}")
        return reader, writer, found[1].decode()

    async def _follow(self, path: str) -> tuple[StreamReader, StreamWriter]:
        return await send(self.ports[-1], f"GET {path}/stream", self._headers)

    @asynccontextmanager
    async def idling(self, streams: int) -> AsyncIterator[None]:
        """Hold followers of one draft in which nothing happens."""
        _, writer, path = await self._start(Asked(0, 0))
        followers = [await self._follow(path) for _ in range(streams)]
        try:
            yield
        finally:
            for one in [writer, *(one for _, one in followers)]:
                one.close()
