"""Text from any offset, and a signal that wakes every reader."""

import asyncio
import gc
import hashlib
import time
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.errors import NotSaved
from generate.stages import Stage
from generate.stream.live import Continued, Live, Signal, Status, Text


@given(st.lists(st.text(max_size=5), max_size=20), st.integers(0, 120))
def test_text_is_read_from_any_offset(pieces: list[str], offset: int) -> None:
    text = Text()
    for piece in pieces:
        text.append(piece)
    whole = "".join(pieces)
    assert (str(text), len(text), text.since(offset)) == (whole, len(whole), whole[offset:])


@given(st.text(max_size=30), st.text(max_size=9), st.integers(0, 40))
def test_text_is_cut_where_it_was_kept_and_grows_again(text: str, more: str, length: int) -> None:
    cut = Text(text[:10])
    cut.append(text[10:])
    cut.cut(length)
    cut.append(more)
    assert str(cut) == text[:length] + more


def test_reading_the_tail_costs_what_is_read_not_what_is_there() -> None:
    def seconds(length: int) -> float:
        text = Text()
        for _ in range(length):
            text.append("word ")
        begun = time.process_time()
        for _ in range(2_000):
            text.since(len(text) - 5)
        return time.process_time() - begun

    assert seconds(100_000) < 5 * seconds(1_000)


@pytest.mark.anyio
async def test_a_ring_wakes_all_who_wait_and_keeps_none_of_them() -> None:
    signal = Signal()
    waiting = [signal.wait() for _ in range(3)]
    waiting[0].cancel()
    signal.ring()
    signal.ring()
    assert [await future for future in waiting[1:]] == [True, True]
    await asyncio.sleep(0)
    kept = [weakref.ref(future) for future in waiting]
    del waiting
    gc.collect()
    assert not any(ref() for ref in kept)


@pytest.mark.anyio
async def test_who_stops_waiting_is_forgotten() -> None:
    signal = Signal()
    future = signal.wait()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(future, 0.01)
    kept = weakref.ref(future)
    del future
    gc.collect()
    assert kept() is None
    signal.ring()


def live() -> Live:
    made = Live(7, frozenset(Stage))
    made.write("한글 text")
    return made


def test_the_digest_is_over_utf_8_and_follows_a_new_attempt() -> None:
    shown = live()
    assert shown.digest == hashlib.sha256("한글 text".encode()).hexdigest()
    shown.begin(run=2, attempt=2, continued=(Continued(2, 0, "model", ""),))
    shown.write("other")
    assert shown.digest == hashlib.sha256(b"other").hexdigest()


def test_to_be_taken_up_keeps_the_text_unless_it_is_written_again() -> None:
    shown = live()
    shown.show([("status", Status.FAILED), ("error", NotSaved())])
    assert shown.ended
    shown.begin(run=2, attempt=1, continued=())
    assert (shown.ended, shown.error, str(shown.text)) == (False, None, "한글 text")
    shown.begin(run=3, attempt=2, continued=(Continued(2, 3, "server", ""),))
    assert (shown.run, shown.attempt, str(shown.text)) == (3, 2, "한글 ")
    shown.begin(run=4, attempt=4, continued=shown.continued)
    assert str(shown.text) == "", "nothing is known of one of the attempts"
