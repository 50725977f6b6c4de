"""Generations of other processes are read from their rows: immediately on a ring, within a second without one."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from django.test import override_settings

from generate.models import Generation
from generate.running.database import in_database
from generate.running.remote import feed, take_up
from generate.stages import Stage
from generate.stream.events import Event
from generate.stream.live import Live, Status
from generate.stream.position import Position
from tests.generate.fleet import (
    FINAL,
    Fleet,
    admit,
    events_of,
    fleet,
    generation,
    slowly,
    text_of,
    until,
    until_kept,
)
from tests.generate.stream.test_bell import layer
from tests.services import Redis

pytestmark = pytest.mark.anyio
on_a_database = pytest.mark.django_db(transaction=True)
FLUSH = 0.1


@pytest.fixture
async def ours(anyio_backend: str, own_redis: Redis) -> AsyncIterator[Fleet]:
    with override_settings(CHANNEL_LAYERS=layer(own_redis.url)):
        async with fleet(TIL_FLUSH_SECONDS=FLUSH, TIL_LEASE_SECONDS=5) as made:
            yield made


async def lags_of(ours: Fleet, count: int) -> list[float]:
    """Follow a local run from another runner, and return the delays of the first ``count`` texts."""
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.05, "word " * 2_000))
    live = await here.start(generation(), admit)
    lags, shown = [], dict[int, float]()

    async def read() -> list[Event]:
        came: list[Event] = []
        async with aclosing(there.follow(Position(live.id), lambda events: events)) as batches:
            async for events in batches:
                came += events
                if began := shown.pop(len(text_of(came)), None):
                    lags.append(time.monotonic() - began)
        return came

    following = asyncio.create_task(read())
    async with asyncio.timeout(30):
        while len(lags) < count:
            shown[len(live.text)] = shown.get(len(live.text), time.monotonic())
            await asyncio.sleep(0.005)
    await here.cancel(live.id)
    events = await asyncio.wait_for(following, 10)
    assert events[-1].data["code"] == "cancelled"
    assert text_of(events) == str(live.text)
    return lags


@pytest.mark.timed
@on_a_database
async def test_with_the_bell_text_is_elsewhere_within_a_flush(ours: Fleet) -> None:
    lags = await lags_of(ours, 9)
    assert sorted(lags)[len(lags) // 2] < FLUSH + 0.25


@pytest.mark.timed
@on_a_database
async def test_without_the_bell_text_is_elsewhere_within_a_second_or_so(ours: Fleet, own_redis: Redis) -> None:
    own_redis.kill()
    lags = await lags_of(ours, 3)
    assert max(lags) < 2.5


@on_a_database
async def test_what_is_first_read_elsewhere_while_the_bell_is_away_still_comes(ours: Fleet, own_redis: Redis) -> None:
    here, there = ours.runner(), ours.runner()
    own_redis.kill()
    await asyncio.sleep(0.1)
    ours.fake.script(slowly(0.02))
    live = await here.start(generation(), admit)
    assert text_of(await asyncio.wait_for(events_of(there, live.id), 6)) == FINAL


@pytest.mark.timed
@on_a_database
async def test_a_stop_of_what_nobody_runs_is_heard_by_its_readers_elsewhere(ours: Fleet) -> None:
    here, there, third = ours.runner(), ours.runner(), ours.runner()
    ours.fake.script(slowly(0.1, "word " * 200))
    live = await here.start(generation(), admit)
    following = asyncio.create_task(events_of(third, live.id))
    await asyncio.sleep(1.5)  # by then the bell is known to work, so rows are rarely read without it
    await until_kept(live.id, 20)
    ours.kill(here)
    await in_database(Generation.objects.filter(pk=live.id).update, lease_until="2020-01-01T00:00Z")
    assert await there.cancel(live.id)
    events = await asyncio.wait_for(following, 5)
    assert events[-1].data["code"] == "cancelled"


def row(content: str, **fields: object) -> Generation:
    return generation(pk=7, content=content, stage=Stage.CONTENT, **fields)


def live() -> Live:
    made = Live(7, frozenset(Stage))
    take_up(made, row("kept"))
    return made


def test_what_was_read_before_another_reader_opened_it_is_not_doubled() -> None:
    shown = live()
    take_up(shown, row("kept and more"))  # while a peek from offset 4 was in progress
    feed(shown, row(" and more!"), attempt=1, offset=4)
    assert str(shown.text) == "kept and more!"


def test_what_was_read_of_an_older_attempt_is_not_added_to_a_newer_one() -> None:
    shown = live()
    take_up(shown, row("new", run=2, attempt=2))
    feed(shown, row("new text", run=2, attempt=2), attempt=1, offset=4)
    assert str(shown.text) == "new text"
    feed(shown, row(" of the first", run=1), attempt=1, offset=4)
    assert str(shown.text) == "new text"


def test_a_row_that_was_read_first_and_comes_last_takes_nothing_back() -> None:
    shown = live()
    complete = row("kept", status=Status.COMPLETE)
    complete.stage = Stage.END
    take_up(shown, complete)
    take_up(shown, row("kept"))
    assert shown.ended
    assert shown.stage is Stage.END
    take_up(shown, row("", run=2, attempt=2))
    assert (shown.ended, str(shown.text)) == (False, "")


@on_a_database
async def test_a_position_ahead_of_the_row_waits_for_it(ours: Fleet) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.03))
    live_here = await here.start(generation(), admit)
    with override_settings(TIL_FLUSH_SECONDS=1):
        await until(lambda: len(live_here.text) > 60)
        async with aclosing(here.follow(Position(live_here.id), lambda events: events)) as batches:
            ahead = await anext(batches)
        rest = await events_of(there, live_here.id, ahead[-1].position)
    assert text_of([*ahead, *rest]) == FINAL
    assert "reset" not in [event.name for event in rest]
