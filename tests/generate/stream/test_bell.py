"""Rings reach other processes, also after an outage of Redis."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Callable

import pytest
from channels.layers import channel_layers
from django.test import override_settings

from generate.stream.bell import Bell
from tests.generate.fleet import until
from tests.services import Redis

pytestmark = pytest.mark.anyio
Ring = Callable[[], Bell]


class Ears:
    """Bells as in separate processes, and the rings they receive."""

    def __init__(self) -> None:
        self.heard: dict[Bell, list[int]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def bell(self) -> Bell:
        """Add another bell."""
        heard = list[int]()
        made = Bell(heard.append)
        self.heard[made] = heard
        self._tasks += [asyncio.create_task(made.listen()), asyncio.create_task(made.speak())]
        return made

    async def close(self) -> None:
        """Stop all bells."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await channel_layers["default"].flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # redis leaves a connection open if cancelled in between
            gc.collect()

    @property
    def are_well(self) -> bool:
        """Whether no bell has failed."""
        return not any(task.done() for task in self._tasks)


def layer(url: str) -> dict[str, object]:
    config = {"hosts": [url], "prefix": "bell"}
    return {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": config}}


@pytest.fixture
async def ears(anyio_backend: str, own_redis: Redis) -> AsyncIterator[Ears]:
    with override_settings(CHANNEL_LAYERS=layer(own_redis.url)):
        made = Ears()
        yield made
        await made.close()


async def test_a_ring_is_heard_by_who_wants_it_and_by_nobody_else(ears: Ears) -> None:
    here, there, other = ears.bell(), ears.bell(), ears.bell()
    there.want(7)
    other.want(8)
    await until(lambda: ears.heard[there] == [7] and ears.heard[other] == [8])  # both have joined

    async def is_heard(generation: int) -> bool:
        before, others = len(ears.heard[there]), len(ears.heard[other])
        here.ring(generation)
        await here.send()
        here.ring(8)
        await until(lambda: len(ears.heard[other]) > others)
        await asyncio.sleep(0.01)
        return len(ears.heard[there]) > before

    assert await is_heard(7)
    there.unwant(7)
    async with asyncio.timeout(5):
        while await is_heard(7):  # it leaves soon, not immediately
            pass
    assert not await is_heard(7)
    assert ears.heard[here] == []


async def test_redis_goes_and_comes_back(ears: Ears, own_redis: Redis) -> None:
    here, there = ears.bell(), ears.bell()
    there.want(7)
    await until(lambda: there.is_working)
    own_redis.kill()
    await until(lambda: not there.is_working, 6)
    there.want(8)
    here.ring(7)
    own_redis.start()
    await until(lambda: there.is_working, 10)
    before = len(ears.heard[there])
    here.ring(7)
    here.ring(8)
    await until(lambda: {7, 8} <= set(ears.heard[there][before:]), 3)
    assert ears.are_well


async def test_to_ring_for_the_last_time_raises_nothing(ears: Ears, own_redis: Redis) -> None:
    own_redis.kill()
    bell = Bell(print)
    bell.ring(7)
    await bell.send()


async def test_redis_that_is_away_from_the_beginning_is_found_later(ears: Ears, own_redis: Redis) -> None:
    own_redis.stop()
    here, there = ears.bell(), ears.bell()
    there.want(7)
    await asyncio.sleep(0.2)
    assert not there.is_working
    own_redis.start()
    await until(lambda: there.is_working, 10)
    here.ring(7)
    await until(lambda: 7 in ears.heard[there], 3)
    assert ears.are_well


async def test_within_one_process_a_ring_proves_nothing_about_others() -> None:
    with override_settings(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}):
        ears = Ears()
        here, there = ears.bell(), ears.bell()
        there.want(7)
        await until(lambda: ears.heard[there])
        here.ring(7)
        await until(lambda: len(ears.heard[there]) > 1)
        assert not there.is_working
        await ears.close()
