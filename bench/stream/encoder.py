"""The cost of encoding one event: our encoder and its alternatives."""

import json
import timeit
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from generate.stream.sse import SSEEvent

ROUNDS, CALLS = 5, 10_000
NAME, DATA, ID = "content_chunk", {"chunk": "세 words "}, "123-1-2-4567"
Encode = Callable[[str, dict[str, str], str], bytes]


def by_hand(name: str, data: dict[str, str], event_id: str) -> bytes:
    """Encode in the usual way: the json module's text in a template."""
    text = json.JSONEncoder(ensure_ascii=False).encode(data)
    return f"id: {event_id}\nevent: {name}\ndata: {text}\n\n".encode()


def measure() -> dict[str, float]:
    """Return the microseconds per event for each encoder."""
    return {name: _microseconds(way) for name, way in _ways()}


def _ways() -> Iterator[tuple[str, Encode]]:
    yield "ours", lambda name, data, event_id: SSEEvent(name, data, event_id).encode()
    yield "by hand", by_hand
    if find_spec("sse_starlette"):
        event = import_module("sse_starlette").JSONServerSentEvent
        yield "sse_starlette", lambda name, data, event_id: bytes(event(data, event=name, id=event_id).encode())


def _microseconds(way: Encode) -> float:
    return min(timeit.repeat(lambda: way(NAME, DATA, ID), number=CALLS, repeat=ROUNDS)) / CALLS * 1e6
