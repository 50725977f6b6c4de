"""One client for all providers per event loop, never shared between loops."""

import asyncio
import gc
import weakref

import httpx2
import pytest

from generate.llm import http
from generate.llm.config import ProviderConfig


async def the_same_twice() -> httpx2.AsyncClient:
    assert http.client() is http.client()
    return http.client()


def test_each_loop_has_its_own_and_closed_loops_are_forgotten() -> None:
    assert asyncio.run(the_same_twice()) is not asyncio.run(the_same_twice())
    clients = [weakref.ref(asyncio.run(the_same_twice())) for _ in range(5)]
    gc.collect()
    assert sum(client() is not None for client in clients) <= 1


@pytest.mark.anyio
async def test_closing_ends_the_client_and_the_next_use_makes_a_new_one() -> None:
    first = http.client()
    await http.aclose_clients()
    assert first.is_closed
    second = http.client()
    assert not second.is_closed
    await http.aclose_clients()
    await http.aclose_clients()  # also when there is none


@pytest.mark.anyio
async def test_it_does_not_wait_for_ever_and_follows_nobody() -> None:
    client = http.client()
    assert None not in client.timeout.as_dict().values()
    assert not client.follow_redirects
    assert http.timeout(ProviderConfig(timeout=7, connect_timeout=2)).as_dict() == {
        "connect": 2,
        "read": 7,
        "write": 30,
        "pool": 5,
    }
    await http.aclose_clients()
