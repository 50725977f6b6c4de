"""After failures, no process asks a provider for a while; then a single request tries it."""

import time

import pytest
from django.core.cache import cache
from django.test import override_settings

from generate.llm.config import ProviderConfig
from generate.llm.openai import OpenAI
from generate.running import breaker
from generate.running.breaker import SharedBreaker

pytestmark = pytest.mark.anyio

AWAY = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}


@pytest.fixture(autouse=True)
def _empty() -> None:
    cache.clear()


def server(url: str = "http://dead.test/v1") -> OpenAI:
    return OpenAI(ProviderConfig("", url, "plain", name="openai"))


async def test_three_failures_open_it_for_everybody_and_one_request_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = SharedBreaker(), SharedBreaker()
    for _ in range(breaker.FAILURES):
        assert await here.wait(server()) == 0
        await here.failed(server())
    assert 25 < await there.wait(server()) <= breaker.OPEN_SECONDS
    assert await there.wait(server("http://other.test/v1")) == 0
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + breaker.OPEN_SECONDS + 1)
    waits = [await one.wait(server()) for one in (here, there, here)]
    assert [wait == 0 for wait in waits] == [True, False, False]
    await here.failed(server())
    assert await there.wait(server()) > 25
    await there.worked(server())
    assert [await one.wait(server()) for one in (here, there)] == [0, 0]


async def test_after_the_clock_was_put_back_one_request_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, now = SharedBreaker(), time.time()
    for _ in range(breaker.FAILURES):
        await ours.failed(server())
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert [await ours.wait(server()) for _ in range(2)] == [0, breaker.OPEN_SECONDS]


async def test_what_works_in_between_counts_from_the_beginning() -> None:
    ours = SharedBreaker()
    for _ in range(3):
        await ours.failed(server())
        await ours.failed(server())
        await ours.worked(server())
    assert await ours.wait(server()) == 0


@override_settings(CACHES={"default": AWAY})
async def test_a_cache_that_is_away_keeps_nobody_from_writing(caplog: pytest.LogCaptureFixture) -> None:
    ours = SharedBreaker()
    for _ in range(breaker.FAILURES):
        await ours.failed(server())
    assert await ours.wait(server()) == 0
    await ours.worked(server())
    assert "the cache is unavailable" in caplog.text
