"""Requests to OpenAI and compatible servers."""

import pytest

from generate.errors import ProviderRefused, ProviderRejected
from generate.llm.base import Task
from generate.llm.config import ProviderConfig
from generate.llm.openai import OpenAI, is_official
from generate.prompts import build_til_prompt, go_on
from generate.sources.source import Source
from tests.fakes.behaviour import TEXT, Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, PROMPT, provider

pytestmark = pytest.mark.anyio


async def test_the_request_to_openai(fake: FakeProvider) -> None:
    await provider("responses", "gpt-model").generate(PROMPT)
    (seen,) = fake.seen
    assert seen.headers["host"] == "api.openai.com"
    assert seen.path == "/v1/responses"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.body == {
        "model": "gpt-model",
        "instructions": PROMPT.system,
        "input": PROMPT.user,
        "max_output_tokens": PROMPT.max_tokens,
        "store": False,
        "stream": True,
    }


async def test_the_request_to_another_server(fake: FakeProvider) -> None:
    await provider("chat", "qwen").generate(PROMPT)
    (seen,) = fake.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.body == {
        "model": "qwen",
        "messages": [{"role": "system", "content": PROMPT.system}, {"role": "user", "content": PROMPT.user}],
        "max_tokens": PROMPT.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_a_server_that_wants_the_limit_by_its_new_name(fake: FakeProvider) -> None:
    complaint = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    fake.script(Behaviour(status=400, message=complaint))
    assert (await provider("chat").generate(PROMPT)).text == TEXT
    assert fake.seen[1].body["max_completion_tokens"] == PROMPT.max_tokens
    assert "max_tokens" not in fake.seen[1].body


async def test_a_server_that_wants_neither(fake: FakeProvider) -> None:
    unsupported = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    fake.script(Behaviour(status=400, message=unsupported), *[Behaviour(status=400, message="too large")] * 3)
    with pytest.raises(ProviderRejected):
        await provider("chat").generate(PROMPT)
    assert len(fake.seen) == 2


async def test_a_local_server_needs_no_key(fake: FakeProvider) -> None:
    reply = await OpenAI(ProviderConfig("", f"{fake.url}/v1", "llama")).generate(PROMPT)
    assert reply.text == TEXT


async def test_the_environment_does_not_redirect_it(fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    await provider("responses").generate(PROMPT)
    assert fake.seen[0].headers["host"] == "api.openai.com"


@pytest.mark.parametrize(
    ("address", "official"),
    [
        ("", True),
        ("https://api.openai.com/v1", True),
        ("https://eu.api.openai.com/v1/", True),
        ("http://localhost:11434/v1", False),
        ("https://api.openai.com.example.org/v1", False),
        ("https://notapi.openai.com/v1", False),
        ("https://openrouter.ai/api/v1", False),
    ],
)
def test_whose_address_it_is(address: str, official: bool) -> None:
    assert is_official(ProviderConfig(base_url=address)) is official


@pytest.mark.parametrize("kind", ["responses", "chat"])
async def test_a_filter_that_speaks_up_in_the_stream(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(stop="blocked"))
    with pytest.raises(ProviderRefused):
        await provider(kind).generate(PROMPT)


BEGUN = go_on(
    build_til_prompt(Task.CONTENT, Source("git bisect halves the history."), "en"), "## What I learned\n\nBisect halves"
)


async def test_a_server_continues_the_answer_that_was_begun(fake: FakeProvider) -> None:
    assert BEGUN.original
    await provider("chat").generate(BEGUN)
    (seen,) = fake.seen
    assert seen.body["messages"] == [
        {"role": "system", "content": BEGUN.original.system},
        {"role": "user", "content": BEGUN.original.user},
        {"role": "assistant", "content": BEGUN.kept, "prefix": True},
    ]
    assert (seen.body["continue_final_message"], seen.body["add_generation_prompt"]) == (True, False)


@pytest.mark.parametrize("said", ["property 'prefix' is unsupported", "Cannot have 2 or more assistant messages", "no"])
async def test_a_server_that_takes_no_beginning_is_asked_to_go_on(fake: FakeProvider, said: str) -> None:
    fake.script(Behaviour(status=400, message=said))
    for _ in range(2):
        assert (await provider("chat").generate(BEGUN)).text == TEXT
    assert ["prefix" in str(seen.body) for seen in fake.seen] == [True, False, False]
    assert fake.seen[2].body["messages"][1]["content"] == BEGUN.user


@pytest.mark.parametrize("kind", ["responses", "anthropic", "google"])
async def test_who_takes_no_beginning_is_asked_to_go_on_at_once(fake: FakeProvider, kind: str) -> None:
    await provider(kind).generate(BEGUN)
    (seen,) = fake.seen
    assert "assistant" not in str(seen.body)
    assert BEGUN.kept in str(seen.body).replace("\\n", "\n")
