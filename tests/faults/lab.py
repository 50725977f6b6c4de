"""Run every fault at every provider with its real SDK, concurrently, and record events, rows and requests."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from django.test import override_settings

from generate.llm.config import ProviderConfig
from generate.llm.preload import warm
from generate.models import Generation
from generate.running.runner import Runner
from generate.stream.events import Event
from tests.fakes.act import Seen
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, KINDS, wired
from tests.faults.table import FAULTS, LIMIT, Fault
from tests.generate.fleet import admit, events_of, generation, row_of

AT_A_TIME = 16
BESIDE = ("title", "excerpt", "tags")


class Way(StrEnum):
    """When a fault occurs."""

    STAYS = "stays"  # at each request for content, without retries
    PASSES = "passes"  # only at the first request for content; each fault at another provider
    BESIDE = "beside"  # at each request for the title, the excerpt or the tags


@dataclass(frozen=True)
class Case:
    """A fault at a provider."""

    fault: Fault
    kind: str
    way: Way

    @property
    def task(self) -> str:
        """Return the task with the fault; besides content, it differs by provider."""
        number = FAULTS.index(self.fault) + [*KINDS].index(self.kind)
        return BESIDE[number % len(BESIDE)] if self.way is Way.BESIDE else "content"

    @property
    def model(self) -> str:
        """Return a unique model name."""
        return f"{self.kind}-{self.way}-{FAULTS.index(self.fault)}"


@dataclass(frozen=True)
class Outcome:
    """The result of a case."""

    events: list[Event]
    row: Generation
    asked: list[Seen]
    seconds: float


@dataclass(frozen=True)
class Left:
    """Open resources: sockets of this process, tasks of its loop, and busy connections."""

    sockets: int
    tasks: int
    busy: int


def cases() -> Iterator[Case]:
    """Yield every case."""
    for number, fault in enumerate(FAULTS):
        for kind in KINDS:
            yield Case(fault, kind, Way.STAYS)
            yield Case(fault, kind, Way.BESIDE)
        if not fault.limit:
            yield Case(fault, [*KINDS][number % len(KINDS)], Way.PASSES)


async def play_all() -> tuple[dict[Case, Outcome], Left, Left]:
    """Run every case; return the results, and the open resources before and after."""
    await warm({name: ProviderConfig(KEY, model="-", name=name) for name, _ in KINDS.values()})  # imports take seconds
    before = _left()
    found: dict[Case, Outcome] = {}
    async with wired() as fake:
        for group in sorted({_conditions(case) for case in cases()}):
            async with _under(*group) as runner:
                ours = [case for case in cases() if _conditions(case) == group]
                found |= await _together(fake, runner, ours)
        busy = fake.busy()
    return found, before, _left(busy)


def _left(busy: int = 0) -> Left:
    gc.collect()
    links = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return Left(sum(str(link).startswith("socket:") for link in links), len(asyncio.all_tasks()), busy)


def _conditions(case: Case) -> tuple[bool, bool, str]:
    """Return the settings that a case needs."""
    return case.kind == "chat", case.way is Way.PASSES, case.fault.limit


@asynccontextmanager
async def _under(is_chat: bool, is_asked_again: bool, limit: str) -> AsyncIterator[Runner]:
    """Yield a runner with these settings, without a breaker, which would hide other faults."""
    urls = {name: base_url for kind, (name, base_url) in KINDS.items() if is_chat or kind != "chat"}
    timeout = LIMIT if limit == "timeout" else 60
    providers = {name: {"api_key": KEY, "base_url": url, "timeout": timeout} for name, url in urls.items()}
    silence = LIMIT if limit == "silence" else 60
    with override_settings(
        PROVIDERS=providers,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        TIL_RETRY_SECONDS=30 if is_asked_again else 0,
        TIL_SILENCE_SECONDS=silence,
        TIL_FIRST_TEXT_SECONDS=silence,
        TIL_FLUSH_SECONDS=0.05,
    ):
        runner = Runner()
        runner.open()
        yield runner
        await runner.stop()


async def _together(fake: FakeProvider, runner: Runner, ours: list[Case]) -> dict[Case, Outcome]:
    turn = asyncio.Semaphore(AT_A_TIME)

    async def one(case: Case) -> Outcome:
        async with turn:
            return await _play(fake, runner, case)

    return dict(zip(ours, await asyncio.gather(*map(one, ours)), strict=True))


async def _play(fake: FakeProvider, runner: Runner, case: Case) -> Outcome:
    how = case.fault.how
    if case.way is Way.BESIDE:
        how = replace(how, piece=6, after=min(how.after, 1))
    by_task = fake.first if case.way is Way.PASSES else fake.by_task
    model, task = case.model, case.task
    by_task[model, task] = how
    wanted = {"auto_excerpt": task == "excerpt", "auto_tags": task == "tags"}
    began = time.monotonic()
    live = await runner.start(
        generation(provider=KINDS[case.kind][0], model=model, chosen_model=model, **wanted), admit
    )
    events = await events_of(runner, live.id)
    seconds = time.monotonic() - began
    asked = [seen for seen in fake.seen if seen.model == model]
    await fake.until(lambda: all(seen.is_over for seen in asked), 10)
    return Outcome(events, await row_of(live.id), asked, seconds)
