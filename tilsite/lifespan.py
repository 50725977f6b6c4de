"""The life of a server process: the runner begins with it, and hands over what it runs when it is told to end.

uvicorn tells through the lifespan protocol, but only after every stream has ended, and daphne does not tell at all. So
the runner listens to the signals themselves, before the server acts on them.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from types import FrameType
from typing import Any, cast

from generate.runner import Runner, runner

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Work = Callable[[], Coroutine[None, None, None]]
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def with_lifespan(app: App, beside: Work) -> App:
    """Return ``app`` with the runner's life tied to the server's; the work ``beside`` begins with them."""
    if "daphne.server" in sys.modules:
        _live_with_daphne(beside)

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send, beside)
        else:
            await app(scope, receive, send)

    return application


async def _lifespan(receive: Receive, send: Send, beside: Work) -> None:
    """Speak the ASGI lifespan protocol, version 2."""
    await receive()
    _begin(beside)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await runner().stop()
    await send({"type": "lifespan.shutdown.complete"})


def _begin(beside: Work) -> None:
    stop_on_signal(runner())
    runner().beside(beside())


def _live_with_daphne(beside: Work) -> None:
    """Begin with Twisted's reactor, and let it wait for the runner's end."""
    from twisted.internet import defer, reactor
    from twisted.internet.interfaces import IReactorCore

    def end() -> "defer.Deferred[None]":
        return defer.Deferred.fromFuture(asyncio.ensure_future(runner().stop()))

    core = cast("IReactorCore", reactor)
    core.callWhenRunning(core.callLater, 0, lambda: _begin(beside))  # not before the loop runs
    core.addSystemEventTrigger("before", "shutdown", end)  # type: ignore[arg-type]  # its types took the name for a call


def stop_on_signal(ours: Runner) -> None:
    """Stop the runner at once when the process is told to end, then let the server do what it does."""
    loop = asyncio.get_running_loop()

    def chain(before: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
        def handle(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(lambda: loop.create_task(ours.stop()))
            before(number, frame)

        return handle

    for number in SIGNALS:
        if callable(before := signal.getsignal(number)):
            signal.signal(number, chain(before))
