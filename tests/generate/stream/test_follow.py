"""Following: all new text in one piece, a keep-alive after silence, and nothing left behind."""

import asyncio
import gc
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

import pytest

from generate.errors import NotSaved
from generate.stages import Stage, wanted
from generate.stream.events import Event, news
from generate.stream.follow import KEEP_ALIVE, RETRY, Heart, Reading, as_bytes, follow
from generate.stream.live import Live, Status
from generate.stream.position import Position
from tests.sse_parser import parse

pytestmark = pytest.mark.anyio
HEARTBEAT = 0.2


def live() -> Live:
    made = Live(7, wanted(day_number=False, excerpt=False, tags=False))
    made.show([("stage", Stage.CONTENT)])
    return made


def reading(shown: Live, heart: Heart, left: list[int] | None = None) -> AsyncGenerator[list[Event], None]:
    gone = left if left is not None else []
    return follow(
        shown, Position(7), Reading(lambda events: events, lambda: gone.append(1), partial(news, shown)), heart
    )


async def text_of(stream: AsyncGenerator[list[Event], None]) -> str:
    async with aclosing(stream):
        return "".join([event.data.get("chunk", "") async for events in stream for event in events])


def end(shown: Live) -> None:
    shown.show([("stage", Stage.END), ("title", "T"), ("status", Status.COMPLETE)])


@pytest.fixture
async def heart(anyio_backend: str) -> AsyncGenerator[Heart, None]:
    made = Heart(HEARTBEAT, stalled=0.6)
    beating = asyncio.create_task(made.beat())
    yield made
    beating.cancel()


async def test_all_who_follow_read_the_same_to_the_end(heart: Heart) -> None:
    shown = live()
    tasks = [asyncio.create_task(text_of(reading(shown, heart))) for _ in range(20)]
    for piece in ("a", "한글", "b"):
        await asyncio.sleep(0)
        shown.write(piece)
    end(shown)
    assert set(await asyncio.gather(*tasks)) == {"a한글b"}


async def test_who_does_not_read_gets_all_the_rest_in_one_chunk(heart: Heart) -> None:
    shown = live()
    async with aclosing(reading(shown, heart)) as stream:
        shown.write("begin ")
        await anext(stream)
        for _ in range(1_000):
            shown.write("more ")
        [rest] = await anext(stream)
    assert rest.data == {"chunk": "more " * 1_000}


async def test_a_silence_is_broken_by_a_comment_and_work_is_not(heart: Heart) -> None:
    shown = live()
    came: list[int] = []

    async def read() -> None:
        nonlocal came
        async with aclosing(reading(shown, heart)) as stream:
            async for events in stream:
                came += [len(events)]

    task = asyncio.create_task(read())
    for _ in range(10):
        shown.write("a")
        await asyncio.sleep(HEARTBEAT / 4)
    assert came == [1] * 10
    await asyncio.sleep(HEARTBEAT * 3)
    assert came[10:] in ([0], [0] * 2, [0] * 3)
    end(shown)
    await task


async def test_a_reader_who_takes_nothing_is_let_go_and_others_are_not(heart: Heart) -> None:
    shown = live()
    shown.write("text")

    async def stall() -> None:
        async with aclosing(reading(shown, heart)) as stream:
            async for _ in stream:
                await asyncio.Event().wait()

    patient, stalled = asyncio.create_task(text_of(reading(shown, heart))), asyncio.create_task(stall())
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(stalled, 3)
    assert len(heart) == 1
    end(shown)
    assert await patient == "text"


async def test_whoever_leaves_leaves_nothing_behind(heart: Heart) -> None:
    shown, left = live(), list[int]()
    tasks = [asyncio.create_task(text_of(reading(shown, heart, left))) for _ in range(50)]
    await asyncio.sleep(0)
    assert (shown.followers, len(heart)) == (50, 50)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (shown.followers, len(heart), len(left)) == (0, 0, 50)


async def test_closing_ends_every_stream_at_once(heart: Heart) -> None:
    shown = live()
    tasks = [asyncio.create_task(text_of(reading(shown, heart))) for _ in range(50)]
    await asyncio.sleep(0)
    heart.close()
    await asyncio.wait_for(asyncio.gather(*tasks), 0.2)
    assert await text_of(reading(shown, heart)) == ""


async def test_what_is_not_saved_ends_the_stream_and_whoever_comes_back_goes_on(heart: Heart) -> None:
    shown = live()
    shown.show([("error", NotSaved()), ("status", Status.FAILED)])
    assert await text_of(reading(shown, heart)) == ""
    shown.show([("error", None), ("status", Status.RUNNING)])
    task = asyncio.create_task(text_of(reading(shown, heart)))
    shown.write("back")
    end(shown)
    assert await task == "back"


def count_timers() -> int:
    """Return the number of timers in all loops, since earlier tests leave some."""
    gc.collect()
    return sum(isinstance(known, asyncio.TimerHandle) for known in gc.get_objects())


async def test_a_thousand_idle_readers_cost_no_timer_no_task_and_no_thread(heart: Heart) -> None:
    shown, threads, timers = live(), threading.active_count(), count_timers()
    streams = [reading(shown, heart) for _ in range(1_000)]
    tasks = [asyncio.create_task(text_of(stream)) for stream in streams]
    await asyncio.sleep(HEARTBEAT / 2)
    assert count_timers() < timers + 10
    assert len(asyncio.all_tasks()) < 1_010
    assert threading.active_count() <= threads
    end(shown)
    await asyncio.gather(*tasks)
    gc.collect()
    assert len(asyncio.all_tasks()) < 10


async def test_the_first_bytes_say_how_soon_to_come_back_and_a_silence_is_a_comment() -> None:
    write = as_bytes()
    event = Event("content_chunk", {"chunk": "한글\n"}, Position(7, 1, Stage.CONTENT, 3))
    sent = write([event]) + write([]) + write([event])
    assert sent.startswith(RETRY)
    assert (sent.count(b"retry:"), sent.count(KEEP_ALIVE)) == (1, 1)
    assert [(one.last_event_id, one.type) for one in parse([sent])] == [("7-1-2-3", "content_chunk")] * 2
