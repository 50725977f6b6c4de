"""Helpers for tests of runs: a loopback provider behind the real SDK, runners, and readers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from channels.layers import channel_layers
from django.test import override_settings

from generate.llm import http
from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import Runner
from generate.stream.events import Event
from generate.stream.position import Position
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider

NOTES = "git bisect finds the commit that broke a test."
TEXT = "git bisect walks the history by halves. 한글도.\n\n" * 4
FINAL = TEXT.rstrip()


class Fleet:
    """Runners as in separate processes: they share only the database, the bell and a provider."""

    def __init__(self, fake: FakeProvider) -> None:
        self.fake = fake
        self._runners: dict[Runner, set[asyncio.Task[Any]]] = {}

    def runner(self) -> Runner:
        """Start another runner."""
        made, before = Runner(), asyncio.all_tasks()
        made.open()
        self._runners[made] = asyncio.all_tasks() - before
        return made

    def kill(self, runner: Runner) -> None:
        """Stop it like a power failure: nothing is flushed or released."""
        runner.leases.stop()
        for task in [*self._runners.pop(runner), *(run.task for run in runner.runs)]:
            task.cancel()

    async def stop(self) -> None:
        """Stop all of them regularly."""
        for runner in self._runners:
            await runner.stop()

    def asked(self) -> list[str]:
        """The requests to the provider so far."""
        return [seen.task for seen in self.fake.seen]


@asynccontextmanager
async def provided(text: str, **changed: object) -> AsyncIterator[FakeProvider]:
    """Yield the provider of this process, which writes ``text``; settings are the usual ones, except ``changed``."""
    async with FakeProvider() as fake:
        fake.text = text
        providers = {"openai": {"api_key": "sk-test", "base_url": f"{fake.url}/v1", "model": "plain"}}
        with override_settings(PROVIDERS=providers, **changed):
            try:
                yield fake
            finally:
                await http.aclose_clients()
                await channel_layers["default"].flush()


@asynccontextmanager
async def fleet(**changed: object) -> AsyncIterator[Fleet]:
    """Yield a fleet with the usual settings, except ``changed``."""
    async with provided(TEXT, **changed) as fake:
        ours = Fleet(fake)
        try:
            yield ours
        finally:
            await ours.stop()


async def take_over(runner: Runner, pk: int) -> None:
    """Let a generation's lease expire, and ``runner`` adopt it. Raises TimeoutError."""
    async with asyncio.timeout(5):
        while pk not in [run.id for run in runner.runs]:  # the former owner may have renewed the lease in between
            await in_database(Generation.objects.filter(pk=pk).update, lease_until="2020-01-01T00:00Z")
            await runner.sweep()


def slowly(delay: float = 0.02, text: str = TEXT) -> Behaviour:
    """Write ``text`` a few characters at a time."""
    return Behaviour(text=text, delay=delay, piece=8)


def generation(**fields: Any) -> Generation:
    """Return an unsaved request."""
    return Generation(**{"input": NOTES, "provider": "openai", "model": "plain", "language": "en"} | fields)


def admit() -> None:
    """Let everything start."""


async def row_of(pk: int) -> Generation:
    """Read the row."""
    return await in_database(Generation.objects.get, pk=pk)


async def events_of(runner: Runner, pk: int, position: Position | None = None) -> list[Event]:
    """Follow to the end."""
    came: list[Event] = []
    async with aclosing(runner.follow(position or Position(pk), lambda events: events)) as batches:
        async for events in batches:
            came += events
    return came


def text_of(events: list[Event]) -> str:
    """Return the content that a reader has assembled."""
    text = ""
    for event in events:
        text = text[: event.data["length"]] if event.name == "reset" else text + event.data.get("chunk", "")
    return text


async def until(holds: Callable[[], object], seconds: float = 5) -> None:
    """Wait until ``holds()``. Raises TimeoutError."""
    for _ in range(round(seconds * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def until_kept(pk: int, length: int) -> None:
    """Wait until more than ``length`` code points of content are stored. Raises TimeoutError."""
    async with asyncio.timeout(10):
        while len((await row_of(pk)).content) <= length:
            await asyncio.sleep(0.02)
