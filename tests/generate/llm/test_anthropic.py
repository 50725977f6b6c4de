"""Requests to Claude."""

import httpx2
import pytest

from generate.errors import (
    ProviderError,
    ProviderInterrupted,
    ProviderRateLimited,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm import http
from generate.llm.anthropic import Anthropic
from generate.llm.base import Usage
from generate.llm.config import ProviderConfig
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.speech import frame
from tests.fakes.wiring import KEY, PROMPT, provider

pytestmark = pytest.mark.anyio


async def test_the_request(fake: FakeProvider) -> None:
    await provider("anthropic", "claude-model").generate(PROMPT)
    (seen,) = fake.seen
    assert seen.path == "/v1/messages"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.body == {
        "model": "claude-model",
        "max_tokens": PROMPT.max_tokens,
        "system": PROMPT.system,
        "messages": [{"role": "user", "content": PROMPT.user}],
        "stream": True,
    }


async def test_an_address_of_ones_own(fake: FakeProvider) -> None:
    config = ProviderConfig(KEY, f"{fake.url}/gateway", "claude-model")
    await Anthropic(config).generate(PROMPT)
    assert fake.seen[0].path == "/gateway/v1/messages"


async def test_the_environment_does_not_redirect_it(fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "another")
    await provider("anthropic").generate(PROMPT)
    assert fake.seen[0].headers["host"] == "api.anthropic.com"
    assert fake.seen[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("rate_limit_error", ProviderRateLimited),
        ("overloaded_error", ProviderUnavailable),
        ("api_error", ProviderUnavailable),
        ("timeout_error", ProviderTimeout),
        ("authentication_error", ProviderUnauthorized),
        ("billing_error", ProviderUnpaid),
        ("invalid_request_error", ProviderRejected),
        ("an_error_of_tomorrow", ProviderInterrupted),
    ],
)
async def test_what_an_error_inside_a_stream_means(fake: FakeProvider, word: str, error: type[ProviderError]) -> None:
    fake.script(Behaviour(fault="error", error=word))
    with pytest.raises(error) as raised:
        await provider("anthropic").generate(PROMPT)
    assert type(raised.value) is error


async def test_tokens_that_a_cache_knew_were_read_too(anyio_backend: str) -> None:
    counts = {"input_tokens": 1, "cache_read_input_tokens": 30, "cache_creation_input_tokens": 4, "output_tokens": 1}
    end = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}}
    body = frame({"type": "message_start", "message": {"usage": counts}}, "message_start") + frame(end, "message_delta")
    http.use(httpx2.MockTransport(lambda _: httpx2.Response(200, stream=http.Body(body))))
    assert (await provider("anthropic").generate(PROMPT)).usage == Usage(35, 7)
    await http.aclose_clients()
