"""What a server process has used so far, told by itself at ``/gauge``."""

import time
from pathlib import Path
from resource import getpagesize

import orjson

from bench.stream.source import give_signal
from tilsite.answer import App, Message, Receive, Send

PATH = "/gauge"
_STATM = Path("/proc/self/statm")


def with_gauge(app: App) -> App:
    """Return ``app`` telling its processor time (seconds) and memory (bytes); to be asked is the sources' signal."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] != PATH:
            await app(scope, receive, send)
            return
        body = orjson.dumps({"cpu": time.process_time(), "memory": _memory()})
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        give_signal()

    return application


def _memory() -> int:
    """Return what the process holds, 0 where /proc is not."""
    return int(_STATM.read_text("ascii").split()[1]) * getpagesize() if _STATM.exists() else 0
