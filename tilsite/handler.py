"""Django's ASGI handler, changed in one point: an open stream holds no thread and no database connection."""

import asyncio

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Handler(ASGIHandler):
    """Gives a request its own thread until the response is there, where Django keeps it until all is sent."""

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as Django's
        """Handle one request, outside of any thread's context."""
        await self.handle(scope, receive, send)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Run the middleware and the view on a thread of the request's own."""
        async with ThreadSensitiveContext():
            try:
                return await super().run_get_response(request)
            finally:
                await sync_to_async(connections.close_all)()

    async def listen_for_disconnect(self, receive) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as Django's
        """Wait for the client to go away; a server that ends meanwhile leaves nobody to take what this raises."""
        if task := asyncio.current_task():
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        await super().listen_for_disconnect(receive)
