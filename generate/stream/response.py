"""HTTP responses that stream events."""

from collections.abc import AsyncIterator

from django.http import StreamingHttpResponse

STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def event_stream(body: AsyncIterator[bytes], location: str) -> StreamingHttpResponse:
    """Return ``body`` as a response that proxies do not buffer; ``location`` is the URL to follow it again."""
    response = StreamingHttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=STREAM_HEADERS)
    response["Location"] = location
    return response
