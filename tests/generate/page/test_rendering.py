"""At any speed, a text costs little more than its length and appears soon; tested with a simulated clock."""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generate.page import rendering as shown_module
from generate.page.fragments import Fragments
from generate.page.page_events import PageEvents, as_page
from generate.page.rendering import LATE, TICK, rendering_of
from generate.stages import Stage
from generate.stream.follow import Heart, Reading, follow
from generate.stream.live import Live
from generate.stream.position import Position
from tests.generate.page.drafts import LONG, pieces
from tests.generate.page.test_page_events import ALL, DONE, Scene
from til.text.markdown import parser

CHUNK = len(b"100\r\n\r\n")  # bytes that HTTP adds to each write
KOREAN = ("블록 안의 작업이 취소되면 예외는 밖에서 보입니다. 기다림의 끝은 일의 끝이 아닙니다. " * 5 + "\n\n") * 14
ENGLISH = ("Ending the wait is not ending the work, and who waits for the end should know. " * 5 + "\n\n") * 16
CODE = (
    "```python\n" + "\n".join(f"    value_{i} = compute(value_{i - 1}, limit={i})  # why" for i in range(120)) + "\n```"
)
TEXTS = {"draft": LONG, "korean": KOREAN, "english": ENGLISH, "code": CODE}


class Jumping(asyncio.SelectorEventLoop):
    """An event loop with a simulated clock that jumps to the next timer."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]  # asyncio has no public hook for this
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]  # private, as said above
        super()._run_once()  # type: ignore[misc]  # private, as said above


def at_once(work: Coroutine[Any, Any, Any]) -> Any:
    """Run ``work`` with the simulated clock, entirely in this thread."""
    loop = Jumping()
    try:
        with patch.object(shown_module, "LARGE", 1_000_000):
            return loop.run_until_complete(work)
    finally:
        loop.close()


async def read(text: str, every: float, count: int = 600) -> tuple[int, float]:
    """Write ``text`` in ``count`` pieces, one per ``every`` seconds.

    Return the bytes that a reader was sent, and the longest time that something written was not shown.
    """
    live, time = Live(7, ALL), asyncio.get_running_loop().time
    live.show([("day_number", 12), ("provider", "openai"), ("model", "m"), ("stage", Stage.CONTENT)])
    shown = await rendering_of(live, lambda _: None, "text")
    news = PageEvents(shown, Fragments("en", datetime.now(UTC), may_publish=True))
    hidden: deque[tuple[int, float]] = deque()  # shown characters, and the time

    async def write() -> None:
        for piece in pieces(text, count):
            await asyncio.sleep(every)
            live.write(piece)
            hidden.append((len(live.text), time()))
        live.show(DONE)

    writing = asyncio.create_task(write())
    sent, longest = 0, 0.0
    async for part in follow(shown, Position(7), Reading(as_page(), lambda: None, news), Heart(1e9, 1e9)):
        sent += len(part) + CHUNK
        while hidden and hidden[0][0] <= shown.length:
            longest = max(longest, time() - hidden.popleft()[1])
    await writing
    return sent, longest


@pytest.mark.parametrize("name", TEXTS)
@given(every=st.floats(0.001, 0.8))
@example(every=0.1)
@example(every=0.2)
@example(every=0.8)
@settings(max_examples=10, deadline=None)
def test_six_kilobytes_cost_at_most_three_times_their_length_at_any_speed(name: str, every: float) -> None:
    """Speeds range from thousands of characters per second down to ten."""
    sent, longest = at_once(read(TEXTS[name], every))
    assert sent <= 3 * len(TEXTS[name].encode()), f"{sent / len(TEXTS[name].encode()):.2f} times"
    assert longest <= LATE + TICK


def test_slow_prose_is_shown_as_it_comes() -> None:
    _, longest = at_once(read(KOREAN, 0.4))
    assert longest <= 0.4 + TICK, "a blank at the end of a piece is seen with the next one"
    _, longest = at_once(read(ENGLISH, 0.4, count=300))
    assert longest <= 0.4 + TICK


def test_nothing_waits_long_however_slow_the_model_is() -> None:
    _, longest = at_once(read(LONG[:300], 1.0, count=300))
    assert longest <= LATE + TICK


@pytest.mark.parametrize("for_good", [True, False])
def test_a_text_that_cannot_be_rendered_is_shown_as_plain_text(
    for_good: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was rendered stays; the rest is plain, and the draft ends as usual."""
    faults = iter([True] * 10_000 if for_good else [True, False])

    def failing() -> Any:
        if scene.live.text.since(0).count("<boom>") and next(faults, False):
            raise RecursionError("maximum depth")
        return parser()

    async def write() -> Scene:
        scene.live.show([("day_number", 12), ("provider", "openai"), ("model", "m"), ("stage", Stage.CONTENT)])
        scene.shown = await rendering_of(scene.live, lambda _: None, "text")
        scene.shown.followers += 1
        scene.connect()
        for piece in ("First **rendered**.\n\n## Second\n\nThird ", "<boom> & *more*", "\n\nand the end."):
            scene.live.write(piece)
            await scene.look()
        assert "and the end." in scene.browser.blocks + scene.browser.tail, "seen while it is written"
        scene.live.show(DONE)
        await scene.look()
        scene.shown.followers -= 1
        return scene

    monkeypatch.setattr("generate.page.blocks.parser", failing)
    scene = Scene(Live(7, ALL), None)  # type: ignore[arg-type]  # its rendering begins in the loop
    with caplog.at_level(logging.ERROR):
        browser = at_once(write()).browser
    page = browser.blocks + browser.tail
    assert "<strong>rendered</strong>" in page
    assert page.count("and the end.") == page.count("Third") == page.count("boom") == 1
    assert ("&lt;boom&gt; &amp; *more*" in page) == for_good
    assert browser.seen[-2:] == ["complete", "close"]
    assert len([one for one in caplog.records if "cannot be rendered" in one.message]) == 1


def test_a_reader_whose_response_begins_late_reads_on() -> None:
    async def late() -> bytes:
        live = Live(7, ALL)
        shown = await rendering_of(live, lambda _: None, "text")
        await asyncio.sleep(2 * shown_module.LINGER)
        news = PageEvents(shown, Fragments("en", datetime.now(UTC), may_publish=True))
        reading = asyncio.create_task(whole(news, shown))
        await asyncio.sleep(1)
        live.show([("day_number", 12), ("provider", "openai"), ("model", "m"), ("stage", Stage.CONTENT)])
        live.write("Written later.")
        live.show(DONE)
        async with asyncio.timeout(10):
            return await reading

    async def whole(news: PageEvents, shown: Any) -> bytes:
        read = Reading(as_page(), lambda: None, news)
        return b"".join([part async for part in follow(shown, Position(7), read, Heart(1e9, 1e9))])

    stream = at_once(late())
    assert b"Written later." in stream
    assert b"event: close" in stream
