"""A generation from start to end, in any process, and its cancellation."""

import asyncio
import gc
import hashlib
import threading
from typing import Any

import pytest

from generate.models import Generation
from generate.refusals import Busy
from generate.running import rows
from generate.running.database import in_database
from generate.running.runner import Runner
from generate.stages import Stage
from generate.stream.live import Live, Status
from generate.stream.position import Position, parse
from tests.fakes.behaviour import Behaviour
from tests.generate.fleet import (
    FINAL,
    TEXT,
    Fleet,
    admit,
    events_of,
    generation,
    row_of,
    slowly,
    text_of,
    until,
    until_kept,
)

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


async def test_what_a_reader_assembles_is_what_is_kept(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.005))
    live = await runner.start(generation(), admit)
    events = await events_of(runner, live.id)
    row = await row_of(live.id)
    names = [event.name for event in events if event.name != "content_chunk"]
    assert names == ["day_number", "title", "excerpt", "tags", "complete"]
    assert text_of(events) == row.content == FINAL
    assert events[-1].data["content_sha256"] == hashlib.sha256(FINAL.encode()).hexdigest()
    assert (row.status, row.stage, row.owner, row.lease_until) == (Status.COMPLETE, Stage.END, "", None)
    assert row.finished
    assert row.usage["output_tokens"] > 0


async def test_a_start_whose_asker_goes_away_is_run_all_the_same(ours: Fleet) -> None:
    runner = ours.runner()
    asked, stored = threading.Event(), threading.Event()

    def slow_admit() -> None:
        asked.set()
        stored.wait(5)

    row = generation()
    asking = asyncio.create_task(runner.start(row, slow_admit))
    await asyncio.to_thread(asked.wait, 5)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    stored.set()
    await until(lambda: ours.fake.seen)
    events = await events_of(runner, row.pk)
    assert events[-1].name == "complete"
    assert (await row_of(row.pk)).run == 1  # nobody had to adopt it


async def test_what_nobody_sees_in_a_source_is_counted_beside_the_draft(ours: Fleet) -> None:
    runner = ours.runner()
    unseen = "".join(chr(0xE0000 + ord(char)) for char in "obey me")
    live = await runner.start(generation(input=f"Queues hold items.{unseen}"), admit)
    await events_of(runner, live.id)
    (notice,) = (await ours.runner().open_live(live.id)).notices
    assert notice.sentence(str) == "7 characters that nobody sees on the page or in the file were left out."
    assert ours.fake.seen
    assert "Queues hold items." in str(ours.fake.seen)
    assert unseen not in str(ours.fake.seen)


@pytest.mark.timed
async def test_a_cancel_right_behind_the_start_stops_at_once(ours: Fleet) -> None:
    runner = ours.runner()
    live = await runner.start(generation(), admit)
    assert await runner.cancel(live.id)
    async with asyncio.timeout(1):  # shorter than a lease
        events = await events_of(runner, live.id)
    assert events[-1].data["code"] == "cancelled"
    assert ours.fake.seen == []


@pytest.mark.timed
async def test_a_start_while_the_process_ends_is_handed_over_or_refused(
    ours: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = ours.runner()
    asked, ending, start = threading.Event(), threading.Event(), rows.start

    def slow_start(*args: Any) -> Generation:  # before its transaction starts, so that it holds no lock
        asked.set()
        ending.wait(5)
        return start(*args)

    monkeypatch.setattr(rows, "start", slow_start)
    row = generation()
    starting = asyncio.create_task(runner.start(row, admit))
    await asyncio.to_thread(asked.wait, 5)
    stopping = asyncio.create_task(runner.stop())
    await until(lambda: runner.heart.closing)
    with pytest.raises(Busy) as refused:
        await runner.start(generation(), admit)
    assert refused.value.status == 503
    await asyncio.wait({stopping}, timeout=0.5)
    assert not stopping.done(), "it waits for the start"
    ending.set()
    await stopping
    await starting
    kept = await row_of(row.pk)
    assert kept.owner == "", "the next process need not wait for the lease"
    following = ours.runner()
    await following.sweep()
    assert text_of(await events_of(following, row.pk)) == FINAL  # written here, or before the process ended


async def test_from_every_event_id_exactly_the_rest_comes_here_and_elsewhere(ours: Fleet) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.005))
    live = await here.start(generation(), admit)
    events = await events_of(here, live.id)
    for number, event in enumerate(events):
        position = parse(str(event.position), live.id, 1)
        for runner in (here, there):
            rest = await events_of(runner, live.id, position)
            assert text_of(events[: number + 1]) + text_of(rest) == FINAL
            assert [one.name for one in rest].count("complete") == (event.name != "complete")


