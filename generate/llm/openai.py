"""OpenAI through the Responses API, or any server with its Chat Completions API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

from openai import AsyncOpenAI, omit
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.responses import ResponseStreamEvent

from generate.errors import ProviderRefused
from generate.llm import address
from generate.llm.config import ProviderConfig
from generate.llm.faults import reported
from generate.llm.http import client, timeout
from generate.llm.values import Object, count, first, items, mapping, text_of, word
from generate.llm.wire import WireAnswer, WireProvider

_THOUGHTS = ("reasoning_content", "reasoning", "reasoning_details", "thinking")  # fields beside the text
_GO_ON = {"continue_final_message": True, "add_generation_prompt": False}  # for vLLM; llama.cpp does this by default


class ResponsesAnswer(WireAnswer[ResponseStreamEvent]):
    """A streamed response (https://platform.openai.com/docs/api-reference/responses-streaming)."""

    async def ask(self) -> AsyncIterator[ResponseStreamEvent]:
        """Send the request, which the provider must not store."""
        return await _sdk(self.config, self.lesson.place).responses.create(
            model=self.config.model,
            instructions=self.prompt.system or omit,
            input=self.prompt.user,
            max_output_tokens=self.prompt.max_tokens,
            store=False,
            stream=True,
        )

    def whole(self) -> tuple[str, dict[str, Any]]:
        """Return a request for an answer in one piece."""
        body = {
            "model": self.config.model,
            "input": self.prompt.user,
            "max_output_tokens": self.prompt.max_tokens,
            "store": False,
        }
        return "/responses", body

    def read(self, data: Object) -> str:
        """Return output text, without reasoning."""
        kind = word(data.get("type"))
        if kind == "response.output_text.delta":
            return text_of(data.get("delta"))
        if kind.startswith("response.reasoning"):
            self.thinks()
        if kind == "response.refusal.delta":
            self.fault = ProviderRefused(kind)
        if data.get("object") == "response":  # a complete answer instead of a stream
            return self._end(data, word(data.get("status")))
        if kind in {"response.completed", "response.incomplete", "response.failed", "response.cancelled"}:
            return self._end(mapping(data.get("response")), kind.removeprefix("response."))
        return ""

    def wrap(self, text: str) -> dict[str, Any]:
        """Return a delta of output text."""
        return {"type": "response.output_text.delta", "delta": text}

    def take(self, event: ResponseStreamEvent) -> str:
        """Return the text of a delta."""
        return event.delta if event.type == "response.output_text.delta" else ""

    def _end(self, response: Object, status: str) -> str:
        """Record how it ended; return its text if none was streamed."""
        counts = mapping(response.get("usage"))
        self.counted(read=count(counts.get("input_tokens")), written=count(counts.get("output_tokens")))
        if error := mapping(response.get("error")):
            self.fault = reported(error.get("code"), error.get("message"), self.config.api_key)
        reason = word(mapping(response.get("incomplete_details")).get("reason"))
        self.ended((reason or "length") if status == "incomplete" else status)
        outputs = [part for item in items(response.get("output")) for part in items(item.get("content"))]
        self._see_refusal(outputs)
        return "" if self.heard else text_of(outputs)

    def _see_refusal(self, parts: list[Object]) -> None:
        if any(part.get("type") == "refusal" for part in parts):
            self.fault = self.fault or ProviderRefused("refusal")


class ChatAnswer(WireAnswer[ChatCompletionChunk]):
    """A streamed chat completion (https://platform.openai.com/docs/api-reference/chat-streaming)."""

    prefills = True

    async def ask(self) -> AsyncIterator[ChatCompletionChunk]:
        """Send the request, with the server's name for the limit."""
        return await _sdk(self.config, self.lesson.place).chat.completions.create(
            model=self.config.model,
            messages=self._messages(),
            stream=True,
            stream_options={"include_usage": True} if self.lesson.with_options else omit,
            extra_body={self.lesson.limit_name: self.prompt.max_tokens} | (_GO_ON if self.prompt.begun else {}),
        )

    def _messages(self) -> list[ChatCompletionMessageParam]:
        prompt = self.prompt
        said = [("system", prompt.system), ("user", prompt.user), ("assistant", prompt.begun)]
        messages: list[dict[str, Any]] = [{"role": role, "content": text} for role, text in said if text]
        if prompt.begun:
            messages[-1]["prefix"] = True  # DeepSeek and Mistral
        return cast("list[ChatCompletionMessageParam]", messages)

    def whole(self) -> tuple[str, dict[str, Any]]:
        """Return a request for an answer in one piece."""
        messages = [{"role": "user", "content": self.prompt.user}]
        return "/chat/completions", {
            "model": self.config.model,
            "messages": messages,
            self.lesson.limit_name: self.prompt.max_tokens,
        }

    def read(self, data: Object) -> str:
        """Return content, without ``reasoning`` and ``reasoning_content``. A message is a complete answer."""
        counts = mapping(data.get("usage")) or mapping(mapping(data.get("x_groq")).get("usage"))
        self.counted(read=count(counts.get("prompt_tokens")), written=count(counts.get("completion_tokens")))
        choice = first(data.get("choices"))
        if "done" in data:  # Ollama's own shape
            choice = {**data, "finish_reason": data.get("done_reason")}
        delta, message = mapping(choice.get("delta")), mapping(choice.get("message"))
        said = delta or message or {"content": choice.get("text")}
        parts = items(said.get("content"))
        if any(said.get(name) for name in _THOUGHTS) or any(part.get("type") == "thinking" for part in parts):
            self.spoken.thoughts_apart()
            self.thinks()
        if said.get("refusal") or any(part.get("type") == "refusal" for part in parts):
            self.fault = ProviderRefused("refusal")
        if error := mapping(choice.get("error")):  # OpenRouter's place for it
            self.fault = reported(error.get("code"), error.get("message"), self.config.api_key)
        self.ended(choice.get("finish_reason"))
        text = text_of(said.get("content"))
        is_whole = message and not delta and "done" not in data  # Ollama's messages are pieces
        return self._new_in(text) if is_whole else text

    def _new_in(self, message: str) -> str:
        """Return what a message adds to the text so far, which some servers repeat in it."""
        heard = "".join(self.heard)
        return "" if message.strip() == heard.strip() else message.removeprefix(heard)

    def wrap(self, text: str) -> dict[str, Any]:
        """Return a chunk with one choice."""
        return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}

    def take(self, event: ChatCompletionChunk) -> str:
        """Return the text of a chunk."""
        return event.choices[0].delta.content or ""


class OpenAI(WireProvider):
    """OpenAI, or a compatible server."""

    name = "openai"

    def __init__(self, config: ProviderConfig) -> None:
        """Store the places where the server may have its API."""
        super().__init__(config)
        self.places = address.of("openai", config.base_url).places

    def answer(self) -> type[ResponsesAnswer | ChatAnswer]:
        """Return the class of its answers."""
        return ResponsesAnswer if is_official(self.config) else ChatAnswer


def is_official(config: ProviderConfig) -> bool:
    """Return whether the address is official, including OpenAI's regions."""
    host = address.of("openai", config.base_url).host
    return host == "api.openai.com" or host.endswith(".api.openai.com")


def _sdk(config: ProviderConfig, place: str) -> AsyncOpenAI:
    at = address.of("openai", config.base_url)
    return AsyncOpenAI(
        api_key=config.api_key or "none",  # the SDK requires one; local servers do not
        base_url=f"{at.base}{place}",
        default_query=at.query,
        default_headers={"api-key": config.api_key} if at.is_azure else None,
        http_client=client(),
        timeout=timeout(config),
        max_retries=0,
    )
