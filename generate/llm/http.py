"""One HTTP client per event loop for all providers, and the record of its responses that lets us close them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

import httpx2

from generate.llm.config import ProviderConfig

TIMEOUT = httpx2.Timeout(connect=5, read=60, write=30, pool=5)
LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=20, keepalive_expiry=30)

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx2.AsyncClient] = WeakKeyDictionary()
_lock = threading.Lock()
_record: ContextVar[list[httpx2.Response] | None] = ContextVar("recorded_responses", default=None)


def client() -> httpx2.AsyncClient:
    """Return the running loop's client; its connections are of no use in another loop."""
    loop = asyncio.get_running_loop()
    with _lock:
        if loop not in _clients:
            _forget_closed_loops()
            _clients[loop] = _make()
        return _clients[loop]


def use(transport: httpx2.AsyncBaseTransport) -> None:
    """Let the running loop's client send through ``transport``: for warming and for replaying recordings."""
    with _lock:
        _clients[asyncio.get_running_loop()] = _make(transport)


def _make(transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """Return a client that follows no redirect: google-genai would send the key along to the other origin."""
    return httpx2.AsyncClient(
        transport=transport,
        limits=LIMITS,
        timeout=TIMEOUT,
        follow_redirects=False,
        event_hooks={"response": [_note]},
    )


def timeout(config: ProviderConfig) -> httpx2.Timeout:
    """Return the timeouts of one provider; ``read`` bounds each silence."""
    return httpx2.Timeout(connect=config.connect_timeout, read=config.timeout, write=30, pool=5)


@contextmanager
def recording() -> Iterator[list[httpx2.Response]]:
    """Collect the responses to requests sent inside the block, by this task.

    Closing such a response frees its socket at once. Closing google-genai's own iterator does not
    (googleapis/python-genai issue 2425).
    """
    responses: list[httpx2.Response] = []
    token = _record.set(responses)
    try:
        yield responses
    finally:
        _record.reset(token)


async def aclose_clients() -> None:
    """Close the running loop's client, when the program ends."""
    with _lock:
        open_client = _clients.pop(asyncio.get_running_loop(), None)
    if open_client is not None:
        await open_client.aclose()


async def _note(response: httpx2.Response) -> None:
    record = _record.get()
    if record is not None:
        record.append(response)


def _forget_closed_loops() -> None:
    """Drop their clients; each refers to its loop through its sockets, so the weak key alone would not free it."""
    for loop in [loop for loop in _clients if loop.is_closed()]:
        del _clients[loop]