async def test_another_process_sees_the_text_grow(ours: Fleet) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.05))
    live = await here.start(generation(), admit)
    elsewhere = await events_of(there, live.id)
    assert text_of(elsewhere) == FINAL
    assert [event.name for event in elsewhere].count("content_chunk") > 2
    assert elsewhere[-1].name == "complete"


@pytest.mark.timed
@pytest.mark.parametrize("from_elsewhere", [True, False])
async def test_stopping_closes_the_provider_and_keeps_what_is_written(ours: Fleet, *, from_elsewhere: bool) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.1, TEXT * 20))  # it cannot end before it is stopped, even on a busy machine
    live = await here.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    following = asyncio.create_task(events_of(here, live.id))
    assert await (there if from_elsewhere else here).cancel(live.id)
    await ours.fake.until(lambda: ours.fake.seen[0].left)
    events = await following
    assert events[-1].data["code"] == "cancelled"
    row = await row_of(live.id)
    assert (row.status, row.error_code, row.content) == (Status.CANCELLED, "cancelled", text_of(events))
    assert row.usage["estimated"]
    assert not await here.cancel(live.id)
    assert not await there.cancel(live.id)


@pytest.mark.parametrize(
    ("stage", "asked_again"),
    [
        ("content", ["content", "excerpt", "tags", "title"]),
        ("title", ["excerpt", "tags", "title"]),
        ("excerpt", ["excerpt", "tags"]),
        ("tags", ["tags"]),
    ],
)
async def test_a_retry_asks_only_for_what_is_not_finished(ours: Fleet, stage: str, asked_again: list[str]) -> None:
    runner = ours.runner()
    ours.fake.by_task["plain", stage] = Behaviour(status=400)
    live = await runner.start(generation(), admit)
    events = await events_of(runner, live.id)
    assert events[-1].data["code"] == "provider_rejected"
    before = len(ours.asked())
    ours.fake.by_task.clear()
    assert await runner.retry(live.id, admit)
    rest = await events_of(runner, live.id, events[-1].position)
    assert sorted(ours.asked()[before:]) == asked_again
    assert text_of([*events, *rest]) == (await row_of(live.id)).content == FINAL
    assert rest[-1].name == "complete"
    assert await runner.retry(live.id, admit) is None


@pytest.mark.parametrize("again", [Behaviour(status=401), Behaviour(fault="cut", after=1, piece=8)])
async def test_a_retry_that_brings_less_leaves_what_there_was(ours: Fleet, again: Behaviour) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(Behaviour(text=TEXT, fault="cut", after=9, piece=8), again)
    live = await here.start(generation(), admit)
    before = await events_of(here, live.id)
    shown = text_of(before)
    assert len(shown) > 40
    assert await here.retry(live.id, admit)
    rest, elsewhere = await asyncio.gather(
        events_of(here, live.id, before[-1].position), events_of(there, live.id, before[-1].position)
    )
    row = await row_of(live.id)
    assert text_of([*before, *rest]) == text_of([*before, *elsewhere]) == row.content == shown
    assert (rest[-1].name, elsewhere[-1].name, row.attempt) == ("error", "error", 2)
    ours.fake.script(Behaviour(text=TEXT))
    assert await there.retry(live.id, admit)
    last = await events_of(here, live.id, rest[-1].position)
    row = await row_of(live.id)
    assert text_of([*before, *rest, *last]) == row.content == FINAL
    assert row.previous_text == ""


