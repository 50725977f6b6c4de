"""A loopback provider that speaks all four protocols, fails on demand and records its clients' actions.

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
from collections.abc import Callable
from dataclasses import asdict, replace
from types import TracebackType
from typing import Any, Self

import orjson

from tests.fakes.act import Act, Seen
from tests.fakes.behaviour import BY_MODEL, TEXT, Behaviour
from tests.fakes.line import Line, Request
from tests.fakes.speech import speech_for

# The last lines of each task's prompt, in both languages, and a suitable answer.
SAYS = (
    (re.compile(r"title only|제목 한 줄만"), "Timeouts, cleanup"),
    (
        re.compile(r"excerpt only|요약문만"),
        "Cancellation by `asyncio.timeout`.",
    ),
    (re.compile(r"tags only|태그만"), "python, asyncio, timeouts"),
)


class FakeProvider:
    """The server. ``url`` is its address without a path; ``seen`` holds the requests, in order."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.seen: list[Seen] = []
        self.connections = 0  # accepted so far
        self.text = TEXT  # the default answer
        self.by_model = dict(BY_MODEL)
        self.by_task: dict[tuple[str, str], Behaviour] = {}  # by the model's name and the task
        self.first: dict[tuple[str, str], Behaviour] = {}  # the same, for the first request only
        self.open_answers = 0
        self.busy: Callable[[], int] = lambda: 0  # connections that the client holds
        self.lists = 0  # number of requests for the list of models
        self.models: list[dict[str, Any]] = [{"id": "plain"}]
        self.only_at = ""  # the only known path, if set
        self.lost: list[str] = []  # requested unknown paths
        self._script: deque[Behaviour] = deque()
        self._news = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def script(self, *behaviours: Behaviour) -> None:
        """Set the behaviour of the next requests, one each."""
        self._script.extend(behaviours)

    async def until(self, holds: Callable[[], object], seconds: float = 5) -> None:
        """Wait until ``holds()``, which may check anything in ``seen``. Raises TimeoutError."""
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
            pass  # the client left, or the server stops
        finally:
            self._connections.discard(task)
            await line.close()

    async def _answer(self, line: Line, request: Request) -> bool:
        """Answer one request; return whether the connection can be used again."""
        if request.path.startswith("/_"):
            await line.send(*self._control(request))
            return True
        if request.method == "GET" and request.path.endswith("/models"):
            self.lists += 1
            await line.send(200, orjson.dumps({"object": "list", "data": self.models}))
            return True
        speech = speech_for(request.path)
        if speech is None or (self.only_at and request.path != self.only_at):
            self.lost.append(request.path)
            await line.send(404, b'{"error": {"message": "no such path"}}')
            return True
        seen = self._note(request)
        self.open_answers += 1
        act = asyncio.create_task(Act(line, seen, speech(seen.model, seen.behaviour), self._news).play())
        leaving = asyncio.create_task(line.left())
        try:
            await asyncio.wait({act, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not act.done():
                seen.left = time.time()
                self._news.set()
            return act.done() and act.exception() is None and act.result()
        finally:
            self.open_answers -= 1
            await _stop(act, leaving)
            seen.is_over = True
            self._news.set()

    def _note(self, request: Request) -> Seen:
        body = request.json()
        found = re.search(r"/models/([^/:]+):", request.path)
        model = found[1] if found else str(body.get("model", ""))
        task = task_of(request.body.decode())
        usual = self.by_task.get((model, task)) or self.by_model.get(model, Behaviour())
        usual = self.first.pop((model, task), usual)
        behaviour = self._script.popleft() if self._script else usual
        if behaviour.text is None:
            behaviour = replace(behaviour, text=self._fitting(request.body.decode()))
        seen = Seen(request.path, model, request.headers, body, behaviour, request.query, task)
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


def task_of(prompt: str) -> str:
    """Return the task of a request."""
    tasks = zip(SAYS, ("title", "excerpt", "tags"), strict=True)
    return next((task for (asks, _), task in tasks if asks.search(prompt)), "content")


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
