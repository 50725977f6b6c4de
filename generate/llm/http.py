"""One HTTP client per event loop for all providers, with a record of its responses for closing them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import httpx2

from generate.llm.config import ProviderConfig

TIMEOUT = httpx2.Timeout(connect=5, read=60, write=30, pool=5)
LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=20, keepalive_expiry=30)

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()
_lock = threading.Lock()
Passing = Callable[[AsyncIterator[bytes]], AsyncGenerator[bytes, None]]


@dataclass(slots=True)
class _Record:
    responses: list[httpx2.Response] | None
    passing: Passing | None


_record: ContextVar[_Record | None] = ContextVar("recorded_responses", default=None)


def client() -> httpx2.AsyncClient:
    """Return the running loop's client; its connections do not work in another loop."""
    loop = asyncio.get_running_loop()
    with _lock:
        if loop not in _clients:
            _forget_closed_loops()
            _clients[loop] = _make()
        return _clients[loop]


def use(transport: httpx2.AsyncBaseTransport) -> None:
    """Make the running loop's client use ``transport``, for preloading and for replaying recordings."""
    with _lock:
        _clients[asyncio.get_running_loop()] = _make(transport)


def _make(transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """Return a client that follows no redirects, since google-genai would send the key to the other origin."""
    return httpx2.AsyncClient(
        transport=transport,
        limits=LIMITS,
        timeout=TIMEOUT,
        follow_redirects=False,
        event_hooks={"response": [_note]},
    )


def timeout(config: ProviderConfig) -> httpx2.Timeout:
    """Return the timeouts of one provider; ``read`` limits each silence."""
    return httpx2.Timeout(connect=config.connect_timeout, read=config.timeout, write=30, pool=5)


@contextmanager
def recording(passing: Passing | None = None) -> Iterator[list[httpx2.Response]]:
    """Collect the responses to requests sent inside the block, by this task.

    The bodies of successful ones go through ``passing`` before they are read.

    Closing such a response frees its socket immediately. Closing google-genai's own iterator does not
    (googleapis/python-genai issue 2425).
    """
    responses: list[httpx2.Response] = []
    record = _Record(responses, passing)
    token = _record.set(record)
    try:
        yield responses
    finally:
        _record.reset(token)
        record.responses = record.passing = None  # an open connection keeps the context in which it was opened


async def aclose_clients() -> None:
    """Close the running loop's client at the end of the program."""
    with _lock:
        open_client = _clients.pop(asyncio.get_running_loop(), None)
    if open_client is not None:
        await open_client.aclose()


class Body(httpx2.AsyncByteStream):
    """A body that is already known, for answers that do not come from a server."""

    def __init__(self, *parts: bytes) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            yield part


async def _note(response: httpx2.Response) -> None:
    record = _record.get()
    if record is None or record.responses is None:
        return
    record.responses.append(response)
    if record.passing and response.is_success:
        response.stream = _Passed(response, record.passing)
        response.headers.pop("content-encoding", None)


class _Passed(httpx2.AsyncByteStream):
    """A decompressed body that passes through ``passing``."""

    def __init__(self, response: httpx2.Response, passing: Passing) -> None:
        self._inner = httpx2.Response(response.status_code, headers=response.headers, stream=response.stream)
        self._passing = passing

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(self._passing(self._inner.aiter_bytes())) as parts:
            async for part in parts:
                yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


def _forget_closed_loops() -> None:
    """Drop the clients of closed loops; their sockets refer to the loop, so the weak key does not free them."""
    for loop in [loop for loop in _clients if loop.is_closed()]:
        del _clients[loop]
