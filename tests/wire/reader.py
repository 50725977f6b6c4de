"""A strict reader that assembles the content and verifies it at the end."""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson

from tests.server import Server
from tests.sse_parser import Message, Parser

NOTES = "# timeouts\n\n`asyncio.timeout` 으로 시간을 제한하는 법을 배웠다.\n"
TERMINAL = {"complete", "error"}


def client() -> httpx2.AsyncClient:
    """A client with a timeout longer than the site's heartbeat."""
    limits = httpx2.Limits(max_connections=2_000, max_keepalive_connections=50)
    return httpx2.AsyncClient(timeout=httpx2.Timeout(30, read=40, pool=60), trust_env=False, limits=limits)


@dataclass
class Reader:
    """A reader of one generation over several connections."""

    key: str
    pk: int = 0
    last: str = ""
    text: str = ""
    seen: list[Message] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)  # characters, for each reset
    grew: list[tuple[float, int]] = field(default_factory=list)  # number of characters over time
    end: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of this reader's requests."""
        resume = {"Last-Event-ID": self.last} if self.last else {}
        return {"Authorization": f"Bearer {self.key}"} | resume

    @property
    def names(self) -> list[str]:
        """The names of the events so far, with consecutive chunks as one."""
        names = [message.type for message in self.seen]
        return [name for i, name in enumerate(names) if name != "content_chunk" or i == 0 or names[i - 1] != name]

    async def start(self, http: httpx2.AsyncClient, server: Server, upto: int = 0, **request: object) -> None:
        """POST a draft and read it, ``upto`` bytes of it or to its end (0)."""
        body = {"content": NOTES} | request
        url = f"{server.url}/api/v1/generate/stream"
        async with http.stream("POST", url, headers=self.headers, json=body) as answer:
            await self.take(answer, upto)

    async def follow(self, http: httpx2.AsyncClient, server: Server, upto: int = 0) -> None:
        """Continue from the last position, for ``upto`` bytes or to the end."""
        url = f"{server.url}/api/v1/generations/{self.pk}/stream"
        async with http.stream("GET", url, headers=self.headers) as answer:
            await self.take(answer, upto)

    async def take(self, answer: httpx2.Response, upto: int) -> None:
        if answer.status_code != 200:
            raise AssertionError((answer.status_code, (await answer.aread()).decode()))
        self.pk = int(answer.headers["location"].rsplit("/", 1)[1])
        parser, left = Parser(), upto or 1 << 60
        async for part in answer.aiter_raw():
            for message in parser.feed(part[:left]):
                self.note(message)
            left -= len(part)
            if left <= 0:
                return

    def note(self, message: Message) -> None:
        """Process an event."""
        self.seen.append(message)
        self.last = message.last_event_id
        data = orjson.loads(message.data)
        if message.type == "content_chunk":
            self.text += data["chunk"]
            self.grew.append((time.monotonic(), len(self.text)))
        elif message.type == "reset":
            self.taken_back.append(len(self.text) - data["length"])
            self.text = self.text[: data["length"]]
        elif message.type in TERMINAL:
            assert not self.end, "an end after the end"
            self.end = data

    def prove(self) -> None:
        """Assert that nothing was lost or repeated."""
        assert self.end.get("success"), self.end
        assert len(self.text) == self.end["content_length"]
        assert hashlib.sha256(self.text.encode()).hexdigest() == self.end["content_sha256"]


async def until(holds: Callable[[], object], seconds: float = 10) -> None:
    """Wait until ``holds()``. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)
