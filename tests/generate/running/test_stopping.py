"""A runner stops despite other tasks."""

import asyncio

import pytest

from generate.running.runner import runner


@pytest.mark.django_db(transaction=True)
@pytest.mark.anyio
async def test_a_stop_ends_what_took_a_cancellation_for_its_own() -> None:
    heard = 0

    async def deaf() -> None:
        nonlocal heard
        while heard < 3:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                heard += 1

    runner().beside(deaf())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await runner().stop()
    assert heard == 3
