"""Follow a generation to its end across broken connections, without losing or repeating a character."""

import hashlib
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx2

from tilsite_client.errors import GenerationError, TilError, connection_lost, refusal
from tilsite_client.events import Complete, ContentChunk, Event, Reset, decode
from tilsite_client.http import Backoff, Http

OnOpen = Callable[[int], None]


class Follower:
    """Reads one generation: the one started by the request ``start``, or the one with ``generation_id``.

    ``content`` is the content read up to ``last_event_id``; None if unknown.
    """

    def __init__(
        self,
        http: Http,
        *,
        start: dict[str, Any] | None = None,
        generation_id: int | None = None,
        last_event_id: str = "",
        content: str | None = None,
        on_open: OnOpen | None = None,
    ) -> None:
        self._http = http
        self._start = start or {}
        self._id = generation_id
        self._last_event_id = last_event_id
        self._content = content if last_event_id else ""
        self._on_open = on_open
        self._backoff = Backoff(http.options)
        self._is_second_try = False
        self._is_over = False

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield the events up to ``complete``. Raises GenerationError and TilError."""
        while not self._is_over:
            async with aclosing(self._patiently()) as connection:
                async for event in connection:
                    yield event

    async def _patiently(self) -> AsyncGenerator[Event, None]:
        """Yield the events of one connection; if it breaks, wait before the next one."""
        try:
            async with aclosing(self._connection()) as connection:
                async for event in connection:
                    self._backoff.reset()
                    yield event
        except GenerationError:
            raise  # another run would cost again
        except TilError as error:
            await self._backoff.wait(error)

    async def _connection(self) -> AsyncGenerator[Event, None]:
        """Yield the events of one connection, until the last one or a new start. Raises TilError."""
        is_empty = True
        async with self._open() as messages:
            async for message in messages:
                is_empty = False
                event = decode(message.event, message.id, message.data)
                self._last_event_id = message.id or self._last_event_id
                if event is not None:
                    yield self._take(event)
                if self._is_over or not self._last_event_id:
                    return
        past = await self._past() if is_empty else None
        if past is None:
            raise connection_lost()  # a stream that ends without its last event
        self._is_over = True
        yield past

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[httpx2.EventSource]:
        headers = {"Last-Event-ID": self._last_event_id} if self._last_event_id else {}
        if self._id is None:
            method, path, more = "POST", "/generate/stream", {"json": self._start["json"]}
            headers |= self._start["headers"]
        else:
            method, path, more = "GET", f"/generations/{self._id}/stream", {}
        connection = self._http.client.sse(path, method=method, headers=headers, max_event_size=None, **more)
        try:
            async with connection as source:
                await self._check(source.response)
                yield source
        except httpx2.TransportError as error:
            raise connection_lost() from error

    async def _check(self, response: httpx2.Response) -> None:
        if not response.is_success:
            await response.aread()
            raise refusal(response)
        if not response.headers.get("Content-Type", "").startswith("text/event-stream"):
            raise TilError("The response is not an event stream.", "bad_answer", status=response.status_code)
        named = re.search(r"generations/(\d+)", response.headers.get("Location", ""))
        if named and self._id is None:
            self._learn(int(named[1]))

    def _learn(self, generation_id: int) -> None:
        self._id = generation_id
        if self._on_open:
            self._on_open(generation_id)

    def _take(self, event: Event | dict[str, Any]) -> Event:
        """Record an event and return it; raise the server's error."""
        if isinstance(event, dict):
            raise self._failure(event, int(event.get("generation_id") or self._id or 0))
        if isinstance(event, ContentChunk) and self._content is not None:
            self._content += event.chunk
        elif isinstance(event, Reset) and not event.length:
            self._content = ""
        elif isinstance(event, Reset) and self._content is not None:
            self._content = self._content[: event.length]
        elif isinstance(event, Complete):
            self._is_over = self._is_whole(event)
            return event if self._is_over else self._start_over(event)
        return event

    def _failure(self, said: dict[str, Any], generation_id: int) -> GenerationError:
        return GenerationError(
            str(said["error"]),
            str(said.get("code", "failed")),
            retryable=said.get("retryable") is True,
            generation_id=generation_id,
            last_event_id=self._last_event_id,
            retry_after=said.get("retry_after"),
        )

    async def _past(self) -> Event | None:
        """Return the last event if it was already read, since the stream after it is empty."""
        if self._id is None or not self._last_event_id:
            return None
        state = await self._http.json("GET", f"/generations/{self._id}")
        if state["status"] == "running" or state["position"] != self._last_event_id:
            return None
        if state["error"]:
            raise self._failure(state["error"], self._id)
        names = ("content_length", "content_sha256", "truncated", "usage", "provider", "model")
        return Complete(state["position"], self._id, **{name: state[name] for name in names})

    def _is_whole(self, event: Complete) -> bool:
        text = self._content
        if text is None:
            return True
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return (len(text), digest) == (event.content_length, event.content_sha256)

    def _start_over(self, event: Complete) -> Reset:
        if self._is_second_try:
            raise TilError("The text does not match its checksum.", "content_mismatch")
        self._is_second_try = True
        if self._id is None:
            self._learn(event.generation_id)
        self._last_event_id = self._content = ""
        return Reset("")
