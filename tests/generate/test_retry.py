"""Trying again: counted by the server, timed by the clock, and never after the first text."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable
from typing import cast

import pytest

from generate.errors import (
    ProviderError,
    ProviderInterrupted,
    ProviderRateLimited,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm.base import Stop, Usage
from generate.retry import Policy, complete_with_retry, open_with_retry, with_retry
from tests.fakes.behaviour import TEXT, Behaviour, Fault
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KINDS, PROMPT, collect, provider, wired

pytestmark = pytest.mark.anyio

QUICK = Policy(first_wait=0.02, longest_wait=0.05)


@pytest.fixture
async def fake(anyio_backend: str) -> AsyncIterator[FakeProvider]:
    async with wired() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def read(kind: str, policy: Policy = QUICK) -> str:
    """The text of one streamed answer under a policy."""
    async with open_with_retry(provider(kind, timeout=0.3), PROMPT, policy) as answer:
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


@pytest.mark.parametrize("fault", ["drop", "mute", "empty", "page", "error", "reset", "silence"])
async def test_a_connection_that_fails_before_the_first_text_is_tried_again(
    fake: FakeProvider, kind: str, fault: Fault
) -> None:
    fake.script(Behaviour(fault=fault, after=0))
    assert await read(kind) == TEXT
    assert len(fake.seen) == 2


async def test_three_times_and_no_more(fake: FakeProvider, kind: str) -> None:
    fake.script(*[Behaviour(status=503)] * 9)
    with pytest.raises(ProviderUnavailable):
        await read(kind)
    assert len(fake.seen) == 3


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
    assert (await complete_with_retry(provider(kind), PROMPT, QUICK)).text == TEXT
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
        await read("anthropic", Policy(attempts=9, first_wait=0.01, deadline=0.5))
    assert len(fake.seen) == 2
    assert time.monotonic() - began < 0.5  # it does not wait for an attempt that it would not make


@pytest.mark.timed
async def test_a_provider_that_only_keeps_the_line_open_is_given_up(fake: FakeProvider) -> None:
    fake.script(*[Behaviour(fault="silence", after=0)] * 2)
    async with asyncio.timeout(2):
        with pytest.raises(ProviderTimeout):
            await read("anthropic", Policy(patience=0.1))
        with pytest.raises(ProviderTimeout):
            await complete_with_retry(provider("anthropic"), PROMPT, Policy(patience=0.1))
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
    policy = Policy(first_wait=1, longest_wait=3)
    for attempt, most in ((1, 1), (2, 2), (3, 3), (9, 3)):
        waits = [policy.wait(None, attempt) for _ in range(400)]
        assert 0 <= min(waits) < most / 4
        assert most * 3 / 4 < max(waits) <= most


def test_a_wait_is_never_shorter_than_asked() -> None:
    error = ProviderRateLimited(retry_after=5)
    assert all(5 <= Policy().wait(error, 1) <= 5.5 for _ in range(100))


async def test_a_fault_of_ours_is_not_tried_again() -> None:
    calls = 0

    async def fail() -> None:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await with_retry(fail, QUICK)
    assert calls == 1


async def test_an_async_generator_is_refused() -> None:
    async def count() -> AsyncIterator[int]:
        yield 1

    with pytest.raises(TypeError):
        await with_retry(lambda: cast(Awaitable[int], count()), QUICK)
