"""Gemini, through generateContent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from functools import lru_cache
from typing import Any

import httpx2
from google import genai
from google.genai import types

from generate.errors import ProviderRefused
from generate.llm import address
from generate.llm.http import client
from generate.llm.values import Object, count, first, items, mapping, text_of
from generate.llm.wire import WireAnswer, WireProvider

SERVER_TIMEOUT = "600"  # seconds; otherwise, the SDK tells the server to stop after our limit for a single silence


class GoogleAnswer(WireAnswer[types.GenerateContentResponse]):
    """Streamed content (https://ai.google.dev/api/generate-content)."""

    async def ask(self) -> AsyncIterator[types.GenerateContentResponse]:
        """Send the request: the SDK does so when it is asked for the first chunk."""
        base = address.of("google", self.config.base_url).base
        sdk = _sdk(self.config.api_key, base, self.config.timeout, client())
        chunks = await sdk.aio.models.generate_content_stream(
            model=self.config.model,
            contents=self.prompt.user,
            config=types.GenerateContentConfig(
                system_instruction=self.prompt.system or None,
                max_output_tokens=self.prompt.max_tokens,
                automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
                automatic_continuation=False,
            ),
        )
        return _joined(await anext(chunks, None), chunks)

    def whole(self) -> tuple[str, dict[str, Any]]:
        """Return a request for an answer in one piece."""
        limit = {"maxOutputTokens": self.prompt.max_tokens}
        body = {"contents": [{"role": "user", "parts": [{"text": self.prompt.user}]}], "generationConfig": limit}
        return f"/v1beta/models/{self.config.model}:generateContent", body

    def read(self, data: Object) -> str:
        """Parts are text unless they are thoughts."""
        counts = mapping(data.get("usageMetadata"))
        self.counted(read=count(counts.get("promptTokenCount")), written=count(counts.get("candidatesTokenCount")))
        if blocked := mapping(data.get("promptFeedback")).get("blockReason"):
            self.fault = ProviderRefused(f"prompt blocked: {blocked}")
        candidate = first(data.get("candidates"))
        self.ended(candidate.get("finishReason"))
        parts = items(mapping(candidate.get("content")).get("parts"))
        if any(part.get("thought") for part in parts):
            self.thinks()
        return "".join([text_of(part.get("text")) for part in parts if not part.get("thought")])

    def wrap(self, text: str) -> dict[str, Any]:
        """Return a chunk with one part."""
        return {"candidates": [{"content": {"parts": [{"text": text}]}}]}

    def take(self, event: types.GenerateContentResponse) -> str:
        """Return the text of a chunk."""
        return event.text or ""


class Google(WireProvider):
    """Gemini."""

    name = "google"

    def answer(self) -> type[GoogleAnswer]:
        """Return the class of its answers."""
        return GoogleAnswer


@lru_cache(maxsize=4)
def _sdk(api_key: str, base_url: str, timeout: float, connection: httpx2.AsyncClient) -> genai.Client:
    """Return the SDK's client for all models, kept: it loads certificates twice, which stalls the loop for 40 ms."""
    return genai.Client(
        vertexai=False,
        api_key=api_key,
        http_options=types.HttpOptions(
            base_url=base_url,
            timeout=round(timeout * 1000),
            headers={"X-Server-Timeout": SERVER_TIMEOUT},
            httpx_async_client=connection,
        ),
    )


async def _joined(
    first: types.GenerateContentResponse | None, rest: AsyncIterator[types.GenerateContentResponse]
) -> AsyncGenerator[types.GenerateContentResponse, None]:
    if first is not None:
        yield first
    async for chunk in rest:
        yield chunk
