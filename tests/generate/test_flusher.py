"""What is written is kept: a few times a second, through outages, whatever another run has written."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.test import override_settings

from generate import store
from generate.database import in_database
from generate.models import Generation
from generate.stream.live import Status
from tests.fakes.behaviour import Behaviour
from tests.generate.outage import Away, away
from tests.generate.running import FINAL, Fleet, admit, events_of, fleet, generation, row_of, slowly, text_of, until

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
        await asyncio.sleep(0.5)  # title, excerpt and tags are asked for, or wait for the tags in use
        assert not following.done()
    events = await asyncio.wait_for(following, 10)
    row = await row_of(live.id)
    assert text_of(events) == row.content == FINAL
    assert (row.attempt, row.run, events[-1].name) == (1, 1, "complete")


async def test_readers_are_told_what_cannot_be_saved_and_go_on_when_it_can(ours: Fleet, away: Away) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.1))
    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    with override_settings(TIL_LEASE_SECONDS=0.1), away():
        events = await asyncio.wait_for(events_of(runner, live.id), 5)
        again = await events_of(runner, live.id, events[-1].position)
    assert [events[-1].data["code"], again[-1].data["code"]] == ["not_saved"] * 2
    await until(lambda: not live.ended, 10)
    rest = await events_of(runner, live.id, again[-1].position)
    assert text_of([*events, *again, *rest]) == (await row_of(live.id)).content == FINAL
    assert rest[-1].name == "complete"


async def test_a_long_quiet_time_is_no_outage(ours: Fleet, away: Away) -> None:
    runner = ours.runner()
    with override_settings(TIL_LEASE_SECONDS=0.3):
        await asyncio.sleep(1.3)  # longer than readers are left in the dark
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
    ours.fake.script(slowly(0.1), slowly(0.01))
    live = await here.start(generation(), admit)
    following = asyncio.create_task(events_of(here, live.id))
    await until(lambda: len(live.text) > 20)
    there = ours.runner()
    await in_database(Generation.objects.filter(pk=live.id).update, lease_until="2020-01-01T00:00Z")
    for row in await in_database(store.adopt, there.owner):
        there._begin(row)
    await ours.fake.until(lambda: ours.fake.seen[0].left, 1)
    events = await asyncio.wait_for(following, 5)
    row = await row_of(live.id)
    assert (row.attempt, row.content, row.status) == (2, FINAL, Status.COMPLETE)
    assert text_of(events) == FINAL
    assert [event.name for event in events].count("reset") == 1


async def test_what_the_database_refuses_ends_that_run_alone(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05), slowly(0.05))
    bad, good = await runner.start(generation(), admit), await runner.start(generation(), admit)
    await until(lambda: len(bad.text) > 20)
    runner._runs[bad.id].note({"title": "half of a character: \ud800"})
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
