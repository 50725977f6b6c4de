"""Claude, through the Messages API."""

from __future__ import annotations

from collections.abc import AsyncIterator

from anthropic import AsyncAnthropic
from anthropic.types import MessageDeltaUsage, RawMessageDeltaEvent, RawMessageStreamEvent
from anthropic.types import Usage as Counts

from generate.errors import ProviderRefused
from generate.llm.base import Prompt, Stop, Usage
from generate.llm.http import client, timeout
from generate.llm.wire import WireAnswer, WireProvider

OFFICIAL = "https://api.anthropic.com"

# pause_turn: the server would go on if asked again, which we don't; the text is whole up to there
_CUT = {"max_tokens", "model_context_window_exceeded", "pause_turn"}


class AnthropicAnswer(WireAnswer[RawMessageStreamEvent]):
    """A message under way (https://platform.claude.com/docs/en/build-with-claude/streaming)."""

    _read_tokens = 0

    async def ask(self) -> AsyncIterator[RawMessageStreamEvent]:
        """Send the request."""
        sdk = AsyncAnthropic(
            api_key=self.config.api_key,
            base_url=self.config.base_url or OFFICIAL,
            http_client=client(),
            timeout=timeout(self.config),
            max_retries=0,
            open_telemetry=False,
        )
        return await sdk.messages.create(
            model=self.config.model,
            max_tokens=self.prompt.max_tokens,
            system=self.prompt.system,
            messages=[{"role": "user", "content": self.prompt.user}],
            stream=True,
        )

    def take(self, event: RawMessageStreamEvent) -> str:
        """Text deltas are text; thinking is not."""
        if event.type == "content_block_delta" and event.delta.type == "text_delta":
            return event.delta.text
        if event.type == "content_block_start" and event.content_block.type == "text":
            return event.content_block.text
        if event.type == "message_start":
            self._read_tokens = _read(event.message.usage)
        elif event.type == "message_delta":
            self._take_end(event)
        return ""

    def _take_end(self, event: RawMessageDeltaEvent) -> None:
        self.usage = Usage(max(self._read_tokens, _read(event.usage)), event.usage.output_tokens)
        reason = event.delta.stop_reason
        if reason == "refusal":
            details = event.delta.stop_details
            raise ProviderRefused(f"refusal: {details.category if details else None}")
        if reason is not None:
            self.stop = Stop.LENGTH if reason in _CUT else Stop.END


class Anthropic(WireProvider):
    """Claude."""

    name = "anthropic"

    def stream(self, prompt: Prompt) -> AnthropicAnswer:
        """Return an answer to iterate inside ``async with``."""
        return AnthropicAnswer(prompt, self.config)


def _read(counts: Counts | MessageDeltaUsage) -> int:
    """Return the tokens read; ``input_tokens`` leaves out those that a cache knew."""
    return (
        (counts.input_tokens or 0) + (counts.cache_creation_input_tokens or 0) + (counts.cache_read_input_tokens or 0)
    )
