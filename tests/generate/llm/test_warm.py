"""Warming: it happens, it stays here, and it never gets in the way."""

import logging
import subprocess
import sys

import pytest

from generate.llm.config import ProviderConfig
from generate.llm.warm import warm

ALL = {
    "anthropic": ProviderConfig("k", model="claude"),
    "openai": ProviderConfig("k", model="gpt"),
    "google": ProviderConfig("k", model="gemini"),
}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "configs", [ALL, {"openai": ProviderConfig(base_url="http://models.test/v1", model="qwen")}, {}], ids=len
)
async def test_each_sdk_gives_a_whole_answer(
    configs: dict[str, ProviderConfig], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await warm(configs)
    assert not caplog.records


@pytest.mark.anyio
async def test_what_cannot_be_warmed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    await warm({"openai": ProviderConfig(base_url="http://models.test:port/v1", model="qwen")})
    assert "openai could not be warmed" in caplog.text


def test_the_loop_goes_on_while_the_sdk_is_imported() -> None:
    code = """
import asyncio, sys
from generate.llm.config import ProviderConfig
from generate.llm.warm import warm

async def main():
    ticks, done = 0, asyncio.create_task(warm({"openai": ProviderConfig("k", model="m")}))
    while not done.done():
        await asyncio.sleep(0.005)
        ticks += 1
    print(ticks > 5, "openai.types.responses" in sys.modules)

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
