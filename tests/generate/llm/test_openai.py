"""What goes out to OpenAI, and to servers that speak like it."""

import pytest

from generate.errors import ProviderRefused, ProviderRejected
from generate.llm.config import ProviderConfig
from generate.llm.openai import OpenAI, is_official
from tests.fakes.behaviour import TEXT, Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, PROMPT, provider

pytestmark = pytest.mark.anyio


async def test_the_request_to_openai(fake: FakeProvider) -> None:
    await provider("responses", "gpt-model").complete(PROMPT)
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
    await provider("chat", "qwen").complete(PROMPT)
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
    assert (await provider("chat").complete(PROMPT)).text == TEXT
    assert fake.seen[1].body["max_completion_tokens"] == PROMPT.max_tokens
    assert "max_tokens" not in fake.seen[1].body


async def test_a_server_that_wants_neither(fake: FakeProvider) -> None:
    fake.script(*[Behaviour(status=400, message="max_completion_tokens is too large")] * 3)
    with pytest.raises(ProviderRejected):
        await provider("chat").complete(PROMPT)
    assert len(fake.seen) == 2


async def test_a_local_server_needs_no_key(fake: FakeProvider) -> None:
    reply = await OpenAI(ProviderConfig("", f"{fake.url}/v1", "llama")).complete(PROMPT)
    assert reply.text == TEXT


async def test_the_environment_does_not_redirect_it(fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    await provider("responses").complete(PROMPT)
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
        await provider(kind).complete(PROMPT)
