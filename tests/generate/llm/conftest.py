"""A fake provider at the official addresses, and every adapter in turn."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KINDS, wired


@pytest.fixture
async def fake(anyio_backend: str) -> AsyncIterator[FakeProvider]:
    async with wired() as server:
        yield server


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)
