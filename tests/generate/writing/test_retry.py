"""Retries: counted by the server, timed, and never after the first text."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from generate.errors import (
    ProviderError,
    ProviderInterrupted,
    ProviderRateLimited,
    ProviderRefused,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm.base import Stop, Usage
from generate.writing.retry import Retry, delay, open_with_retry, with_retry
from tests.fakes.behaviour import TEXT, Behaviour, Fault
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KINDS, PROMPT, collect, provider, wired

pytestmark = pytest.mark.anyio

QUICK = with_retry(base_delay=0.02, max_delay=0.05)


@pytest.fixture
async def fake(anyio_backend: str) -> AsyncIterator[FakeProvider]:
    async with wired() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def read(kind: str, retry: Retry = QUICK) -> str:
    """Return the text of one streamed answer."""
    async with open_with_retry(provider(kind, timeout=0.3), PROMPT, retry) as answer:
        return "".join([piece async for piece in answer])


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
async def test_what_may_pass_is_tried_again(fake: FakeProvider, kind: str, status: int) -> None:
    fake.script(Behaviour(status=status))
    assert await read(kind) == TEXT
    assert len(fake.seen) == 2


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
async def test_what_will_not_pass_is_not(fake: FakeProvider, kind: str, status: int) -> None:
    fake.script(Behaviour(status=status))
    with pytest.raises(ProviderError):
        await read(kind)
    assert len(fake.seen) == 1


@pytest.mark.parametrize("fault", ["drop", "mute", "empty", "error", "reset", "silence"])
async def test_a_connection_that_fails_before_the_first_text_is_tried_again(
    fake: FakeProvider, kind: str, fault: Fault
) -> None:
    fake.script(Behaviour(fault=fault, after=0))
    assert await read(kind) == TEXT
    assert len(fake.seen) == 2


async def test_what_brings_nothing_may_be_paid_and_is_asked_three_times(fake: FakeProvider, kind: str) -> None:
    fake.script(*[Behaviour(fault="empty")] * 9)
    with pytest.raises(ProviderInterrupted):
        await read(kind)
    assert len(fake.seen) == 3


async def test_a_page_where_an_answer_was_to_be_is_no_reason_to_ask_again(fake: FakeProvider, kind: str) -> None:
    fake.script(*[Behaviour(fault="page")] * 3)
    with pytest.raises(ProviderRejected) as raised:
        await read(kind)
    assert "base URL" in raised.value.detail
    assert len(fake.seen) == 1


@pytest.mark.timed
async def test_a_provider_that_is_away_is_asked_until_the_deadline(fake: FakeProvider, kind: str) -> None:
    fake.script(*[Behaviour(status=503)] * 20)
    with pytest.raises(ProviderUnavailable):
        await read(kind, with_retry(base_delay=0.05, max_delay=0.2, deadline=1))
    assert 0.5 < time.time() - fake.seen[0].began < 1.3
    assert 5 <= len(fake.seen) <= 9
    waits = [later.began - sooner.began for sooner, later in itertools.pairwise(fake.seen)]
    assert waits[0] < waits[-1]


async def test_it_comes_back_within_the_deadline(fake: FakeProvider) -> None:
    fake.script(*[Behaviour(status=503)] * 6)
    assert await read("chat") == TEXT
    assert len(fake.seen) == 7


async def test_an_empty_account_is_not_asked_again(fake: FakeProvider) -> None:
    fake.script(Behaviour(status=429, error="insufficient_quota"))
    with pytest.raises(ProviderUnpaid):
        await read("chat")
    assert len(fake.seen) == 1


async def test_a_refusal_is_final(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(text="", stop="refusal"))
    with pytest.raises(ProviderRefused):
        await read(kind)
    assert len(fake.seen) == 1


@pytest.mark.parametrize("fault", ["reset", "cut", "error"])
async def test_once_text_has_come_nothing_starts_over(fake: FakeProvider, kind: str, fault: Fault) -> None:
    fake.script(Behaviour(fault=fault))
    got: list[str] = []
    with pytest.raises((ProviderInterrupted, ProviderUnavailable)):
        await collect(open_with_retry(provider(kind), PROMPT, QUICK), got)
    assert "".join(got) == fake.seen[0].said != ""
    assert len(fake.seen) == 1


async def test_the_first_text_is_there_when_the_block_begins(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(status=503))
    async with open_with_retry(provider(kind), PROMPT, QUICK) as answer:
        assert fake.seen[1].said
        assert "".join([piece async for piece in answer]) == TEXT
        assert (answer.stop, answer.usage) == (Stop.END, Usage(11, -(-len(TEXT) // 12)))


async def test_a_whole_answer_is_asked_for_anew(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(fault="reset"), Behaviour(stop="none"))
    assert (await QUICK(provider(kind).generate)(PROMPT)).text == TEXT
    assert len(fake.seen) == 3


async def test_a_provider_that_says_when_is_asked_then(fake: FakeProvider) -> None:
    fake.script(Behaviour(status=429, retry_after="0.4"))
    assert await read("anthropic") == TEXT
    assert 0.4 <= fake.seen[1].began - fake.seen[0].began < 0.7


async def test_a_provider_that_says_much_later_is_not_asked_again(fake: FakeProvider) -> None:
    fake.script(Behaviour(status=429, retry_after="3600"))
    with pytest.raises(ProviderRateLimited) as raised:
        await read("anthropic")
    assert raised.value.retry_after == 3600
    assert len(fake.seen) == 1


@pytest.mark.timed
async def test_no_attempt_begins_after_the_deadline(fake: FakeProvider) -> None:
    fake.script(*[Behaviour(status=429, retry_after="0.3")] * 9)
    began = time.monotonic()
    with pytest.raises(ProviderRateLimited):
        await read("anthropic", with_retry(max_retries=8, base_delay=0.01, deadline=0.5))
    assert len(fake.seen) == 2
    assert time.monotonic() - began < 0.5  # no wait without another attempt


@pytest.mark.timed
async def test_a_provider_that_only_keeps_the_line_open_is_given_up(fake: FakeProvider) -> None:
    fake.script(*[Behaviour(fault="silence", after=0)] * 2)
    async with asyncio.timeout(2):
        with pytest.raises(ProviderTimeout):
            await read("anthropic", with_retry(patience=0.1))
        with pytest.raises(ProviderTimeout):
            await with_retry(patience=0.1)(provider("anthropic").generate)(PROMPT)
    await fake.until(lambda: fake.seen[0].left and fake.seen[1].left)


@pytest.mark.timed
async def test_cancelling_ends_the_wait_between_attempts(fake: FakeProvider) -> None:
    fake.script(Behaviour(status=429, retry_after="10"))
    task = asyncio.create_task(read("anthropic"))
    await fake.until(lambda: fake.seen and fake.seen[0].ended)
    await asyncio.sleep(0.05)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - began < 0.1
    assert len(fake.seen) == 1


async def test_cancelling_closes_the_stream(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(delay=0.1))
    task = asyncio.create_task(read(kind))
    await fake.until(lambda: fake.seen and len(fake.seen[0].said) > 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await fake.until(lambda: fake.seen[0].left, seconds=0.5)


async def test_leaving_early_closes_the_stream(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(delay=0.1))
    async with open_with_retry(provider(kind), PROMPT, QUICK) as answer:
        async for _ in answer:
            break
    await fake.until(lambda: fake.seen[0].left, seconds=0.5)


def test_waits_double_and_are_drawn_at_random() -> None:
    for attempt, most in ((1, 1), (2, 2), (3, 3), (9, 3)):
        waits = [delay(None, attempt, 1, 3) for _ in range(400)]
        assert most / 2 <= min(waits) < most * 5 / 8
        assert most * 7 / 8 < max(waits) <= most


def test_half_a_minute_is_used_where_nobody_says_when() -> None:
    waits = [sum(delay(None, attempt, 0.5, 8) for attempt in range(1, 9)) for _ in range(100)]
    assert 27 < sum(waits) / len(waits) < 32


def test_a_wait_is_never_shorter_than_asked() -> None:
    error = ProviderRateLimited(retry_after=5)
    assert all(5 <= delay(error, 1, 0.5, 8) <= 5.5 for _ in range(100))


async def test_a_fault_of_ours_is_not_tried_again() -> None:
    calls = 0

    async def fail() -> None:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await QUICK(fail)()
    assert calls == 1


async def test_it_decorates_coroutine_functions_and_retries_what_it_is_told_to() -> None:
    calls: list[str] = []

    @with_retry(max_retries=2, base_delay=0.001, max_delay=0.002, retryable_exceptions=(KeyError,))
    async def look_up(key: str, *, missing: int) -> str:
        """Look up."""
        calls.append(key)
        if len(calls) <= missing:
            raise KeyError(key)
        return key.upper()

    assert await look_up("a", missing=2) == "A"
    assert (calls, look_up.__name__, look_up.__doc__) == (["a"] * 3, "look_up", "Look up.")
    calls.clear()
    with pytest.raises(KeyError):
        await look_up("b", missing=9)
    assert calls == ["b"] * 3


def test_only_a_coroutine_function_can_be_tried_again() -> None:
    async def count() -> AsyncIterator[int]:
        yield 1

    for other in (count, str.upper):
        with pytest.raises(TypeError, match="coroutine function"):
            with_retry()(cast(Any, other))
