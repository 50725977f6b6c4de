"""Claude, through the Messages API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from anthropic import AsyncAnthropic, omit
from anthropic.types import RawMessageStreamEvent

from generate.errors import ProviderRefused
from generate.llm import address
from generate.llm.http import client, timeout
from generate.llm.values import Object, count, mapping, text_of, word
from generate.llm.wire import WireAnswer, WireProvider


class AnthropicAnswer(WireAnswer[RawMessageStreamEvent]):
    """A streamed message (https://platform.claude.com/docs/en/build-with-claude/streaming)."""

    _read_tokens = 0

    async def ask(self) -> AsyncIterator[RawMessageStreamEvent]:
        """Send the request."""
        at = address.of("anthropic", self.config.base_url)
        sdk = AsyncAnthropic(
            api_key=self.config.api_key,
            base_url=at.base,
            default_query=at.query,
            http_client=client(),
            timeout=timeout(self.config),
            max_retries=0,
            open_telemetry=False,
        )
        return await sdk.messages.create(
            model=self.config.model,
            max_tokens=self.prompt.max_tokens,
            system=self.prompt.system or omit,
            messages=[{"role": "user", "content": self.prompt.user}],
            stream=True,
        )

    def whole(self) -> tuple[str, dict[str, Any]]:
        """Return a request for an answer in one piece."""
        messages = [{"role": "user", "content": self.prompt.user}]
        return "/v1/messages", {"model": self.config.model, "max_tokens": self.prompt.max_tokens, "messages": messages}

    def read(self, data: Object) -> str:
        """Yield text deltas, without thinking."""
        if data.get("type") == "message":  # a complete answer instead of a stream
            self._take_end(data, data)
            return text_of(data.get("content"))
        if data.get("type") == "message_start":
            self._count(mapping(mapping(data.get("message")).get("usage")))
        if data.get("type") == "message_delta":
            self._take_end(mapping(data.get("delta")), data)
        if word(_block(data).get("type")).startswith(("thinking", "redacted_thinking")):
            self.thinks()
        return _text(data)

    def wrap(self, text: str) -> dict[str, Any]:
        """Return a text delta."""
        return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}

    def take(self, event: RawMessageStreamEvent) -> str:
        """Return the text of a text delta."""
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            return event.delta.text
        return ""

    def _take_end(self, end: Object, event: Object) -> None:
        self._count(mapping(event.get("usage")), ended=True)
        self.ended(end.get("stop_reason"))
        if isinstance(self.fault, ProviderRefused):
            self.fault = ProviderRefused(f"refusal: {mapping(end.get('stop_details')).get('category')}")

    def _count(self, counts: Object, *, ended: bool = False) -> None:
        """Count input tokens: ``input_tokens`` excludes cached ones."""
        names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        self._read_tokens = max(self._read_tokens, sum(count(counts.get(name)) or 0 for name in names))
        self.counted(read=self._read_tokens, written=count(counts.get("output_tokens")) if ended else None)


def _block(data: Object) -> Object:
    return mapping(data.get("content_block" if data.get("type") == "content_block_start" else "delta"))


def _text(data: Object) -> str:
    block = _block(data)
    return text_of(block.get("text")) if block.get("type") in {"text", "text_delta"} else ""


class Anthropic(WireProvider):
    """Claude."""

    name = "anthropic"

    def answer(self) -> type[AnthropicAnswer]:
        """Return the class of its answers."""
        return AnthropicAnswer
