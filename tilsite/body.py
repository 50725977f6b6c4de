"""How much one request may bring: refused while it comes in, before anybody reads it."""

from tilsite.answer import App, Message, Receive, Send, refuse


class TooLarge(Exception):
    """The body has grown over the limit."""


def with_limit(app: App, most: int) -> App:
    """Return ``app`` answering 413 to a body of more than ``most`` bytes, announced or not."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if _announced(scope) > most:
            await _refuse(scope, send, most)
            return
        try:
            await app(scope, _counted(receive, most), send)
        except TooLarge:
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


async def _refuse(scope: Message, send: Send, most: int) -> None:
    sentence = f"A request may bring {most / 1_000_000:g} MB at most. Send the part that matters."
    await refuse(scope, send, 413, "too_large", sentence, (b"connection", b"close"))
