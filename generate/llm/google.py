"""Gemini, through generateContent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from functools import lru_cache

import httpx2
from google import genai
from google.genai import types

from generate.errors import ProviderInterrupted, ProviderRefused
from generate.llm.base import Prompt, Stop, Usage
from generate.llm.config import ProviderConfig
from generate.llm.http import client
from generate.llm.wire import WireAnswer, WireProvider

OFFICIAL = "https://generativelanguage.googleapis.com"
SERVER_TIMEOUT = "600"  # seconds; else the SDK tells the server to give up after our own limit for one silence

# names, not the enum: a reason that the SDK does not know yet must not surprise us
_CUT = {"MAX_TOKENS", "CONTINUATION"}
_BROKEN = {"OTHER", "FINISH_REASON_UNSPECIFIED", "MALFORMED_RESPONSE", "MALFORMED_FUNCTION_CALL"}


class GoogleAnswer(WireAnswer[types.GenerateContentResponse]):
    """Content under way (https://ai.google.dev/api/generate-content)."""

    async def ask(self) -> AsyncIterator[types.GenerateContentResponse]:
        """Send the request: the SDK does so when it is asked for the first chunk."""
        chunks = await _sdk(self.config, client()).aio.models.generate_content_stream(
            model=self.config.model,
            contents=self.prompt.user,
            config=types.GenerateContentConfig(
                system_instruction=self.prompt.system,
                max_output_tokens=self.prompt.max_tokens,
                automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
                automatic_continuation=False,
            ),
        )
        return _joined(await anext(chunks, None), chunks)

    def take(self, event: types.GenerateContentResponse) -> str:
        """Parts are text unless they are thoughts."""
        self._take_usage(event.usage_metadata)
        if event.prompt_feedback and event.prompt_feedback.block_reason:
            raise ProviderRefused(f"prompt blocked: {event.prompt_feedback.block_reason}")
        if not event.candidates:
            return ""
        candidate = event.candidates[0]
        parts = (candidate.content.parts if candidate.content else None) or []
        if candidate.finish_reason:
            self.stop = _stop(str(candidate.finish_reason.value))
        return "".join(part.text or "" for part in parts if not part.thought)

    def _take_usage(self, counts: types.GenerateContentResponseUsageMetadata | None) -> None:
        """Keep the running totals; the last one may say nothing about the text."""
        if counts is None:
            return
        written = counts.candidates_token_count or (self.usage.output_tokens if self.usage else 0)
        if written:
            self.usage = Usage(counts.prompt_token_count or 0, written)


class Google(WireProvider):
    """Gemini."""

    name = "google"

    def stream(self, prompt: Prompt) -> GoogleAnswer:
        """Return an answer to iterate inside ``async with``."""
        return GoogleAnswer(prompt, self.config)


@lru_cache(maxsize=4)
def _sdk(config: ProviderConfig, connection: httpx2.AsyncClient) -> genai.Client:
    """Return the SDK's client, kept: it loads certificates twice, which stalls the loop for 40 ms."""
    return genai.Client(
        vertexai=False,
        api_key=config.api_key,
        http_options=types.HttpOptions(
            base_url=config.base_url or OFFICIAL,
            timeout=round(config.timeout * 1000),
            headers={"X-Server-Timeout": SERVER_TIMEOUT},
            httpx_async_client=connection,
        ),
    )


def _stop(reason: str) -> Stop:
    """Return why the text ended; all reasons but these few mean that it was held back."""
    if reason == "STOP":
        return Stop.END
    if reason in _CUT:
        return Stop.LENGTH
    raise ProviderInterrupted(reason) if reason in _BROKEN else ProviderRefused(reason)


async def _joined(
    first: types.GenerateContentResponse | None, rest: AsyncIterator[types.GenerateContentResponse]
) -> AsyncGenerator[types.GenerateContentResponse, None]:
    if first is not None:
        yield first
    async for chunk in rest:
        yield chunk
