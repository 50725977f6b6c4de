"""Recorded answers of real services through the real SDKs: text, stop reason and usage."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from generate.errors import GenerateError, ProviderInterrupted, ProviderRefused, ProviderRejected
from generate.llm import http
from generate.llm.base import Reply, Stop
from tests.fakes.wiring import PROMPT, collect, provider

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "cassettes"
INDEX: list[dict[str, Any]] = orjson.loads((FOLDER / "index.json").read_bytes()) if FOLDER.is_dir() else []
STREAMS = [one for one in INDEX if one["stream"] and one["expected_stop"] not in {None, "refusal"}]
ERRORS = [one for one in INDEX if one["status"] >= 400]
WHOLE = [one for one in INDEX if not one["stream"] and one["status"] == 200]

needs_recordings = pytest.mark.skipif(not INDEX, reason="no folder ../shared/cassettes with recordings here")
KIND = {"messages": "anthropic", "responses": "responses", "generateContent": "google"}
CUT = {"max_tokens", "length", "MAX_TOKENS"}


def named(one: dict[str, Any]) -> str:
    return str(one["file"])


@pytest.fixture
async def replay(anyio_backend: str) -> AsyncIterator[list[dict[str, Any]]]:
    """A transport that answers every request with a chosen recording."""
    playing: list[dict[str, Any]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        headers = {"content-type": playing[0]["content_type"]}
        return httpx2.Response(
            playing[0]["status"], headers=headers, stream=http.Body((FOLDER / named(playing[0])).read_bytes())
        )

    http.use(httpx2.MockTransport(answer))
    yield playing
    await http.aclose_clients()


async def play(replay: list[dict[str, Any]], one: dict[str, Any]) -> Reply:
    replay.append(one)
    return await provider(KIND.get(one["api"], "chat"), one["model"] or "model").generate(PROMPT)


@needs_recordings
def test_there_are_recordings_of_every_service() -> None:
    assert {one["api"] for one in STREAMS} == {*KIND, "chat"}
    assert len(INDEX) > 40


UNFINISHED: dict[str, type[GenerateError]] = {
    "SAFETY": ProviderRefused,
    "tool_use": ProviderInterrupted,  # no tool was offered
    "tool_calls": ProviderInterrupted,
}


@needs_recordings
@pytest.mark.parametrize("one", STREAMS, ids=named)
@pytest.mark.filterwarnings("ignore:The model .* is deprecated:DeprecationWarning")
async def test_a_recorded_stream_gives_its_text(replay: list[dict[str, Any]], one: dict[str, Any]) -> None:
    if one["expected_stop"] in UNFINISHED:
        with pytest.raises(UNFINISHED[one["expected_stop"]]):
            await play(replay, one)
        return
    reply = await play(replay, one)
    assert reply.text == one["expected_text"]
    assert reply.stop == (Stop.LENGTH if one["expected_stop"] in CUT else Stop.END)
    assert not reply.usage.estimated
    if one["expected_output_tokens"] is not None:  # missing in the last count of one recording
        assert reply.usage.output_tokens == one["expected_output_tokens"]


@needs_recordings
@pytest.mark.parametrize("name", ["anthropic/sdk-fallback-a-refusal.sse", "anthropic/sdk-refusal.sse"])
async def test_a_recorded_refusal(replay: list[dict[str, Any]], name: str) -> None:
    one = next(one for one in INDEX if one["file"] == name)
    replay.append(one)
    got: list[str] = []
    with pytest.raises(ProviderRefused):
        await collect(provider("anthropic").generate_stream(PROMPT), got)
    assert "".join(got) == one["expected_text"]


@needs_recordings
async def test_a_recorded_error_inside_a_stream(replay: list[dict[str, Any]]) -> None:
    replay.append(next(one for one in INDEX if "error-midstream" in one["file"]))
    got: list[str] = []
    with pytest.raises(ProviderRejected) as raised:
        await collect(provider("chat").generate_stream(PROMPT), got)
    assert "".join(got) == "maybe"
    assert "Tool choice is required" in raised.value.detail


@needs_recordings
@pytest.mark.parametrize("one", ERRORS, ids=named)
async def test_a_recorded_error(replay: list[dict[str, Any]], one: dict[str, Any]) -> None:
    with pytest.raises(ProviderRejected) as raised:
        await play(replay, one)
    assert not raised.value.retryable
    assert one["error"]["message"][:40] in raised.value.detail


@needs_recordings
@pytest.mark.parametrize("one", WHOLE, ids=named)
async def test_an_answer_in_one_piece_where_a_stream_was_asked_for(
    replay: list[dict[str, Any]], one: dict[str, Any]
) -> None:
    if one["expected_stop"] in UNFINISHED:
        with pytest.raises(UNFINISHED[one["expected_stop"]]):
            await play(replay, one)
        return
    reply = await play(replay, one)
    assert (reply.text, reply.stop) == (
        one["expected_text"],
        Stop.LENGTH if one["expected_stop"] in CUT else Stop.END,
    )
