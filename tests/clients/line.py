"""Scripted responses for the Python client, and helpers that read its streams."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx2
from tilsite_client import Draft, Event, Options, TilClient, TilError, apply_event

LOCATION = {"content-type": "text/event-stream; charset=utf-8", "location": "/api/v1/generations/7"}
HASTY = Options(backoff=0, max_backoff=0)
Answer = Callable[[httpx2.Request], httpx2.Response]


class Bytes(httpx2.AsyncByteStream):
    """A response body in parts that ends or breaks."""

    def __init__(self, parts: Sequence[bytes], *, breaks: bool) -> None:
        self._parts = parts
        self._breaks = breaks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part
        if self._breaks:
            raise httpx2.ReadError("broken")


def stream(*parts: bytes, breaks: bool = False) -> Answer:
    return lambda _: httpx2.Response(200, headers=LOCATION, stream=Bytes(parts, breaks=breaks))


def says(status: int, body: Any = None, **headers: str) -> Answer:
    return lambda _: httpx2.Response(status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def lost(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadError("broken", request=request)


@dataclass
class Script:
    """Answers each request with the next of ``answers``, and records the requests."""

    answers: list[Answer]
    asked: list[httpx2.Request] = field(default_factory=list)

    def client(self, options: Options = HASTY) -> TilClient:
        return TilClient("http://til.test", "til_key", options=options, transport=httpx2.MockTransport(self._answer))

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {request.url.path.removeprefix('/api/v1')}" for request in self.asked]

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self.answers.pop(0)(request)


@dataclass
class Read:
    """The result of reading a stream."""

    events: list[Event] = field(default_factory=list)
    draft: Draft = field(default_factory=Draft)
    error: TilError | None = None

    @property
    def names(self) -> list[str]:
        return [event.event for event in self.events]


async def read(events: AsyncGenerator[Event, None]) -> Read:
    result = Read()
    try:
        async with aclosing(events):
            async for event in events:
                result.events.append(event)
                result.draft = apply_event(result.draft, event)
    except TilError as error:
        result.error = error
    return result
