"""A generation over a WebSocket: the events of its stream, for clients behind proxies that buffer streams.

The client's first message holds its key and position: ``{"key": "…", "last_event_id": "…"}``, both optional. It may be
omitted with a session cookie or an Authorization header; the position may also be in the query (``?last_event_id=``).
The server sends ``{"event", "id", "data"}``, and ``{"event": "ping"}`` during silence.

The socket closes with 1000 after the last event, and with 1012 (4503 on daphne) when the server stops or the caller's
rights change; reconnect with the last id. Other codes are

    4400    invalid first message or event id, or no first message in time
    4401    unknown key or session
    4403    page of another site, or key with neither ``read`` nor ``generate``
    4404    no such generation, or no access to it
    4500    internal error

with the error's code as the reason, except on daphne, which sends none.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import aclosing, suppress
from typing import Any
from urllib.parse import parse_qs

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from generate.drafting.find import find_generation, position_of
from generate.refusals import BadGreeting, NotFound
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.events import Event
from generate.stream.position import Position
from til.caller import Caller
from til.errors import TilError

logger = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
_PLACE = re.compile(r"/ws/generations/([0-9]{1,18})/?")
PING = orjson.dumps({"event": "ping"}).decode()
LONGEST = 2_000  # maximum characters of the first message
GREETING_SECONDS = 10.0
SILENCE_SECONDS = 1.0  # seconds to wait for a greeting that a session makes optional
DONE, RESTART, REFUSED, FAULT, UNAVAILABLE = 1000, 1012, 4000, 4500, 4503  # RFC 6455 §7.4, and our own from 4000


class Greeting(BaseModel):
    """A client's first message."""

    model_config = ConfigDict(extra="forbid", strict=True)

    key: str = ""
    last_event_id: str = ""


def as_messages(events: list[Event]) -> list[str]:
    """Write events as the messages of a socket."""
    if not events:
        return [PING]
    return [orjson.dumps({"event": name, "id": str(at), "data": data}).decode() for name, data, at in events]


class GenerationSocket(AsyncWebsocketConsumer):
    """One reader. ``caller_of`` returns the caller of a socket, given its scope and the key in its greeting."""

    channel_layer_alias = ""  # none: readers are notified by the runner only

    def __init__(self, caller_of: Callable[[Scope, str], Caller]) -> None:
        super().__init__()
        self._caller_of = caller_of
        self._greeting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading: asyncio.Task[None] | None = None
        self._caller: Caller | None = None

    async def connect(self) -> None:
        """Accept every connection; only then can a browser be told why it is rejected."""
        await self.accept()
        self._reading = asyncio.create_task(self._read())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take the greeting, the only message a client may send."""
        if self._greeting.done():
            await self._end(REFUSED + BadGreeting.status, BadGreeting.code)
        else:
            self._greeting.set_result(text_data or "" if bytes_data is None else "")

    async def disconnect(self, _code: int) -> None:
        """Clean up after a reader who left."""
        if self._reading:
            self._reading.cancel()

    async def _read(self) -> None:
        with suppress(OSError, RuntimeError):  # raised by sending to a reader who left
            await self.close(*await self._read_to_end())

    async def _read_to_end(self) -> tuple[int, str]:
        """Send all events, and return the close code and reason."""
        try:
            await self._follow(await self._begin())
        except TilError as refusal:
            return REFUSED + refusal.status, refusal.code
        except OSError:
            raise
        except Exception:
            logger.exception("a socket failed")
            return FAULT, ""
        return self._restart() if await self._is_cut() else DONE, ""

    async def _is_cut(self) -> bool:
        """Return whether the stream ended before the generation did."""
        return runner().heart.closing or bool(self._caller and await in_database(self._caller.has_changed))

    def _restart(self) -> int:
        """Return the close code for a restart; daphne, which reports no ASGI version, cannot send 1001 to 2999."""
        server: Mapping[str, object] = self.scope["asgi"]
        return RESTART if "spec_version" in server else UNAVAILABLE

    async def _begin(self) -> Position:
        """Return the position to follow from. Raises Refusal or RequestError."""
        greeting = await self._greeted()
        caller = await in_database(self._caller_of, dict(self.scope), greeting.key)
        caller.need("read", "generate")
        row = await find_generation(caller, self._generation())
        self._caller = caller
        return position_of(row.pk, row.attempt, greeting.last_event_id or self._last_event_id())

    def _generation(self) -> int:
        match = _PLACE.fullmatch(self.scope["path"].removeprefix(self.scope.get("root_path", "")))
        if match is None:
            raise NotFound
        return int(match[1])

    async def _follow(self, position: Position) -> None:
        async with aclosing(runner().follow(position, as_messages, self._caller)) as parts:
            async for messages in parts:
                await self._send(messages)

    async def _send(self, messages: list[str]) -> None:
        """Send them. Raises OSError if the reader has left (ASGI 2.4)."""
        try:
            for message in messages:
                await self.send(text_data=message)
        except RuntimeError as error:  # servers, between the reader's closing message and the connection's end
            raise ConnectionError from error

    async def _greeted(self) -> Greeting:
        try:
            text = await asyncio.wait_for(self._greeting, SILENCE_SECONDS if self._is_known() else GREETING_SECONDS)
        except TimeoutError:
            text = "{}"
        if len(text) > LONGEST:
            raise BadGreeting
        try:
            return Greeting.model_validate_json(text)
        except ValidationError as error:
            raise BadGreeting(str(error.error_count())) from error

    def _is_known(self) -> bool:
        """Return whether the handshake itself authenticates the caller."""
        headers = dict(self.scope["headers"])
        cookie = f"{settings.SESSION_COOKIE_NAME}=".encode()
        return b"authorization" in headers or cookie in headers.get(b"cookie", b"")

    def _last_event_id(self) -> str:
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        return query.get("last_event_id", [""])[-1]

    async def _end(self, code: int, reason: str) -> None:
        if self._reading:
            self._reading.cancel()
        await self.close(code, reason)
