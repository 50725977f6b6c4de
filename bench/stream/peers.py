"""The peers: three ASGI applications that send the same text, each served by uvicorn."""

from collections.abc import AsyncIterator

from bench.stream.encoder import by_hand
from bench.stream.gauge import with_gauge
from bench.stream.source import Asked, asked
from tilsite.http.asgi_errors import App, Message, Receive, Send

HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8")]


def raw() -> App:
    """Return the baseline: only sending, with the usual encoding."""

    async def application(scope: Message, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": b": begin\n\n", "more_body": True})
        offset = 0
        async for piece in asked(scope["query_string"].decode()).source():
            offset += len(piece)
            body = by_hand("content_chunk", {"chunk": piece}, f"1-1-2-{offset}")
            await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    return with_gauge(application)


def ours() -> App:
    """Return our stream with the site's handler and middleware."""
    import django

    django.setup()
    from django.conf import settings

    from tilsite.http.handler import Handler

    settings.ROOT_URLCONF = "bench.stream.view"
    return with_gauge(Handler())


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
