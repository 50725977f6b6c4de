"""A stream of the page's events as a response."""

from collections.abc import AsyncIterator

from django.http import StreamingHttpResponse

from generate.stream.response import STREAM_HEADERS


def stream_response(body: AsyncIterator[bytes]) -> StreamingHttpResponse:
    """Return ``body`` as a response."""
    headers = STREAM_HEADERS | {"Content-Security-Policy": "default-src 'none'"}  # not a page, and every byte counts
    return StreamingHttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=headers)


def stream_once(message: bytes) -> StreamingHttpResponse:
    """Return a stream of one message."""
    return stream_response(_once(message))


async def _once(message: bytes) -> AsyncIterator[bytes]:
    yield message
