"""A separate process that runs one generation, and is killed or stopped at a chosen point.

Points are before and after each database statement, each commit and each piece of the provider's answer.
"""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any
from unittest import mock

import django
from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilsite.settings")
    django.setup()

from django.db import connections
from django.db.models.functions import Now

from generate.drafting.regenerate import accept
from generate.llm.base import Answer, Prompt, Provider, Stop, Task, Usage
from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import Runner
from generate.stream.position import Position, parse
from til.errors import TilError

SENTENCES = [f"{number}. `git bisect` 는 {number}번째 커밋을 반으로 나눈다. " for number in range(6)]
FINAL = "\n".join(SENTENCES).rstrip()
OTHERS = (f"{number}. `git rebase -i` 는 {number}번째 줄을 고친다. " for number in range(1, 8))
ANEW = "\n".join([SENTENCES[0], *OTHERS]).rstrip()
FIRST, SECOND = "반둘"  # the process that starts says one where all others say the other
PIECE = 16


def plain(text: str) -> str:
    """Return ``text`` as one process alone would have written it."""
    return text.replace(SECOND, FIRST)


@dataclass(frozen=True, slots=True)
class Plan:
    """The task of a process. ``at`` is the point where it receives ``signal``; 0 for none."""

    database: str
    act: str  # start, adopt, cancel, retry, again (cancel, then retry) or accept
    text: str = FINAL  # of the model
    pk: int = 0
    at: int = 0
    signal: int = 0
    position: str = ""
    fields: tuple[tuple[str, Any], ...] = ()


class Points:
    """Counts points, and sends the signal at the chosen one."""

    def __init__(self, plan: Plan, tell: Callable[..., None]) -> None:
        self._plan = plan
        self._tell = tell
        self._passed = 0
        self._lock = threading.Lock()

    def __call__(self, label: str) -> None:
        """Pass one."""
        with self._lock:
            self._passed += 1
            here = self._passed == self._plan.at
        if here:
            self._tell("point", label)
            os.kill(os.getpid(), self._plan.signal)

    def watch_databases(self) -> None:
        """Add a point before each statement, and before and after each commit."""
        plain = BaseDatabaseWrapper.commit

        def commit(connection: BaseDatabaseWrapper) -> None:
            self("before COMMIT")
            plain(connection)
            self("behind COMMIT")

        def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
            connection.execute_wrappers.append(self._statement)

        mock.patch.object(BaseDatabaseWrapper, "commit", commit).start()
        connection_created.connect(watch, weak=False)

    def _statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = " ".join(sql.split()[:2])
        self(f"before {verb}")
        done = execute(sql, params, many, context)
        if not context["connection"].in_atomic_block:
            self(f"behind {verb}")
        return done


class Model(Provider):
    """Writes its text or the missing rest of it; other parts contain the process's name.

    A text that it did not begin, it does not continue: it writes its own from the start.
    """

    name = "openai"
    model = "plain"

    def __init__(self, points: Points, tell: Callable[..., None], text: str) -> None:
        self.points = points
        self.tell = tell
        self.text = text

    def generate_stream(self, prompt: Prompt) -> Answer:
        return Written(prompt, self)


class Written(Answer):
    """One answer of the model."""

    def __init__(self, prompt: Prompt, model: Model) -> None:
        super().__init__(prompt)
        self._model = model

    async def open(self) -> None:
        self._model.tell("asked", self.prompt.task.value)

    async def deltas(self) -> AsyncGenerator[str, None]:
        is_content = self.prompt.task is Task.CONTENT
        whole, kept = self._model.text, self.prompt.kept
        rest = whole[len(kept) :] if plain(whole).startswith(plain(kept)) else whole
        text = rest if is_content else f"{self.prompt.task} by {os.getpid()}"
        for begin in range(0, len(text), PIECE):
            self._model.points("before a piece")
            self._model.tell("piece", self.prompt.task.value, len(text[begin : begin + PIECE]))
            yield text[begin : begin + PIECE]
            self._model.points("behind a piece")
            await asyncio.sleep(0.004)
        self.usage, self.stop = Usage(1, 1), Stop.END

    async def close(self) -> None:
        pass


def play(plan: Plan, pipe: Connection) -> None:
    """Run ``plan`` in this process; report events to ``pipe`` immediately."""
    lock = threading.Lock()

    def tell(*what: object) -> None:
        with lock:
            pipe.send(what)

    connections["default"].settings_dict["NAME"] = plan.database
    settings.TIL_FLUSH_SECONDS, settings.TIL_LEASE_SECONDS = 0.02, 5.0
    points = Points(plan, tell)
    model = Model(points, tell, plan.text if plan.act == "start" else plan.text.replace(FIRST, SECOND))
    mock.patch("generate.running.run.writers", return_value=[model]).start()
    points.watch_databases()
    tell("ready")
    asyncio.run(_play(plan, tell))
    connections.close_all()


async def _play(plan: Plan, tell: Callable[..., None]) -> None:
    runner = Runner()
    runner.open()
    try:
        pk = await ACTS[plan.act](runner, plan, tell)
        if pk:
            await _read(runner, plan, pk, tell)
    finally:
        await runner.stop()


async def _read(runner: Runner, plan: Plan, pk: int, tell: Callable[..., None]) -> None:
    tell("acted", pk)
    attempt = (await in_database(Generation.objects.get, pk=pk)).attempt
    position = parse(plan.position, pk, attempt) if plan.position else Position(pk)
    async with aclosing(runner.follow(position, lambda events: events)) as batches:
        async for events in batches:
            for event in events:
                tell("event", event.name, event.data, str(event.position))


async def _start(runner: Runner, plan: Plan, _tell: Callable[..., None]) -> int:
    usual = {"input": "git bisect", "provider": "openai", "model": "plain", "language": "ko"}
    live = await runner.start(Generation(**usual | dict(plan.fields)), lambda: None)
    return live.id


async def _adopt(runner: Runner, plan: Plan, _tell: Callable[..., None]) -> int:
    """Adopt the generation, as if its lease had expired."""
    mine = Generation.objects.filter(pk=plan.pk, status="running")
    await in_database(mine.update, lease_until=Now() - timedelta(minutes=1))
    await runner.sweep()
    return plan.pk


async def _cancel(runner: Runner, plan: Plan, _tell: Callable[..., None]) -> int:
    await runner.cancel(plan.pk)
    return plan.pk


async def _retry(runner: Runner, plan: Plan, _tell: Callable[..., None]) -> int:
    await runner.retry(plan.pk, lambda: None)
    return plan.pk


async def _again(runner: Runner, plan: Plan, tell: Callable[..., None]) -> int:
    await runner.cancel(plan.pk)
    tell("cancelled")
    await runner.until_ended(plan.pk)
    return await _retry(runner, plan, tell)


async def _accept(_runner: Runner, plan: Plan, tell: Callable[..., None]) -> int:
    def accepted() -> str:
        row = Generation.objects.get(pk=plan.pk)
        assert row.parent
        try:
            accept(row.parent, plan.pk)
        except TilError as error:
            return error.code
        return "accepted"

    tell("accept", await in_database(accepted))
    return 0


ACTS = {"start": _start, "adopt": _adopt, "cancel": _cancel, "retry": _retry, "again": _again, "accept": _accept}