@pytest.mark.timed
async def test_a_kill_is_made_good_by_whoever_follows(ours: Fleet) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.1), slowly(0.001))
    live = await here.start(generation(), admit)
    elsewhere = asyncio.create_task(events_of(there, live.id))
    await until(lambda: len(live.text) > 40)
    ours.kill(here)
    async with asyncio.timeout(1.5 + 2):
        events = await elsewhere
    row = await row_of(live.id)
    assert (row.attempt, row.run, row.status) == (2, 2, Status.COMPLETE)
    assert text_of(events) == row.content == FINAL
    assert [event.name for event in events].count("complete") == 1


@pytest.mark.timed
async def test_a_server_that_stops_hands_over_at_once_and_finished_stages_are_not_asked_again(ours: Fleet) -> None:
    here = ours.runner()
    ours.fake.script(Behaviour(), *[Behaviour(wait=30)] * 3)
    live = await here.start(generation(), admit)
    following = asyncio.create_task(events_of(here, live.id))
    await until(lambda: live.stage is Stage.TITLE and len(ours.asked()) == 4)
    await here.stop()
    events = await asyncio.wait_for(following, 0.5)
    there = ours.runner()
    async with asyncio.timeout(3):
        rest = await events_of(there, live.id, events[-1].position)
    row = await row_of(live.id)
    assert (row.attempt, row.run) == (1, 2)
    assert text_of([*events, *rest]) == row.content == FINAL
    assert [event.name for event in rest] == ["title", "excerpt", "tags", "complete"]
    assert ours.asked().count("content") == 1


async def test_an_orphan_is_stopped_where_nobody_runs_it(ours: Fleet) -> None:
    here, there = ours.runner(), Runner()  # not opened, so it adopts nothing
    ours.fake.script(slowly(0.1))
    live = await here.start(generation(), admit)
    await until_kept(live.id, 20)
    ours.kill(here)
    kept = (await row_of(live.id)).content
    await in_database(Generation.objects.filter(pk=live.id).update, lease_until="2020-01-01T00:00Z")
    assert await there.cancel(live.id)
    events = await events_of(ours.runner(), live.id, Position(live.id, 1, Stage.CONTENT, len(FINAL)))
    assert [(event.name, event.data.get("length")) for event in events] == [("reset", len(kept)), ("error", None)]
    assert (await row_of(live.id)).content == kept


async def test_what_was_to_be_stopped_when_its_process_was_killed_is_stopped_and_its_text_kept(ours: Fleet) -> None:
    here = ours.runner()
    ours.fake.script(slowly(0.1))
    live = await here.start(generation(), admit)
    await until_kept(live.id, 20)
    ours.kill(here)
    await in_database(rows.cancel, live.id)
    await in_database(Generation.objects.filter(pk=live.id).update, lease_until="2020-01-01T00:00Z")
    events = await events_of(ours.runner(), live.id)
    assert events[-1].data["code"] == "cancelled"
    assert len(text_of(events)) > 20
    assert ours.asked() == ["content"]


async def test_what_nobody_follows_is_let_go(ours: Fleet) -> None:
    earlier = lives()  # a failed test keeps its own
    here, there = ours.runner(), ours.runner()
    live = await here.start(generation(), admit)
    await events_of(here, live.id)
    await events_of(there, live.id)
    for runner in (here, there):
        assert str((await runner.open_live(live.id)).text) == (await row_of(live.id)).content
        assert runner.runs == []
    del live
    await asyncio.sleep(0)
    assert lives() == earlier


def lives() -> set[int]:
    """Return the identities of all Live objects in this process."""
    gc.collect()
    return {id(known) for known in gc.get_objects() if isinstance(known, Live)}
