"""Requests to Gemini, and its specific responses."""

import httpx2
import orjson
import pytest

from generate.errors import GenerateError, ProviderInterrupted, ProviderRateLimited, ProviderRefused
from generate.llm import http
from generate.llm.base import Stop
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, PROMPT, provider

pytestmark = pytest.mark.anyio


async def test_the_request(fake: FakeProvider) -> None:
    await provider("google", "gemini-model").generate(PROMPT)
    (seen,) = fake.seen
    assert seen.path.endswith("/models/gemini-model:streamGenerateContent")
    assert seen.headers["host"] == "generativelanguage.googleapis.com"
    assert seen.headers["x-goog-api-key"] == KEY
    assert seen.headers["x-server-timeout"] == "600"
    assert seen.body == {
        "contents": [{"parts": [{"text": PROMPT.user}], "role": "user"}],
        "systemInstruction": {"parts": [{"text": PROMPT.system}], "role": "user"},
        "generationConfig": {"maxOutputTokens": PROMPT.max_tokens},
    }


async def test_the_environment_does_not_redirect_it(fake: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "1")
    await provider("google", "own").generate(PROMPT)
    assert fake.seen[0].headers["host"] == "generativelanguage.googleapis.com"


async def test_a_wait_that_only_the_body_tells(fake: FakeProvider) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "38.5s"}]
    error = {"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED", "details": details}}
    fake.script(Behaviour(status=429, body=orjson.dumps(error).decode()))
    with pytest.raises(ProviderRateLimited) as raised:
        await provider("google").generate(PROMPT)
    assert raised.value.retry_after == 38.5


REASONS: list[tuple[str, Stop | type[GenerateError]]] = [
    ("STOP", Stop.END),
    ("MAX_TOKENS", Stop.LENGTH),
    ("CONTINUATION", Stop.LENGTH),
    ("SAFETY", ProviderRefused),
    ("RECITATION", ProviderRefused),
    ("PROHIBITED_CONTENT", ProviderRefused),
    ("SPII", ProviderRefused),
    ("BLOCKLIST", ProviderRefused),
    ("A_REASON_OF_TOMORROW", ProviderInterrupted),
    ("OTHER", ProviderInterrupted),
    ("MALFORMED_RESPONSE", ProviderInterrupted),
]


@pytest.mark.parametrize(("reason", "outcome"), REASONS)
async def test_why_it_ended(anyio_backend: str, reason: str, outcome: Stop | type[GenerateError]) -> None:
    chunk = {"candidates": [{"content": {"parts": [{"text": "so far"}]}, "finishReason": reason}]}
    body = b"data: " + orjson.dumps(chunk) + b"\n\n"
    http.use(httpx2.MockTransport(lambda _: httpx2.Response(200, stream=http.Body(body))))
    if isinstance(outcome, Stop):
        reply = await provider("google").generate(PROMPT)
        assert (reply.text, reply.stop) == ("so far", outcome)
    else:
        with pytest.raises(outcome):
            await provider("google").generate(PROMPT)
    await http.aclose_clients()
