"""A fake provider behind the official addresses, and every adapter in turn."""

from collections.abc import AsyncIterator

import pytest

from generate.llm import http
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KINDS, Detour


@pytest.fixture
async def fake(anyio_backend: str) -> AsyncIterator[FakeProvider]:
    async with FakeProvider() as server:
        http.use(Detour(server.port))
        yield server
        await http.aclose_clients()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)
