"""llama.cpp's server through the openai and anthropic providers; its texts are not checked."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx2
import pytest

from generate.errors import ProviderRejected, ProviderUnauthorized
from generate.llm import http
from generate.llm.base import Prompt, Provider, Stop, Task
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory
from generate.notices import SHORTENED
from generate.prompts import build_til_prompt
from generate.sources.source import Source
from generate.writing.retry import open_with_retry
from tests.fakes.llama import CONTEXT, model

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(model() is None, reason="no llama.cpp here: pip install --no-deps -r requirements-llm.txt"),
]

KEY = "til-llama-test"


@pytest.fixture(scope="session")
def llama() -> Iterator[str]:
    """The address of a running server."""
    command = [sys.executable, "-m", "tests.fakes.llama", "--key", KEY]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()


@pytest.fixture(params=["openai", "anthropic"])
async def writer(request: pytest.FixtureRequest, llama: str, anyio_backend: str) -> AsyncIterator[Provider]:
    yield at(llama, request.param)
    await http.aclose_clients()


def at(llama: str, name: str, key: str = KEY) -> Provider:
    return LLMProviderFactory.create(
        ProviderConfig(key, f"{llama}/v1" if name == "openai" else llama, "smollm2", name=name)
    )


def ask(user: str, max_tokens: int = 40) -> Prompt:
    return Prompt(Task.CONTENT, "You are a helpful assistant.", user, "", "en", max_tokens)


async def test_it_streams_token_by_token(writer: Provider) -> None:
    async with open_with_retry(writer, ask("Tell me about the sea.")) as answer:
        pieces = [piece async for piece in answer]
    assert answer.stop is Stop.LENGTH
    assert answer.usage is not None
    assert not answer.usage.estimated
    assert answer.usage.output_tokens == 40
    assert answer.usage.input_tokens > 10
    assert len(pieces) > 30


async def test_an_answer_that_ends_by_itself(writer: Provider) -> None:
    reply = await writer.generate(ask("Say hello.", max_tokens=300))
    assert reply.stop is Stop.END
    assert 0 < reply.usage.output_tokens < 300
    assert reply.text


async def test_the_same_question_gives_the_same_text_streamed_or_whole(writer: Provider) -> None:
    question = ask("오늘 배운 것을 한 문장으로 말해 줘.", max_tokens=20)
    async with writer.generate_stream(question) as answer:
        streamed = "".join([piece async for piece in answer])
    assert (await writer.generate(question)).text == streamed


async def test_a_wrong_key(llama: str, writer: Provider) -> None:
    with pytest.raises(ProviderUnauthorized):
        await at(llama, writer.name, "wrong").generate(ask("Hello"))


async def test_too_long(writer: Provider) -> None:
    with pytest.raises(ProviderRejected) as raised:
        await writer.generate(ask("word " * CONTEXT * 2))
    assert "context" in raised.value.detail


@pytest.mark.parametrize(
    ("note", "language"), [("git bisect halves the history. ", "en"), ("이진 탐색은 기록을 반으로 나눈다. ", "ko")]
)
async def test_a_long_note_is_shortened_to_a_small_context_and_that_is_said(
    writer: Provider, note: str, language: str
) -> None:
    lines = "\n\n".join(f"{number}. {note}" for number in range(30_000 // len(note)))
    prompt = replace(build_til_prompt(Task.CONTENT, Source(lines), language), max_tokens=200)
    async with open_with_retry(writer, prompt) as answer:
        assert [piece async for piece in answer]
    assert [notice.kind for notice in answer.notices] == [SHORTENED]
    assert answer.usage
    assert 300 < answer.usage.input_tokens + answer.usage.output_tokens <= CONTEXT


@pytest.mark.timed
async def test_leaving_early_frees_the_model_at_once(llama: str, writer: Provider) -> None:
    async with writer.generate_stream(ask("Count to a thousand.", max_tokens=900)) as answer:
        async for _ in answer:
            break
        assert await busy(llama)
    async with asyncio.timeout(1):
        while await busy(llama):
            await asyncio.sleep(0.01)


async def test_more_requests_than_it_serves_at_a_time_wait_their_turn(writer: Provider) -> None:
    replies = await asyncio.gather(*(writer.generate(ask(f"Name {n} fruits.", 10)) for n in range(4)))
    assert all(reply.text for reply in replies)


async def busy(llama: str) -> bool:
    """Return whether the server works on anything."""
    slots = await http.client().get(f"{llama}/slots", headers={"authorization": f"Bearer {KEY}"})
    assert slots.status_code == httpx2.codes.OK
    return any(slot["is_processing"] for slot in slots.json())
