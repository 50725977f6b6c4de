"""The fake provider as a separate process, as used by tests with servers and browsers."""

import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest

from generate.llm import http
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory
from tests.fakes.behaviour import TEXT
from tests.fakes.wiring import PROMPT


@pytest.fixture
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.fakes.provider", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


@pytest.mark.anyio
async def test_it_answers_takes_a_script_and_tells_what_it_saw(url: str) -> None:
    provider = LLMProviderFactory.create(ProviderConfig("k", url, "plain", name="anthropic"))
    async with httpx2.AsyncClient() as client:
        await client.post(f"{url}/_script", json=[{"text": "Scripted."}])
        assert (await provider.generate(PROMPT)).text == "Scripted."
        assert (await provider.generate(PROMPT)).text == TEXT
        first, second = (await client.get(f"{url}/_log")).json()
        assert (first["model"], first["said"], second["said"]) == ("plain", "Scripted.", TEXT)
        assert first["began"] < first["ended"] < second["began"]
        assert first["left"] is None
        assert (await client.request("DELETE", f"{url}/_log")).json() == []
        assert (await client.get(f"{url}/elsewhere")).status_code == 404
    await http.aclose_clients()
