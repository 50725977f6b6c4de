"""Responses outside Django, with the usual headers; errors in the API's shape."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
from django.conf import settings

from tilsite.http.csp import HEADER as POLICY
from tilsite.http.csp import NO_DEVICES, PERMISSIONS
from tilsite.http.request_id import HEADER, request_id_for

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_SECURITY = {  # the headers of Django's middleware, for responses that bypass it and are not for display
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    POLICY.lower().encode(): b"default-src 'none'; frame-ancestors 'none'",
    PERMISSIONS.lower().encode(): NO_DEVICES.encode(),
}


def secured(send: Send) -> Send:
    """Return ``send`` adding the usual headers where they are missing."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            hsts = settings.SECURE_HSTS_SECONDS
            said = _SECURITY | ({b"strict-transport-security": b"max-age=%d" % hsts} if hsts else {})
            given = {name.lower() for name, _ in message.get("headers", ())}
            added = [(name, value) for name, value in said.items() if name not in given]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sent


async def refuse(
    scope: Message, send: Send, status: int, code: str, sentence: str, *headers: tuple[bytes, bytes]
) -> None:
    """Respond to the request of ``scope`` with an error."""
    given = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")
    request_id = request_id_for(given)
    body = orjson.dumps({"error": sentence, "code": code, "retryable": False, "request_id": request_id})
    said = [(b"content-type", b"application/json; charset=utf-8"), (HEADER.lower().encode(), request_id.encode())]
    await answer(send, status, body, *said, *headers)


async def answer(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Send a complete response."""
    send = secured(send)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
