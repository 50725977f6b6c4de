"""An answer cut at any point never counts as complete."""

from collections.abc import AsyncIterator
from contextlib import suppress

import httpx2
import pytest

from generate.errors import ProviderInterrupted, ProviderUnavailable
from generate.llm import http
from tests.fakes.behaviour import Behaviour
from tests.fakes.speech import Chat, GenerateContent, Messages, Responses, Speech
from tests.fakes.wiring import PROMPT, collect, provider

pytestmark = pytest.mark.anyio

SPEECH: dict[str, type[Speech]] = {
    "anthropic": Messages,
    "responses": Responses,
    "chat": Chat,
    "google": GenerateContent,
}
PIECES = ["What ", "오늘 ", "learned 🎉", " is `x\n`."]
STEP = 5  # bytes between two cuts; a Korean letter takes three, an emoji four


class Tap:
    """A transport that passes only part of the body."""

    def __init__(self) -> None:
        self.body = b""

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=http.Body(self.body))


@pytest.fixture
async def tap(anyio_backend: str) -> AsyncIterator[Tap]:
    tap = Tap()
    http.use(httpx2.MockTransport(tap))
    yield tap
    await http.aclose_clients()


async def test_an_answer_cut_anywhere(tap: Tap, kind: str) -> None:
    speech = SPEECH[kind]("plain", Behaviour())
    body = b"".join([*speech.start(), *map(speech.piece, PIECES), *speech.end()])
    complete: list[int] = []
    broken: list[int] = []
    for end in [*range(0, len(body), STEP), len(body)]:
        tap.body = body[:end]
        got: list[str] = []
        answer = provider(kind).generate_stream(PROMPT)
        with suppress(ProviderInterrupted, ProviderUnavailable):
            await collect(answer, got)
        (broken if answer.stop is None else complete).append(end)
        assert "".join(PIECES).startswith("".join(got))
        assert answer.stop is None or "".join(got) == "".join(PIECES)
    assert len(broken) > len(body) / STEP / 2
    assert complete[-1] == len(body)
    assert min(complete) > max(broken)
