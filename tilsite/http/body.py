"""Limit the size of request bodies while they arrive."""

import asyncio
import contextlib

from tilsite.http.asgi_errors import App, Message, Receive, Send, refuse

DRAINED_SECONDS = 10  # seconds to read the rest of a rejected body


class TooLarge(Exception):
    """The body exceeds the limit."""


def with_limit(app: App, most: int) -> App:
    """Wrap ``app``: answer 413 to bodies over ``most`` bytes, with or without Content-Length."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if _announced(scope) > most:
            await _drain(scope, receive, 2 * most)
            await _refuse(scope, send, most)
            return
        try:
            await app(scope, _counted(receive, most), send)
        except TooLarge:
            await _drain(scope, receive, most)
            await _refuse(scope, send, most)

    return application


def _announced(scope: Message) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"")
    return int(value) if value.isdigit() else 0


def _counted(receive: Receive, most: int) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise TooLarge
        return message

    return counted


async def _drain(scope: Message, receive: Receive, upto: int) -> None:
    """Read the rest, ``upto`` so many bytes: closing with unread data resets the connection, for a proxy a 502."""
    if (b"expect", b"100-continue") in scope["headers"]:
        return  # nothing more arrives
    size, more = 0, True
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAINED_SECONDS):
            while more and size < upto:
                message = await receive()
                size, more = size + len(message.get("body", b"")), message.get("more_body", False)


async def _refuse(scope: Message, send: Send, most: int) -> None:
    sentence = f"A request can have at most {most / 1_000_000:g} MB. Send only the relevant part."
    await refuse(scope, send, 413, "too_large", sentence, (b"connection", b"close"))
