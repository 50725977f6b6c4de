"""Common code of the three SDKs' answers: send, read any shape of response, close the socket.

The SDK sends the request and distinguishes errors from answers. Before the SDK sees the body, this module reads each
event into text, token counts and a stop reason, and gives the SDK only the text, in its own format. So no server can
send a format unknown to an SDK, and the result does not depend on the SDK.
"""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, suppress
from typing import Any, Generic, TypeVar

import httpx2
import orjson

from generate.errors import (
    GenerateError,
    ProviderError,
    ProviderInterrupted,
    ProviderOnlyThought,
    ProviderRefused,
    ProviderUnavailable,
)
from generate.llm import sse
from generate.llm.adapting import Adapted
from generate.llm.base import Answer, Prompt, Provider, Stop, Usage, estimate
from generate.llm.config import ProviderConfig
from generate.llm.faults import border, misplaced, reported
from generate.llm.http import recording
from generate.llm.lessons import Lesson
from generate.llm.redact import redact
from generate.llm.stops import outcome
from generate.llm.thinking import Spoken
from generate.llm.values import Halves, Object, items, mapping, word

Event = TypeVar("Event")

LAST_WORDS = 2.0  # seconds of silence after a stop reason that end the answer
DOUBT = 15.0  # the same for a doubtful stop reason, which came with the first piece or before more text


