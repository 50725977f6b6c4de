"""One answer of the fake provider, including its fault."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.fakes.behaviour import Behaviour
from tests.fakes.line import Line
from tests.fakes.speech import Speech, whole_answer


@dataclass
class Seen:
    """One request and its outcome. Times are in seconds since the epoch."""

    path: str
    model: str
    headers: dict[str, str]
    body: dict[str, Any]
    behaviour: Behaviour
    query: str = ""
    task: str = "content"
    began: float = field(default_factory=time.time)
    said: str = ""
    ended: float | None = None  # the answer was sent completely
    left: float | None = None  # the client closed the socket before that
    is_over: bool = False  # finished in any way


@dataclass
class Act:
    """An answer in progress."""

    line: Line
    seen: Seen
    speech: Speech
    news: asyncio.Event

    async def play(self) -> bool:
        """Send the answer; return whether the connection can be used again."""
        how = self.seen.behaviour
        await asyncio.sleep(how.wait)
        if how.fault == "mute":
            await asyncio.Event().wait()
        if how.fault == "drop":
            self.line.reset()
            return False
        if how.fault == "nonsense":
            await self.line.raw(b"220 mail.example ESMTP\r\n\r\n")
        else:
            await (self._speak() if how.status == 200 and not how.body else self._refuse())
        self.seen.ended = time.time()
        self.news.set()
        return how.fault not in {"reset", "cut", "nonsense"}

    async def _refuse(self) -> None:
        how = self.seen.behaviour
        kind = how.error or self.speech.kind(how.status)
        body = how.body.encode() or orjson.dumps(self.speech.failure(how.status, kind, how.message))
        named = {"retry-after": how.retry_after, "location": how.location}
        headers = {name: value for name, value in named.items() if value}
        kind = "text/html" if how.body.startswith("<") else "application/json"
        await self.line.send(how.status, body, kind, headers)

    async def _speak(self) -> None:
        how = self.seen.behaviour
        if how.fault == "page":
            await self.line.send(200, b"<html><body>Sign in to this network</body></html>", "text/html")
            return
        if not (self.seen.body.get("stream") or ":stream" in self.seen.path):
            await self.line.send(200, orjson.dumps(whole_answer(self.seen.path, how)))
            return
        await self.line.begin("text/event-stream", "gzip" if how.fault == "gzip" else "")
        if how.fault != "empty":
            async for part in self._parts():
                await self.line.chunk(part)
        await self.line.end()

    async def _parts(self) -> AsyncIterator[bytes]:
        how = self.seen.behaviour
        for part in self.speech.start():
            yield part
        for number, piece in enumerate(_pieces(how)):
            if how.fault and number == how.after:
                async for part in self._fail():
                    yield part
                return
            if how.comments:
                yield b": still there\n\n"
            yield self.speech.piece(piece)
            self.seen.said += piece
            self.news.set()
            await asyncio.sleep(how.delay)
        if how.stop != "none":
            for part in self.speech.end():
                yield part

    async def _fail(self) -> AsyncIterator[bytes]:
        """Produce the fault in the middle; yield the rest to send."""
        match self.seen.behaviour.fault:
            case "reset":
                self.line.reset()
            case "cut":
                self.line.cut()
            case "silence":
                await asyncio.Event().wait()
            case "pings":
                while True:
                    yield b": still there\n\n"
                    await asyncio.sleep(0.1)
            case "endless":
                yield b"data: "
                while True:
                    yield b"x" * 65_536
            case fault:
                yield self._wrong(fault)

    def _wrong(self, fault: str) -> bytes:
        """Return the bytes of a fault."""
        match fault:
            case "error":
                return self.speech.error_event()
            case "garbage":
                return self.speech.garbage()
            case "half":
                return self.speech.piece("lost")[:-9]
            case "bytes":
                return self.speech.piece("lost").replace(b"lost", b"\xff\xfe")
        return b""


def _pieces(behaviour: Behaviour) -> Iterable[str]:
    text = behaviour.text or ""
    return (text[at : at + behaviour.piece] for at in range(0, len(text), behaviour.piece))
