"""A provider on the loopback that speaks all four protocols, misbehaves on demand and remembers what clients did.

In a test: ``async with FakeProvider() as fake``. As a process: ``python -m tests.fakes.provider --port 0`` prints its
port, and answers ``GET /_log`` (every request so far), ``POST /_script`` (behaviours for the next requests, a JSON
list) and ``DELETE /_log``. A behaviour is taken from the script, else by the model's name (``by_model``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from types import TracebackType
from typing import Any, Self

import orjson

from tests.fakes.behaviour import BY_MODEL, TEXT, Behaviour
from tests.fakes.line import Line, Request
from tests.fakes.speech import Speech, speech_for

# What the last lines of a prompt ask for, in both languages, and what then fits.
SAYS = (
    (re.compile(r"title only|제목 한 줄만"), "A timeout that cleans up"),
    (
        re.compile(r"excerpt only|요약문만"),
        "How `asyncio.timeout` cancels what runs inside it, and what that asks of it.",
    ),
    (re.compile(r"tags only|태그만"), "python, asyncio, timeouts"),
)


@dataclass
class Seen:
    """One request, and how it went. Moments are seconds since the epoch."""

    path: str
    model: str
    headers: dict[str, str]
    body: dict[str, Any]
    behaviour: Behaviour
    began: float = field(default_factory=time.time)
    said: str = ""
    ended: float | None = None  # the answer was sent as it was meant to be
    left: float | None = None  # the client closed the socket before that


class FakeProvider:
    """The server. ``url`` is its address without a path; ``seen`` holds the requests, in order."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.seen: list[Seen] = []
        self.connections = 0  # accepted so far
        self.text = TEXT  # what it writes where nothing else is asked for
        self.by_model = dict(BY_MODEL)
        self._script: deque[Behaviour] = deque()
        self._news = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, *behaviours: Behaviour) -> None:
        """Answer the next requests like this, one each."""
        self._script.extend(behaviours)

    async def until(self, holds: Callable[[], object], seconds: float = 5) -> None:
        """Return as soon as ``holds()``, which may ask for anything in ``seen``. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self.connections += 1
        line = Line(reader, writer)
        try:
            while request := await line.request():
                if not await self._answer(line, request):
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client left, or the server ends
        finally:
            self._connections.discard(task)
            await line.close()

    async def _answer(self, line: Line, request: Request) -> bool:
        """Answer one request; return whether the connection can be used again."""
        if request.path.startswith("/_"):
            await line.send(*self._control(request))
            return True
        speech = speech_for(request.path)
        if speech is None:
            await line.send(404, b'{"error": {"message": "no such path"}}')
            return True
        seen = self._note(request)
        act = asyncio.create_task(_Act(line, seen, speech(seen.model, seen.behaviour), self._news).play())
        leaving = asyncio.create_task(line.left())
        try:
            await asyncio.wait({act, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not act.done():
                seen.left = time.time()
                self._news.set()
            return act.done() and act.exception() is None and act.result()
        finally:
            await _stop(act, leaving)

    def _note(self, request: Request) -> Seen:
        body = request.json()
        found = re.search(r"/models/([^/:]+):", request.path)
        model = found[1] if found else str(body.get("model", ""))
        behaviour = self._script.popleft() if self._script else self.by_model.get(model, Behaviour())
        if behaviour.text is None:
            behaviour = replace(behaviour, text=self._fitting(request.body.decode()))
        seen = Seen(request.path, model, request.headers, body, behaviour)
        self.seen.append(seen)
        self._news.set()
        return seen

    def _fitting(self, prompt: str) -> str:
        return next((says for asks, says in SAYS if asks.search(prompt)), self.text)

    def _control(self, request: Request) -> tuple[int, bytes]:
        if request.method == "POST":
            self.script(*(Behaviour(**one) for one in orjson.loads(request.body)))
        elif request.method == "DELETE":
            self.seen.clear()
        return 200, orjson.dumps([asdict(seen) for seen in self.seen])


@dataclass
class _Act:
    """One answer being given."""

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
        await (self._refuse() if how.status != 200 else self._speak())
        self.seen.ended = time.time()
        self.news.set()
        return how.fault not in {"reset", "cut"}

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
        await self.line.begin("text/event-stream")
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
                yield await self._fail()
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

    async def _fail(self) -> bytes:
        """Do what goes wrong in the middle; return what is still sent."""
        match self.seen.behaviour.fault:
            case "reset":
                self.line.reset()
            case "cut":
                self.line.cut()
            case "silence":
                await asyncio.Event().wait()
            case "error":
                return self.speech.error_event()
            case "garbage":
                return self.speech.garbage()
            case "half":
                return self.speech.piece("lost")[:-9]
        return b""


def _pieces(behaviour: Behaviour) -> Iterable[str]:
    text = behaviour.text or ""
    return (text[at : at + behaviour.piece] for at in range(0, len(text), behaviour.piece))


async def _stop(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _serve(port: int) -> None:
    async with FakeProvider(port) as fake:
        sys.stdout.write(f"{fake.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A fake provider of language models, for tests.")
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))
