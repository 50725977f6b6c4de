"""Use each configured SDK once, in a thread: its first use would block the event loop for up to two seconds."""

from __future__ import annotations

import asyncio
import logging

import httpx2
import orjson

from generate.errors import GenerateError
from generate.llm import http
from generate.llm.base import Prompt, Task
from generate.llm.config import Configs
from generate.llm.factory import OFFLINE, LLMProviderFactory, available

logger = logging.getLogger(__name__)

_PROMPT = Prompt(Task.TITLE, system="-", user="-", text="-", language="en", max_tokens=1)
_COUNTS = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
_RESPONSE = {"id": "-", "object": "response", "created_at": 0, "model": "-", "output": [], "usage": _COUNTS}
# The shortest complete answer of each API, by the end of its path.
_ANSWERS: dict[str, list[dict[str, object]]] = {
    "/messages": [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "-"}},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": _COUNTS},
    ],
    "/responses": [
        {"type": "response.output_text.delta", "delta": "-"},
        {"type": "response.completed", "response": {**_RESPONSE, "status": "completed"}},
    ],
    "/chat/completions": [
        {"id": "-", "choices": [{"index": 0, "delta": {"content": "-"}, "finish_reason": "stop"}]},
    ],
    ":streamGenerateContent": [
        {"candidates": [{"content": {"parts": [{"text": "-"}]}, "finishReason": "STOP"}]},
    ],
}


async def warm(configs: Configs) -> None:
    """Preload every ready provider. Nothing leaves this machine; errors are only logged."""
    names = [offer.name for offer in available(configs) if offer.ready and offer.name != OFFLINE]
    if names:
        http.client()  # reads the certificates
        await asyncio.to_thread(lambda: asyncio.run(_warm(names, configs)))


async def _warm(names: list[str], configs: Configs) -> None:
    http.use(httpx2.MockTransport(_answer))
    for name in names:
        try:
            await LLMProviderFactory.create(configs[name]).generate(_PROMPT)
        except GenerateError as error:
            logger.warning("%s could not be preloaded: %s", name, error.detail)
    await http.aclose_clients()


def _answer(request: httpx2.Request) -> httpx2.Response:
    events = next(events for end, events in _ANSWERS.items() if request.url.path.endswith(end))
    body = b"".join(_frame(event) for event in events)
    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=http.Body(body))


def _frame(event: dict[str, object]) -> bytes:
    """Write one SSE event; google's SDK rejects lines other than ``data``."""
    kind = f"event: {event['type']}\n" if "type" in event else ""
    return kind.encode() + b"data: " + orjson.dumps(event) + b"\n\n"
