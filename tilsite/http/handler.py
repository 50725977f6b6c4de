"""Django's ASGI handler with two changes: an open stream holds no thread and no connection, and threads are few."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from asgiref.sync import SyncToAsync, ThreadSensitiveContext
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

THREADS = 12  # of a process, for all its requests


class Handler(ASGIHandler):
    """Lends a request a thread for each call of its middleware and view that is not async.

    Django gives it one of its own, until everything is sent; a hundred requests at once were a hundred threads.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = Threads()

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as Django's
        """Handle one request, outside any thread-sensitive context."""
        await self.handle(scope, receive, send)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Run middleware and view on our threads."""
        async with ThreadSensitiveContext() as context:
            SyncToAsync.context_to_thread_executor[context] = self._threads
            return await super().run_get_response(request)

    async def listen_for_disconnect(self, receive) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as Django's
        """Wait for the client to disconnect; exceptions during shutdown would not be handled."""
        if task := asyncio.current_task():
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        await super().listen_for_disconnect(receive)


class Threads(Executor):
    """A few threads for all requests. A call gives its connection back: the next may be on another thread."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "request")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run it soon. The end of a request's context, which is told by ``shutdown``, ends nothing here."""
        return self._threads.submit(_alone, fn, *args, **kwargs)


def _alone(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return work(*args, **kwargs)
    finally:
        connections.close_all()
