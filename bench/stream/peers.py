"""The peers: ASGI applications that send the same text, each served by uvicorn."""

from collections.abc import AsyncIterator
from typing import cast
from unittest import mock

from bench.stream.encoder import by_hand
from bench.stream.gauge import with_gauge
from bench.stream.source import Asked, asked
from tilsite.http.asgi_errors import App, Message, Receive, Send

HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8")]


async def _events(wanted: Asked) -> AsyncIterator[bytes]:
    yield b": begin\n\n"
    offset = 0
    async for piece in wanted.source():
        offset += len(piece)
        yield by_hand("content_chunk", {"chunk": piece}, f"1-1-2-{offset}")


def raw() -> App:
    """Return the baseline: only sending, with the usual encoding."""

    async def application(scope: Message, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        async for body in _events(asked(scope["query_string"].decode())):
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    return with_gauge(application)


def django_view() -> App:
    """Return a bare Django view: its handler, no middleware, the same events."""
    from django.conf import settings
    from django.http import HttpRequest, StreamingHttpResponse
    from django.urls import path

    async def view(request: HttpRequest) -> StreamingHttpResponse:
        events = _events(asked(request.META["QUERY_STRING"]))
        return StreamingHttpResponse(events, content_type="text/event-stream")

    class Urls:
        urlpatterns = (path("", view),)

    settings.configure(ROOT_URLCONF=Urls, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="bench")  # noqa: S106 - signs nothing
    from django.core.asgi import get_asgi_application

    return with_gauge(cast(App, get_asgi_application()))


def sse_starlette() -> App:
    """Return the most popular peer."""
    from sse_starlette import EventSourceResponse, JSONServerSentEvent

    async def events(wanted: Asked) -> AsyncIterator[JSONServerSentEvent]:
        offset = 0
        async for piece in wanted.source():
            offset += len(piece)
            yield JSONServerSentEvent({"chunk": piece}, event="content_chunk", id=f"1-1-2-{offset}")

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        response = EventSourceResponse(events(asked(scope["query_string"].decode())))
        await response(scope, receive, send)

    return with_gauge(application)


def product() -> App:
    """Return the whole site; only its model is the benchmark's."""
    from bench.stream.model import Paced
    from tilsite.asgi import application

    mock.patch("generate.running.run.writers", return_value=[Paced()]).start()
    return with_gauge(application)


def with_sdk() -> App:
    """Return the whole site with its own providers."""
    from tilsite.asgi import application

    return with_gauge(application)
