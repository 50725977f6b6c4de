"""OpenAI, through the Responses API; any server that speaks its Chat Completions, where an address is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from openai import AsyncOpenAI, BadRequestError, UnprocessableEntityError
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.responses import Response, ResponseStreamEvent

from generate.errors import ProviderInterrupted, ProviderRefused
from generate.llm.base import Answer, Prompt, Stop, Usage
from generate.llm.config import ProviderConfig
from generate.llm.faults import reported
from generate.llm.http import client, timeout
from generate.llm.wire import WireAnswer, WireProvider

OFFICIAL = "https://api.openai.com/v1"


class ResponsesAnswer(WireAnswer[ResponseStreamEvent]):
    """A response under way (https://platform.openai.com/docs/api-reference/responses-streaming)."""

    async def ask(self) -> AsyncIterator[ResponseStreamEvent]:
        """Send the request; nothing of it is to be stored there."""
        return await _sdk(self.config).responses.create(
            model=self.config.model,
            instructions=self.prompt.system,
            input=self.prompt.user,
            max_output_tokens=self.prompt.max_tokens,
            store=False,
            stream=True,
        )

    def take(self, event: ResponseStreamEvent) -> str:
        """Output text is text; reasoning is not."""
        if event.type == "response.output_text.delta":
            return event.delta
        if event.type == "response.refusal.delta":
            raise ProviderRefused(event.type)
        if event.type == "error":
            raise reported(event.code, event.message, self.config.api_key)
        if event.type in {"response.completed", "response.incomplete", "response.failed"}:
            self._take_end(event.response)
        return ""

    def _take_end(self, response: Response) -> None:
        if response.usage:
            self.usage = Usage(response.usage.input_tokens, response.usage.output_tokens)
        if response.status == "completed":
            self.stop = Stop.END
        elif response.status == "incomplete":
            self.stop = _incomplete(response)
        elif response.error:
            raise reported(response.error.code, response.error.message, self.config.api_key)
        else:
            raise ProviderInterrupted(f"response {response.status}")


class ChatAnswer(WireAnswer[ChatCompletionChunk]):
    """A chat completion under way (https://platform.openai.com/docs/api-reference/chat-streaming)."""

    async def ask(self) -> AsyncIterator[ChatCompletionChunk]:
        """Send the request with the limit's old name, the one Ollama and Mistral know; with the new if told to."""
        try:
            return await self._create({"max_tokens": self.prompt.max_tokens})
        except (BadRequestError, UnprocessableEntityError) as error:
            if "max_completion_tokens" not in str(error):
                raise
        return await self._create({"max_completion_tokens": self.prompt.max_tokens})

    async def _create(self, limit: dict[str, int]) -> AsyncIterator[ChatCompletionChunk]:
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": self.prompt.system},
            {"role": "user", "content": self.prompt.user},
        ]
        return await _sdk(self.config).chat.completions.create(
            model=self.config.model,
            messages=messages,
            stream=True,
            stream_options={"include_usage": True},
            extra_body=limit,
        )

    def take(self, event: ChatCompletionChunk) -> str:
        """Content is text; ``reasoning`` and ``reasoning_content`` are not."""
        if event.usage:
            self.usage = Usage(event.usage.prompt_tokens, event.usage.completion_tokens)
        if not event.choices:
            return ""
        choice = event.choices[0]
        if choice.finish_reason == "content_filter" or choice.delta.refusal:
            raise ProviderRefused(choice.finish_reason or "refusal")
        if choice.finish_reason:
            self.stop = Stop.LENGTH if choice.finish_reason == "length" else Stop.END
        return choice.delta.content or ""


class OpenAI(WireProvider):
    """OpenAI, or a server that speaks like it."""

    name = "openai"

    def stream(self, prompt: Prompt) -> Answer:
        """Return an answer to iterate inside ``async with``."""
        return ResponsesAnswer(prompt, self.config) if is_official(self.config) else ChatAnswer(prompt, self.config)


def is_official(config: ProviderConfig) -> bool:
    """Whether the address is OpenAI's own, or one of its regions."""
    host = urlsplit(config.base_url or OFFICIAL).hostname or ""
    return host == "api.openai.com" or host.endswith(".api.openai.com")


def _sdk(config: ProviderConfig) -> AsyncOpenAI:
    return AsyncOpenAI(
        api_key=config.api_key or "none",  # the SDK insists on one; local servers ask for none
        base_url=config.base_url or OFFICIAL,
        http_client=client(),
        timeout=timeout(config),
        max_retries=0,
    )


def _incomplete(response: Response) -> Stop:
    reason = response.incomplete_details.reason if response.incomplete_details else None
    if reason == "content_filter":
        raise ProviderRefused(reason)
    return Stop.LENGTH
