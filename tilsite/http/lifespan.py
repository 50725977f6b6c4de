"""The lifespan of a server process: the runner starts with it and hands over its runs at shutdown.

uvicorn announces shutdown through the lifespan protocol only after every stream has ended, daphne not at all. So
the runner handles the signals itself, before the server does.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from types import FrameType
from typing import Any, cast

from generate.running.runner import Runner, runner
from tilsite.tracing import finish

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Work = Callable[[], Coroutine[None, None, None]]
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def with_lifespan(app: App, beside: Work) -> App:
    """Wrap ``app``: start and stop the runner, and the background work ``beside``, with the server."""
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
    await finish()
    await send({"type": "lifespan.shutdown.complete"})


def _begin(beside: Work) -> None:
    stop_on_signal(runner())
    runner().beside(beside())


def _live_with_daphne(beside: Work) -> None:
    """Start with Twisted's reactor, and make its shutdown wait for the runner."""
    from twisted.internet import defer, reactor
    from twisted.internet.interfaces import IReactorCore

    def end() -> "defer.Deferred[None]":
        return defer.Deferred.fromFuture(asyncio.ensure_future(runner().stop()))

    core = cast("IReactorCore", reactor)
    core.callWhenRunning(core.callLater, 0, lambda: _begin(beside))  # not before the loop runs
    core.addSystemEventTrigger("before", "shutdown", end)  # type: ignore[arg-type]  # its type stubs are wrong here


def stop_on_signal(ours: Runner) -> None:
    """Stop the runner on SIGTERM or SIGINT, then call the server's own handler."""
    loop = asyncio.get_running_loop()

    def chain(before: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
        def handle(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(lambda: loop.create_task(ours.stop()))
            before(number, frame)

        return handle

    for number in SIGNALS:
        if callable(before := signal.getsignal(number)):
            signal.signal(number, chain(before))