class WireAnswer(Answer, Generic[Event]):
    """An answer read from a server's events.

    An adapter defines how to ``ask``, to ``read`` an event, to ``wrap`` text for the SDK and to ``take`` it back.
    """

    prefills = False  # whether the API accepts the beginning of an answer (``Prompt.begun``)

    def __init__(self, prompt: Prompt, config: ProviderConfig, lesson: Lesson) -> None:
        super().__init__(prompt)
        self.config = config
        self.lesson = lesson
        self.fault: GenerateError | None = None
        self.heard: list[str] = []  # text as the server sent it
        self.spoken = Spoken(config.model)
        self._unfinished: ProviderError | None = None  # what the last stop reason means, if it is no success
        self._halves = Halves()
        self._counts: dict[str, int] = {}
        self._written: list[str] = []
        self._doubtful = self._is_done = False
        self._responses: list[httpx2.Response] = []

    @abstractmethod
    async def ask(self) -> AsyncIterator[Event]:
        """Send the request; return the SDK's events once the response headers have arrived."""

    @abstractmethod
    def read(self, data: Object) -> str:
        """Return the text in an event or a complete answer; record counts, the stop reason and faults."""

    @abstractmethod
    def wrap(self, text: str) -> dict[str, Any]:
        """Return an event of the SDK's type with ``text``."""

    @abstractmethod
    def take(self, event: Event) -> str:
        """Return the text that ``wrap`` put into an event."""

    @abstractmethod
    def whole(self) -> tuple[str, dict[str, Any]]:
        """Return the path and the body of a request for an answer in one piece, which ``read`` understands too."""

    def thinks(self, *, aloud: bool = False) -> None:
        """Report that the model is thinking, until it writes; ``aloud`` if its thoughts may be in the text."""
        if self.prompt.thinks and not self._written and (self.spoken.is_thinking or not aloud):
            self.prompt.thinks()

    def ended(self, reason: object) -> None:
        """Record a stop reason, if it is one; the last counts, but a refusal is final."""
        meaning = outcome(word(reason))
        if isinstance(meaning, ProviderRefused):
            self.fault = self.fault or meaning
        elif meaning:
            self.stop = meaning if isinstance(meaning, Stop) else None
            self._unfinished = None if isinstance(meaning, Stop) else meaning

    def counted(self, *, read: int | None = None, written: int | None = None) -> None:
        """Record reported tokens: the last number counts; missing numbers change nothing."""
        told = {"read": read, "written": written}
        self._counts.update({name: number for name, number in told.items() if number})
        if len(self._counts) == len(told):
            self.usage = Usage(self._counts["read"], self._counts["written"])

    async def open(self) -> None:
        """Send the request and wait for the response headers."""
        with (
            border(self.config.api_key, otherwise=ProviderUnavailable),
            recording(self._pass) as self._responses,
        ):
            self._events = aiter(await self.ask())

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Yield text as it arrives, without thoughts, up to the end of the stream, even after a stop reason."""
        try:
            with border(self.config.api_key):
                while (event := await self._next()) is not None:
                    yield self._keep(self.spoken.feed(self._taken(event)))
                    self.thinks(aloud=True)
        except GenerateError as error:
            self._fail(error)
        yield self._keep(self.spoken.finish())
        self._settle()

    async def close(self) -> None:
        """Close the recorded responses, which closes the sockets immediately in all three SDKs."""
        for response in self._responses:
            with suppress(httpx2.HTTPError, RuntimeError):
                await response.aclose()

    async def _next(self) -> Event | None:
        """Return the next event; None at the end, or if the connection is lost after a stop reason."""
        limit = (DOUBT if self._doubtful else LAST_WORDS) if self._has_ended else None
        try:
            async with asyncio.timeout(limit):
                return await anext(self._events, None)
        except TimeoutError:
            if limit is None:
                raise
        except Exception:
            if self.stop is None or self._doubtful:
                self.stop = None
                raise
        return None

    def _taken(self, event: Event) -> str:
        text = self.take(event)
        if text and self._has_ended:
            # a final stop reason comes in a separate piece; some servers send one with each piece
            self._doubtful = self._doubtful or self._stopped_before or not self._written
        self._stopped_before = self._has_ended
        return text

    _stopped_before = False

    @property
    def _has_ended(self) -> bool:
        return self._is_done or self.stop is not None or self._unfinished is not None

    def _fail(self, error: GenerateError) -> None:
        self.fault = self.fault or self._unfinished or error

    def _keep(self, text: str) -> str:
        if text:
            self._written.append(text)
        return text

    def _settle(self) -> None:
        """Estimate missing counts; raise the error with which the answer ended, if any."""
        if self._counts and self.usage is None:
            guess = estimate(self.prompt, "".join(self._written))
            read, written = self._counts.get("read"), self._counts.get("written")
            self.usage = Usage(read or guess.input_tokens, written or guess.output_tokens, estimated=True)
        if self.fault is None and self.stop is Stop.LENGTH and not "".join(self._written).strip():
            self.fault = ProviderOnlyThought("the limit was reached before any text")
        self.fault = self.fault or self._unfinished
        if self.fault:
            self.stop = None
            raise self.fault

    async def _pass(self, body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        """Read the body and yield it in the SDK's format; invalid data ends it."""
        try:
            async with aclosing(self._passed(body)) as events:
                async for event in events:
                    yield event
        except UnicodeDecodeError:
            self._fail(ProviderInterrupted("the answer is not UTF-8"))
        except sse.TooLarge:
            self._fail(ProviderInterrupted(f"an event is longer than {sse.MOST} characters"))
        except ProviderError as error:
            if self.stop is None or self._doubtful:  # after a stop reason, only the connection was lost, not the answer
                self._fail(error)

    async def _passed(self, body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        decoder = sse.Decoder()
        async for data in body:
            for payload in decoder.feed(data):
                for event in self._shaped(payload):
                    yield event
            if self.fault:
                return
        for payload in decoder.finish():
            for event in self._shaped(payload):
                yield event

    def _shaped(self, payload: sse.Payload) -> Iterator[bytes]:
        if self.fault:
            return
        if payload.data.strip() == "[DONE]":
            self._is_done = True
            yield self._wrapped("")  # hidden from the SDK, which would leave the rest unread, the connection unusable
            return
        whole = payload.whole and not self.heard
        for data in _objects(payload, self.config.api_key, whole=whole):
            self._report(data, whole=whole)
            yield self._wrapped(self._halves.joined(self.read(data)))

    def _wrapped(self, text: str) -> bytes:
        self.heard += [text] if text else []
        event = self.wrap(text)
        return sse.encode(orjson.dumps(event), str(event.get("type", "")))

    def _report(self, data: Object, *, whole: bool) -> None:
        """Record an error with status 200, if it is one; ``whole`` says that there is nothing else."""
        error = data.get("error") or (data if data.get("object") == "error" or data.get("type") == "error" else None)
        if not error:
            return
        said = mapping(error) or {"message": error}
        code = said.get("code") or said.get("status") or said.get("type")
        if code == "error":
            code = None
        secret, more = self.config.api_key, said.get("metadata") or ""  # a server's own words, behind OpenRouter
        self.fault = reported(code, f"{said.get('type', '')} {said.get('message')} {more}", secret)
        if whole and code is None and type(self.fault) is ProviderInterrupted:
            self.fault = misplaced(said.get("message"), secret)


class WireProvider(Provider):
    """A provider reached through an SDK."""

    places: Sequence[str] = ()  # path segments that may be missing at the end of the base URL

    def __init__(self, config: ProviderConfig) -> None:
        self.config = config
        self.model = config.model

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return an answer to iterate inside ``async with``."""
        kind, config = self.answer(), self.config

        def make(asked: Prompt, lesson: Lesson) -> Answer:
            return kind(asked, config, lesson)

        return Adapted(prompt, config, make, places=self.places, prefills=kind.prefills)

    @abstractmethod
    def answer(self) -> type[WireAnswer[Any]]:
        """Return the class of its answers."""


def _read(payload: sse.Payload) -> object:
    """Return the JSON of a payload, or of each of its lines, as without blank lines. Raises ``ValueError``."""
    try:
        return _loads(payload.data)
    except ValueError:
        lines = [line for line in payload.data.split("\n") if line.strip() not in {"", "[DONE]"}]
        if not payload.whole and len(lines) == 1:
            raise
        return [_loads(line) for line in lines]


def _loads(text: str) -> object:
    """Return the value of JSON, in which some servers write NaN."""
    try:
        return orjson.loads(text.encode("utf-8", "surrogatepass"))
    except orjson.JSONDecodeError:
        return json.loads(text)


def _objects(payload: sse.Payload, secret: str, *, whole: bool) -> list[Object]:
    """Return the objects of a payload; ``whole`` says that it is all the server sent.

    Raises ``ProviderInterrupted`` for broken JSON, ``ProviderRejected`` for a web page.
    """
    try:
        value = _read(payload)
    except ValueError:
        said = redact(f"{payload.data[:200]!r}", secret)
        is_page = whole and not sse.may_begin(payload.data)
        raise (misplaced(said) if is_page else ProviderInterrupted(f"not JSON: {said}")) from None
    return [value] if isinstance(value, dict) else items(value)
