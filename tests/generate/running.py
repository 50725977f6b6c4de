"""What the tests of runs share: a provider on the loopback behind the real SDK, runners, and how they are read."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from channels.layers import channel_layers
from django.test import override_settings

from generate.database import in_database
from generate.llm import http
from generate.models import Generation
from generate.runner import Runner
from generate.stream.events import Event
from generate.stream.position import Position
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import SAYS, FakeProvider

NOTES = "git bisect finds the commit that broke a test."
TEXT = "git bisect walks the history by halves. 한글도.\n\n" * 4
FINAL = TEXT.rstrip()


class Fleet:
    """Runners as in several processes: they share the database, the bell and a provider, and nothing else."""

    def __init__(self, fake: FakeProvider) -> None:
        self.fake = fake
        self._runners: list[Runner] = []

    def runner(self) -> Runner:
        """Begin one more."""
        made = Runner()
        made.open()
        self._runners.append(made)
        return made

    def kill(self, runner: Runner) -> None:
        """End it as a power cut would: nothing is flushed, nothing released."""
        self._runners.remove(runner)
        for task in [*runner._tasks, *(run.task for run in runner._runs.values())]:
            task.cancel()

    async def stop(self) -> None:
        """End all in good order."""
        for runner in self._runners:
            await runner.stop()

    def asked(self) -> list[str]:
        """What the provider was asked for so far."""
        return [_task_of(str(seen.body)) for seen in self.fake.seen]


def _task_of(body: str) -> str:
    tasks = zip(SAYS, ("title", "excerpt", "tags"), strict=True)
    return next((task for (asks, _), task in tasks if asks.search(body)), "content")


@asynccontextmanager
async def fleet(**changed: object) -> AsyncIterator[Fleet]:
    """Give a fleet whose settings are the usual ones but for ``changed``."""
    async with FakeProvider() as fake:
        fake.text = TEXT
        providers = {"openai": {"api_key": "sk-test", "base_url": f"{fake.url}/v1", "model": "plain"}}
        ours = Fleet(fake)
        with override_settings(PROVIDERS=providers, **changed):
            try:
                yield ours
            finally:
                await ours.stop()
                await http.aclose_clients()
                await channel_layers["default"].flush()


def slowly(delay: float = 0.02, text: str = TEXT) -> Behaviour:
    """Write ``text`` a few characters at a time."""
    return Behaviour(text=text, delay=delay, piece=8)


def generation(**fields: Any) -> Generation:
    """Return a request that is not stored yet."""
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
    """What a reader has assembled."""
    text = ""
    for event in events:
        text = "" if event.name == "reset" else text + event.data.get("chunk", "")
    return text


async def until(holds: Callable[[], object], seconds: float = 5) -> None:
    """Return as soon as ``holds()``. Raises TimeoutError."""
    for _ in range(round(seconds * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError
