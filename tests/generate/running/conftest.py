"""Runners that flush and take over quickly; some files override this fixture."""

from collections.abc import AsyncIterator

import pytest

from tests.generate.fleet import Fleet, fleet


@pytest.fixture
async def ours(anyio_backend: str) -> AsyncIterator[Fleet]:
    async with fleet(TIL_FLUSH_SECONDS=0.1, TIL_LEASE_SECONDS=1.5) as made:
        yield made
