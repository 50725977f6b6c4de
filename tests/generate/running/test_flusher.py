"""Text is saved a few times a second, through outages and despite invalid data of other runs."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.test import override_settings

from generate.models import Generation
from generate.running.database import in_database
from generate.stream.live import Status
from tests.fakes.behaviour import Behaviour
from tests.generate.fleet import (
    FINAL,
    TEXT,
    Fleet,
    admit,
    events_of,
    fleet,
    generation,
    row_of,
    slowly,
    take_over,
    text_of,
    until,
)
from tests.generate.outage import Away, away

__all__ = ["away"]
pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


@pytest.fixture
async def ours(anyio_backend: str) -> AsyncIterator[Fleet]:
    async with fleet(TIL_FLUSH_SECONDS=0.1, TIL_LEASE_SECONDS=5) as made:
        yield made


async def test_the_row_is_never_far_behind(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05))
    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 60)
    shown = len(live.text)
    await asyncio.sleep(0.3)
    assert len((await row_of(live.id)).content) >= shown


async def test_a_database_that_is_away_holds_nobody_up(ours: Fleet, away: Away) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05))
    live = await runner.start(generation(), admit)
    following = asyncio.create_task(events_of(runner, live.id))
    await until(lambda: len(live.text) > 20)
    with away():
        await asyncio.sleep(0.3)
        shown = len(live.text)
        await until(lambda: len(live.text) == len(FINAL))
        assert shown < len(FINAL)
        await asyncio.sleep(0.5)  # title, excerpt and tags are requested, or wait for the known tags
        assert not following.done()
    events = await asyncio.wait_for(following, 10)
    row = await row_of(live.id)
    assert text_of(events) == row.content == FINAL
    assert (row.attempt, row.run, events[-1].name) == (1, 1, "complete")


async def test_a_stop_closes_the_provider_while_the_database_is_away(ours: Fleet, away: Away) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.1, TEXT * 20))
    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    with away():
        stopping = asyncio.create_task(runner.cancel(live.id))
        await ours.fake.until(lambda: ours.fake.seen[0].left)
    await asyncio.gather(stopping, return_exceptions=True)
    events = await asyncio.wait_for(events_of(runner, live.id), 10)
    assert events[-1].data["code"] == "cancelled"
    assert text_of(events) == (await row_of(live.id)).content


async def test_readers_are_told_what_cannot_be_saved_and_go_on_when_it_can(ours: Fleet, away: Away) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.1))
    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    with override_settings(TIL_LEASE_SECONDS=0.1), away():
        events = await asyncio.wait_for(events_of(runner, live.id), 15)
        again = await events_of(runner, live.id, events[-1].position)
    assert [events[-1].data["code"], again[-1].data["code"]] == ["not_saved"] * 2
    await until(lambda: not live.ended, 10)
    rest = await events_of(runner, live.id, again[-1].position)
    assert text_of([*events, *again, *rest]) == (await row_of(live.id)).content == FINAL
    assert rest[-1].name == "complete"


async def test_a_long_quiet_time_is_no_outage(ours: Fleet, away: Away) -> None:
    runner = ours.runner()
    with override_settings(TIL_LEASE_SECONDS=0.3):
        await asyncio.sleep(1.3)  # until readers are told
        ours.fake.script(slowly(0.1))
        live = await runner.start(generation(), admit)
        with away():
            await asyncio.sleep(0.8)
            assert not live.ended


async def test_a_lease_that_ran_out_here_is_not_adopted_here(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.1))
    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    await in_database(Generation.objects.filter(pk=live.id).update, lease_until="2020-01-01T00:00Z")
    assert await runner.sweep() == []
    events = await events_of(runner, live.id)
    assert (text_of(events), ours.asked().count("content")) == (FINAL, 1)


async def test_who_lost_a_run_stops_paying_for_it_and_reads_on(ours: Fleet) -> None:
    here = ours.runner()
    ours.fake.script(slowly(0.1, TEXT * 20), slowly(0.01))  # the first cannot end on its own, even on a busy machine
    live = await here.start(generation(), admit)
    following = asyncio.create_task(events_of(here, live.id))
    await until(lambda: len(live.text) > 20)
    there = ours.runner()
    await take_over(there, live.id)
    await ours.fake.until(lambda: ours.fake.seen[0].left)
    events = await asyncio.wait_for(following, 20)
    row = await row_of(live.id)
    assert (row.attempt, row.content, row.status) == (2, FINAL, Status.COMPLETE)
    assert text_of(events) == FINAL
    assert [event.name for event in events].count("reset") <= 1


async def test_what_the_database_refuses_ends_that_run_alone(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05), slowly(0.05))
    bad, good = await runner.start(generation(), admit), await runner.start(generation(), admit)
    await until(lambda: len(bad.text) > 20)
    next(run for run in runner.runs if run.id == bad.id).note({"title": "half of a character: \ud800"})
    ended, fine = await asyncio.gather(events_of(runner, bad.id), events_of(runner, good.id))
    assert (ended[-1].data["code"], fine[-1].name) == ("failed", "complete")
    assert text_of(ended) == (await row_of(bad.id)).content
    assert text_of(fine) == FINAL


async def test_fifty_runs_at_once_are_all_kept(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(*[Behaviour(piece=32)] * 50)
    lives = [await runner.start(generation(auto_excerpt=False, auto_tags=False), admit) for _ in range(50)]
    for events in await asyncio.gather(*(events_of(runner, live.id) for live in lives)):
        assert events[-1].name == "complete"
    kept = await in_database(lambda: set(Generation.objects.values_list("status", "content")))
    assert kept == {(Status.COMPLETE, FINAL)}
