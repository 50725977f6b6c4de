"""A refusal outside of Django, in the API's one shape."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson

from tilsite.request_id import HEADER, request_id_for

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


async def refuse(
    scope: Message, send: Send, status: int, code: str, sentence: str, *headers: tuple[bytes, bytes]
) -> None:
    """Answer the request of ``scope`` with an error."""
    given = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")
    request_id = request_id_for(given)
    body = orjson.dumps({"error": sentence, "code": code, "retryable": False, "request_id": request_id})
    said = [(b"content-type", b"application/json; charset=utf-8"), (HEADER.lower().encode(), request_id.encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*said, *headers]})
    await send({"type": "http.response.body", "body": body})
