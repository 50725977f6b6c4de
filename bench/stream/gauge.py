"""Resource usage of a server process, reported at ``/gauge``; ``/signal`` also wakes its sources."""

import time
from pathlib import Path
from resource import getpagesize

import orjson

from bench.stream.source import gate
from tilsite.http.asgi_errors import App, Message, Receive, Send

PATH, SIGNAL = "/gauge", "/signal"
_STATM = Path("/proc/self/statm")


def with_gauge(app: App) -> App:
    """Return ``app`` reporting its processor time (seconds), its memory (bytes) and how many sources wait."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        path = scope.get("path")
        if path not in {PATH, SIGNAL}:
            await app(scope, receive, send)
            return
        body = orjson.dumps({"cpu": time.process_time(), "memory": _memory(), "waiting": gate.waiting})
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        if path == SIGNAL:
            gate.open()

    return application


def _memory() -> int:
    """Return the process's memory, 0 without /proc."""
    return int(_STATM.read_text("ascii").split()[1]) * getpagesize() if _STATM.exists() else 0
