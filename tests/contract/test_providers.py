"""The contract of providers that the generator relies on, tested for each of them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from generate.llm.base import Prompt, Provider, Stop, Task, Usage
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory
from generate.writing.retry import open_with_retry, with_retry
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KINDS, provider, wired

pytestmark = pytest.mark.anyio

NOTES = """# asyncio.timeout

Today I learned that `asyncio.timeout()` cancels what runs inside it.

```python
async with asyncio.timeout(5):
    await fetch()
```

- It raises TimeoutError outside of the block.
"""
NOTES_KO = "# 타임아웃\n\n오늘 `asyncio.timeout()`을 배웠다. 안에서 실행 중인 작업을 취소한다.\n"
ASKS = {Task.CONTENT: "", Task.TITLE: "title only", Task.EXCERPT: "excerpt only", Task.TAGS: "tags only"}


def ask(task: Task, text: str = NOTES, language: str = "en") -> Prompt:
    return Prompt(task, "Write about the notes.", f"{text}\n{ASKS[task]}", text, language, 2_000)


@pytest.fixture
async def fake(anyio_backend: str) -> AsyncIterator[FakeProvider]:
    async with wired() as server:
        yield server


@pytest.fixture(params=[*KINDS, "offline"])
def writer(request: pytest.FixtureRequest, fake: FakeProvider) -> Provider:
    if request.param == "offline":
        return LLMProviderFactory.create(ProviderConfig(name="offline"))
    return provider(request.param)


async def test_it_has_a_name_and_a_model(writer: Provider) -> None:
    assert writer.name in {"anthropic", "openai", "google", "offline"}
    assert writer.model


@pytest.mark.parametrize("task", Task)
@pytest.mark.parametrize(("text", "language"), [(NOTES, "en"), (NOTES_KO, "ko")], ids=["en", "ko"])
async def test_it_streams_what_it_completes(writer: Provider, task: Task, text: str, language: str) -> None:
    prompt = ask(task, text, language)
    async with writer.generate_stream(prompt) as answer:
        pieces = [piece async for piece in answer]
    assert all(pieces)
    assert answer.stop is Stop.END
    reply = await writer.generate(prompt)
    assert reply.text == "".join(pieces) != ""
    assert reply.stop is Stop.END
    assert isinstance(reply.usage, Usage)


async def test_content_comes_in_more_than_one_piece(writer: Provider) -> None:
    async with writer.generate_stream(ask(Task.CONTENT)) as answer:
        assert len([piece async for piece in answer]) > 1


async def test_it_can_be_left_and_closed_again(writer: Provider) -> None:
    async with writer.generate_stream(ask(Task.CONTENT)) as answer:
        async for _ in answer:
            break
        await answer.close()
    await answer.close()
    assert (await writer.generate(ask(Task.CONTENT))).text


async def test_it_can_be_cancelled(writer: Provider) -> None:
    started = asyncio.Event()

    async def read() -> None:
        async with writer.generate_stream(ask(Task.CONTENT)) as answer:
            async for _ in answer:
                started.set()
                await asyncio.sleep(60)

    task = asyncio.create_task(read())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_two_answers_at_a_time_do_not_mix(writer: Provider) -> None:
    prompts = [ask(task) for task in Task]
    alone = [(await writer.generate(prompt)).text for prompt in prompts]
    together = await asyncio.gather(*(writer.generate(prompt) for prompt in prompts))
    assert [reply.text for reply in together] == alone


async def test_it_works_under_a_policy(writer: Provider) -> None:
    prompt = ask(Task.TITLE)
    async with open_with_retry(writer, prompt) as answer:
        text = "".join([piece async for piece in answer])
    assert answer.stop is Stop.END
    assert text == (await with_retry()(writer.generate)(prompt)).text
