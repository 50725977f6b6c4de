"""Unusual response bodies are interpreted correctly."""

from pathlib import Path

import pytest

from generate.errors import ProviderError, ProviderInterrupted, ProviderOnlyThought, ProviderRefused, ProviderRejected
from generate.llm.base import Stop
from tests.fakes.replay import play

pytestmark = pytest.mark.anyio

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "providers"
SAID = "Git bisect halves."
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="22 cases of servers are not here")

WHOLE = [
    *("usage_null.sse", "usage_empty.sse", "content_list.sse", "azure_no_delta.sse", "think_no_open.sse"),
    *("think_mistral.sse", "think_harmony.sse", "think_attr.sse", "eos_im_end.sse", "two_choices.sse", "json200.json"),
    *("anthropic_usage_null.sse", "anthropic_usage_empty.sse"),
]
BROKEN: dict[str, type[ProviderError]] = {
    "finish_error.sse": ProviderInterrupted,
    "finish_sensitive.sse": ProviderRefused,
    "reasoning_only_length.sse": ProviderOnlyThought,
    "lmstudio_200.json": ProviderRejected,
}


def kind_of(name: str) -> str:
    return "anthropic" if name.startswith("anthropic") else "chat"


@needs_cases
@pytest.mark.parametrize("name", WHOLE)
async def test_a_whole_answer(anyio_backend: str, name: str) -> None:
    assert await play(kind_of(name), (CASES / name).read_bytes()) == (SAID, Stop.END, None)


@needs_cases
@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_ends_badly(anyio_backend: str, name: str) -> None:
    text, stop, error = await play("chat", (CASES / name).read_bytes())
    assert (type(error), stop) == (BROKEN[name], None)
    assert text == (SAID if name.startswith("finish") else "")


@needs_cases
@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        *((reason, ProviderInterrupted) for reason in ("abort", "network_error", "cancelled", "of_tomorrow")),
        *((reason, ProviderRefused) for reason in ("SAFETY", "recitation", "refusal", "content_filter")),
        *((reason, Stop.LENGTH) for reason in ("model_length", "MAX_TOKENS", "length")),
        *((reason, Stop.END) for reason in ("stop", "eos", "STOP")),
    ],
)
async def test_why_it_ended(anyio_backend: str, reason: str, outcome: Stop | type[ProviderError]) -> None:
    body = (CASES / "finish_error.sse").read_bytes().replace(b'"error"', f'"{reason}"'.encode())
    text, stop, error = await play("chat", body)
    assert text == SAID
    assert outcome in {stop, type(error)}


ONE = {
    "chat": '{"choices":[{"index":0,"delta":{"content":"a\u2028b"},"finish_reason":"stop"}]}',
    "google": '{"candidates":[{"content":{"parts":[{"text":"a\u2028b"}]},"finishReason":"STOP"}]}',
    "responses": '{"object":"response","status":"completed","output":[{"content":[{"text":"a\u2028b"}]}]}',
    "anthropic": '{"type":"message","content":[{"type":"text","text":"a\u2028b"}],"stop_reason":"end_turn"}',
}


@pytest.mark.parametrize("form", ["data: {}\n\n", "\ufeff: hi\r\ndata: null\r\ndata:\r\n\r\ndata:{}\r\n\r\n", "{}\n"])
async def test_comments_marks_and_line_ends(kind: str, form: str, anyio_backend: str) -> None:
    body = form.replace("{}", ONE[kind]).replace("data: null\r\n", "data: null\r\n\r\n").encode()
    pieces = [body[at : at + 1] for at in range(len(body))]
    assert await play(kind, *pieces) == ("a\u2028b", Stop.END, None)


async def test_invalid_utf8_is_no_success(kind: str, anyio_backend: str) -> None:
    body = f"data: {ONE[kind]}\n\n".encode().replace(b"b", b"\xff", 1)
    _, stop, error = await play(kind, body)
    assert (type(error), stop) == (ProviderInterrupted, None)


@pytest.mark.parametrize(
    "page", ["\n\n<!DOCTYPE html>\n<title>Open WebUI</title>", "Ollama is running", "\ufeff<html>", "OK"]
)
async def test_a_page_with_status_200_names_the_address(kind: str, page: str, anyio_backend: str) -> None:
    _, stop, error = await play(kind, page.encode())
    assert (type(error), stop) == (ProviderRejected, None)
    assert error is not None
    assert "base URL" in error.detail


@pytest.mark.parametrize("body", ['{"choices": [{"message": {"cont', "data: <html>\n\n", '[{"candi'])
async def test_an_answer_that_was_cut_may_be_asked_for_again(kind: str, body: str, anyio_backend: str) -> None:
    _, _, error = await play(kind, body.encode())
    assert type(error) is ProviderInterrupted


async def test_an_error_with_status_200_that_names_the_address(anyio_backend: str) -> None:
    _, _, error = await play("chat", b'{"error":"Unexpected endpoint or method. (POST /chat/completions)"}')
    assert error is not None
    assert not error.retryable
    assert "base URL" in error.detail
