"""Preloading: it works, stays on this machine, and never blocks."""

import logging
import subprocess
import sys

import pytest

from generate.llm.config import ProviderConfig
from generate.llm.preload import warm

ALL = {
    "anthropic": ProviderConfig("k", model="claude", name="anthropic"),
    "openai": ProviderConfig("k", model="gpt", name="openai"),
    "google": ProviderConfig("k", model="gemini", name="google"),
}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "configs",
    [ALL, {"openai": ProviderConfig(base_url="http://models.test/v1", model="qwen", name="openai")}, {}],
    ids=len,
)
async def test_each_sdk_gives_a_whole_answer(
    configs: dict[str, ProviderConfig], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await warm(configs)
    assert not caplog.records


@pytest.mark.anyio
async def test_what_cannot_be_warmed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    await warm({"openai": ProviderConfig(base_url="http://models.test:port/v1", model="qwen", name="openai")})
    assert "openai could not be preloaded" in caplog.text


def test_the_loop_goes_on_while_the_sdk_is_imported() -> None:
    code = """
import asyncio, sys
from generate.llm.config import ProviderConfig
from generate.llm.preload import warm

async def main():
    ticks, done = 0, asyncio.create_task(warm({"openai": ProviderConfig("k", model="m", name="openai")}))
    while not done.done():
        await asyncio.sleep(0.005)
        ticks += 1
    print(ticks > 5, "openai.types.responses" in sys.modules)

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
