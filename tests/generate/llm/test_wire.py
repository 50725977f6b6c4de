"""The results of the three SDKs with a server that misbehaves in every known way."""

import asyncio
import traceback
from dataclasses import replace
from functools import partial

import pytest

from generate.errors import (
    ProviderError,
    ProviderInterrupted,
    ProviderRateLimited,
    ProviderRefused,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm.base import Stop, Usage
from tests.fakes.behaviour import TEXT, Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, PROMPT, collect, provider

pytestmark = pytest.mark.anyio

REFUSALS = [
    (Behaviour(status=307, location="http://127.0.0.1:9/elsewhere"), ProviderRejected),
    (Behaviour(status=400), ProviderRejected),
    (Behaviour(status=400, message="Your credit balance is too low to access the API"), ProviderUnpaid),
    (Behaviour(status=400, error="content_filter"), ProviderRefused),
    (Behaviour(status=400, message="API key not valid. Please pass a valid API key."), ProviderUnauthorized),
    (Behaviour(status=401), ProviderUnauthorized),
    (Behaviour(status=402), ProviderUnpaid),
    (Behaviour(status=403), ProviderUnauthorized),
    (Behaviour(status=404), ProviderRejected),
    (Behaviour(status=408), ProviderTimeout),
    (Behaviour(status=409), ProviderUnavailable),
    (Behaviour(status=413), ProviderRejected),
    (Behaviour(status=422), ProviderRejected),
    (Behaviour(status=429), ProviderRateLimited),
    (Behaviour(status=429, error="insufficient_quota"), ProviderUnpaid),
    (Behaviour(status=500), ProviderUnavailable),
    (Behaviour(status=502, body="<html><h1>502 Bad Gateway</h1></html>"), ProviderUnavailable),
    (Behaviour(status=503), ProviderUnavailable),
    (Behaviour(status=504), ProviderTimeout),
    (Behaviour(status=529), ProviderUnavailable),
    (Behaviour(fault="drop"), ProviderUnavailable),
]
BREAKS = [
    (Behaviour(stop="none"), ProviderInterrupted),
    (Behaviour(fault="reset"), ProviderInterrupted),
    (Behaviour(fault="cut"), ProviderInterrupted),
    (Behaviour(fault="garbage"), ProviderInterrupted),
    (Behaviour(fault="half"), ProviderInterrupted),
    (Behaviour(fault="error"), ProviderUnavailable),
    (Behaviour(fault="silence"), ProviderTimeout),
    (Behaviour(stop="refusal"), ProviderRefused),
]
EMPTY = [
    (Behaviour(fault="empty"), ProviderInterrupted),
    (Behaviour(text="", stop="none"), ProviderInterrupted),
    (Behaviour(text="", stop="blocked"), ProviderRefused),
    (Behaviour(fault="mute"), ProviderTimeout),
]


def named(case: object) -> str | None:
    if isinstance(case, Behaviour):
        return f"{case.status}-{case.fault or case.stop}-{case.error or case.message[:12]}"
    return getattr(case, "__name__", None)


async def test_the_text_arrives_piece_by_piece_and_whole(fake: FakeProvider, kind: str) -> None:
    async with provider(kind).generate_stream(PROMPT) as answer:
        pieces = [piece async for piece in answer]
    assert "".join(pieces) == TEXT
    assert len(pieces) > 10
    assert (answer.stop, answer.usage) == (Stop.END, Usage(11, len(pieces)))


async def test_a_text_that_met_its_limit_says_so(fake: FakeProvider, kind: str) -> None:
    reply = await provider(kind, "length").generate(PROMPT)
    assert (reply.text, reply.stop) == (TEXT, Stop.LENGTH)


async def test_what_a_model_thinks_is_not_text(fake: FakeProvider, kind: str) -> None:
    assert (await provider(kind, "thinking").generate(PROMPT)).text == TEXT


async def test_usage_is_estimated_where_it_is_not_told(fake: FakeProvider) -> None:
    fake.script(Behaviour(usage=False))
    reply = await provider("chat").generate(PROMPT)
    assert reply.usage.estimated
    assert reply.usage.output_tokens > 30


@pytest.mark.parametrize(("behaviour", "error"), REFUSALS, ids=named)
async def test_an_answer_that_never_begins(
    fake: FakeProvider, kind: str, behaviour: Behaviour, error: type[ProviderError]
) -> None:
    fake.script(behaviour)
    with pytest.raises(error) as raised:
        await provider(kind).generate(PROMPT)
    assert type(raised.value) is error
    assert len(fake.seen) == 1  # no SDK retries or follows redirects on its own


@pytest.mark.parametrize(("behaviour", "error"), BREAKS, ids=named)
async def test_an_answer_that_breaks_off(
    fake: FakeProvider, kind: str, behaviour: Behaviour, error: type[ProviderError]
) -> None:
    fake.script(behaviour)
    got: list[str] = []
    answer = provider(kind, timeout=0.3).generate_stream(PROMPT)
    with pytest.raises(error) as raised:
        await collect(answer, got)
    assert type(raised.value) is error
    assert answer.stop is None
    assert got
    assert fake.seen[0].said.startswith("".join(got))


@pytest.mark.parametrize(("behaviour", "error"), EMPTY, ids=named)
async def test_an_answer_with_nothing_in_it(
    fake: FakeProvider, kind: str, behaviour: Behaviour, error: type[ProviderError]
) -> None:
    fake.script(behaviour)
    with pytest.raises(error):
        await provider(kind, timeout=0.3).generate(PROMPT)


async def test_a_login_page_instead_of_an_answer(fake: FakeProvider, kind: str) -> None:
    with pytest.raises(ProviderRejected) as raised:
        await provider(kind, "page").generate(PROMPT)
    assert not raised.value.retryable
    assert "base URL" in raised.value.detail


async def test_nobody_listens_there(fake: FakeProvider, kind: str) -> None:
    await fake.__aexit__(None, None, None)
    with pytest.raises(ProviderUnavailable):
        await provider(kind).generate(PROMPT)


@pytest.mark.parametrize("status", [400, 401, 429, 500])
async def test_the_key_stays_inside(fake: FakeProvider, kind: str, status: int) -> None:
    fake.script(Behaviour(status=status, message=f"Incorrect API key provided: {KEY} (Authorization: Bearer {KEY})"))
    with pytest.raises(ProviderError) as raised:
        await provider(kind).generate(PROMPT)
    assert any(KEY in value for value in fake.seen[0].headers.values())
    assert "Incorrect API key provided" in raised.value.detail
    assert KEY not in raised.value.detail + str(raised.value)
    assert KEY not in "".join(traceback.format_exception(raised.value))


async def test_the_key_stays_inside_when_a_stream_tells_it(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(fault="error", message=f"key {KEY} has been turned off"))
    with pytest.raises(ProviderError) as raised:
        await provider(kind).generate(PROMPT)
    assert "has been turned off" in raised.value.detail
    assert KEY not in "".join(traceback.format_exception(raised.value)) + raised.value.detail


@pytest.mark.parametrize(("value", "seconds"), [("7", 7.0), ("", None), ("soon", None)])
async def test_how_long_to_wait_is_passed_on(fake: FakeProvider, kind: str, value: str, seconds: float | None) -> None:
    fake.script(Behaviour(status=429, retry_after=value))
    with pytest.raises(ProviderRateLimited) as raised:
        await provider(kind).generate(PROMPT)
    assert raised.value.retry_after == seconds


async def test_leaving_early_closes_the_socket_at_once(fake: FakeProvider, kind: str) -> None:
    async with provider(kind, "slow").generate_stream(PROMPT) as answer:
        async for _ in answer:
            break
    await fake.until(lambda: fake.seen[0].left, seconds=0.5)
    assert len(fake.seen[0].said) < len(TEXT)


@pytest.mark.parametrize("model", ["slower", "silence", "mute"])
async def test_cancelling_closes_the_socket_at_once(fake: FakeProvider, kind: str, model: str) -> None:
    task = asyncio.create_task(provider(kind, model).generate(PROMPT))
    await fake.until(lambda: fake.seen and (model == "mute" or fake.seen[0].said))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await fake.until(lambda: fake.seen[0].left, seconds=0.5)


async def test_a_finished_connection_is_used_again(fake: FakeProvider, kind: str) -> None:
    for _ in range(3):
        await provider(kind).generate(PROMPT)
    assert len({seen.headers["host"] for seen in fake.seen}) == 1
    assert fake.connections == 1


async def test_closing_twice_is_harmless(fake: FakeProvider, kind: str) -> None:
    async with provider(kind, "slow").generate_stream(PROMPT) as answer:
        await answer.close()
    await answer.close()
    await fake.until(lambda: fake.seen[0].left, seconds=0.5)


async def test_thinking_is_told_until_the_first_text(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(thinking="Let me think."), Behaviour(text="<think>Hm.</think>Said."), Behaviour())
    told: list[int] = []
    for asked in range(3):
        await provider(kind).generate(replace(PROMPT, thinks=partial(told.append, asked)))
    assert set(told) == {0, 1}
