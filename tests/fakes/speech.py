"""The four wire protocols: the messages for a start, a piece, an end and an error."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson

from tests.fakes.behaviour import Behaviour

JSON = dict[str, Any]


def frame(data: JSON, event: str = "") -> bytes:
    """One SSE event."""
    kind = f"event: {event}\n" if event else ""
    return kind.encode() + b"data: " + orjson.dumps(data) + b"\n\n"


class Speech(ABC):
    """One protocol."""

    ENDS: dict[str, str]
    ERRORS: dict[int, str]

    def __init__(self, model: str, behaviour: Behaviour) -> None:
        self.model = model
        self.behaviour = behaviour
        self.pieces = 0

    @abstractmethod
    def start(self) -> Iterator[bytes]:
        """The messages before the first text, including thinking."""

    @abstractmethod
    def text(self, piece: str) -> bytes:
        """One piece of text."""

    @abstractmethod
    def end(self) -> Iterator[bytes]:
        """The stop reason, usage and end marker."""

    @abstractmethod
    def failure(self, status: int, kind: str, message: str) -> JSON:
        """The body of an error."""

    def error_event(self) -> bytes:
        """An error in the middle of a stream."""
        status = 429 if "rate_limit" in self.behaviour.error else 503
        return frame(self.failure(status, self.behaviour.error or self.kind(503), self.behaviour.message))

    def garbage(self) -> bytes:
        """A line that is not JSON."""
        return b'data: {"this is": no JSON}\n\n'

    def kind(self, status: int) -> str:
        """The provider's name for a status."""
        return self.ERRORS.get(status, self.ERRORS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])

    def piece(self, text: str) -> bytes:
        """One piece of text, counted."""
        self.pieces += 1
        return self.text(text)


class Messages(Speech):
    """Anthropic."""

    ENDS = {"end": "end_turn", "length": "max_tokens", "refusal": "refusal", "blocked": "refusal", "odd": "tool_use"}
    ERRORS = {
        400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error",
        404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error", 500: "api_error",
        503: "overloaded_error", 529: "overloaded_error",
    }  # fmt: skip

    def start(self) -> Iterator[bytes]:
        message = {"id": "msg_fake", "type": "message", "role": "assistant", "content": [], "model": self.model}
        usage = {"input_tokens": self.behaviour.read, "output_tokens": 1}
        yield self._event("message_start", message={**message, "stop_reason": None, "usage": usage})
        if self.behaviour.thinking:
            yield self._event("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""})
            yield self._delta(0, type="thinking_delta", thinking=self.behaviour.thinking)
            yield self._event("content_block_stop", index=0)
        yield self._event("content_block_start", index=1, content_block={"type": "text", "text": ""})
        yield self._event("ping")

    def text(self, piece: str) -> bytes:
        return self._delta(1, type="text_delta", text=piece)

    def end(self) -> Iterator[bytes]:
        yield self._event("content_block_stop", index=1)
        delta = {"stop_reason": self.ENDS[self.behaviour.stop], "stop_sequence": None}
        yield self._event("message_delta", delta=delta, usage={"output_tokens": self.pieces})
        yield self._event("message_stop")

    def failure(self, status: int, kind: str, message: str) -> JSON:
        return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_fake"}

    def error_event(self) -> bytes:
        kind = self.behaviour.error or "overloaded_error"
        return frame(self.failure(529, kind, self.behaviour.message), "error")

    def garbage(self) -> bytes:
        return b"event: content_block_delta\n" + super().garbage()

    def _delta(self, index: int, **delta: str) -> bytes:
        return self._event("content_block_delta", index=index, delta=delta)

    def _event(self, kind: str, **data: Any) -> bytes:
        return frame({"type": kind, **data}, kind)


class OpenAISpeech(Speech):
    """The error format of both of OpenAI's protocols."""

    ERRORS = {
        400: "invalid_request_error", 401: "invalid_api_key", 402: "insufficient_quota", 403: "permission_denied",
        404: "model_not_found", 429: "rate_limit_exceeded", 500: "server_error", 503: "server_error",
    }  # fmt: skip

    def failure(self, status: int, kind: str, message: str) -> JSON:
        return {"error": {"message": message, "type": kind, "param": None, "code": kind}}


class Responses(OpenAISpeech):
    """OpenAI's Responses."""

    def start(self) -> Iterator[bytes]:
        yield self._event("response.created", response=self._response("in_progress"))
        if self.behaviour.thinking:
            place = {"item_id": "rs_fake", "output_index": 0, "summary_index": 0}
            yield self._event("response.reasoning_summary_text.delta", **place, delta=self.behaviour.thinking)

    def text(self, piece: str) -> bytes:
        return self._delta("response.output_text.delta", piece)

    def end(self) -> Iterator[bytes]:
        stop = self.behaviour.stop
        if stop == "refusal":
            yield self._delta("response.refusal.delta", "I can't help with that.")
        if stop in {"length", "blocked"}:
            reason = "max_output_tokens" if stop == "length" else "content_filter"
            response = {**self._response("incomplete"), "incomplete_details": {"reason": reason}}
            yield self._event("response.incomplete", response=response)
        else:
            status = "cancelled" if stop == "odd" else "completed"
            yield self._event(f"response.{status}", response=self._response(status))

    def error_event(self) -> bytes:
        kind = self.behaviour.error or "server_error"
        return self._event("error", code=kind, message=self.behaviour.message, param=None)

    def _delta(self, kind: str, text: str) -> bytes:
        return self._event(kind, item_id="msg_fake", output_index=0, content_index=0, delta=text, logprobs=[])

    def _event(self, kind: str, **data: Any) -> bytes:
        return frame({"type": kind, "sequence_number": self.pieces, **data}, kind)

    def _response(self, status: str) -> JSON:
        usage = {
            "input_tokens": self.behaviour.read,
            "output_tokens": self.pieces,
            "total_tokens": self.behaviour.read + self.pieces,
        }
        response = {"id": "resp_fake", "object": "response", "created_at": 0, "status": status, "model": self.model}
        return {**response, "output": [], "usage": usage if self.behaviour.usage else None}


class Chat(OpenAISpeech):
    """Chat Completions, for OpenAI and compatible servers."""

    ENDS = {"end": "stop", "length": "length", "refusal": "stop", "blocked": "content_filter", "odd": "network_error"}

    def start(self) -> Iterator[bytes]:
        yield self._chunk({"role": "assistant", "content": ""})
        if self.behaviour.thinking:
            yield self._chunk({"reasoning_content": self.behaviour.thinking, "reasoning": self.behaviour.thinking})

    def text(self, piece: str) -> bytes:
        return self._chunk({"content": piece})

    def end(self) -> Iterator[bytes]:
        if self.behaviour.stop == "refusal":
            yield self._chunk({"refusal": "I can't help with that."})
        yield self._chunk({}, self.ENDS[self.behaviour.stop])
        if self.behaviour.usage:
            counts = {"prompt_tokens": self.behaviour.read, "completion_tokens": self.pieces, "total_tokens": 0}
            yield frame({**self._head(), "choices": [], "usage": counts})
        yield b"data: [DONE]\n\n"

    def _chunk(self, delta: JSON, finish: str | None = None) -> bytes:
        return frame({**self._head(), "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def _head(self) -> JSON:
        return {"id": "chatcmpl-fake", "object": "chat.completion.chunk", "created": 0, "model": self.model}


class GenerateContent(Speech):
    """Gemini."""

    ENDS = {"end": "STOP", "length": "MAX_TOKENS", "refusal": "SAFETY", "odd": "MALFORMED_RESPONSE"}
    ERRORS = {
        400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
        429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
    }  # fmt: skip

    def start(self) -> Iterator[bytes]:
        if self.behaviour.stop == "blocked":
            yield frame({"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": self.model})
        if self.behaviour.thinking:
            yield self._chunk([{"text": self.behaviour.thinking, "thought": True}])

    def text(self, piece: str) -> bytes:
        return self._chunk([{"text": piece}])

    def end(self) -> Iterator[bytes]:
        if self.behaviour.stop in self.ENDS:
            usage = {"promptTokenCount": self.behaviour.read, "candidatesTokenCount": self.pieces}
            yield self._chunk([], finishReason=self.ENDS[self.behaviour.stop], usage=usage)

    def failure(self, status: int, kind: str, message: str) -> JSON:
        return {"error": {"code": status, "message": message, "status": kind}}

    def _chunk(self, parts: list[JSON], usage: JSON | None = None, **more: str) -> bytes:
        candidate = {"content": {"parts": parts, "role": "model"}, "index": 0, **more}
        counted = {"usageMetadata": usage} if usage and self.behaviour.usage else {}
        return frame({"candidates": [candidate], "modelVersion": self.model, **counted})


def speech_for(path: str) -> type[Speech] | None:
    """Return the protocol for a path, or None."""
    ends = {
        "/messages": Messages,
        "/responses": Responses,
        "/chat/completions": Chat,
        ":streamGenerateContent": GenerateContent,
        ":generateContent": GenerateContent,
    }
    return next((speech for end, speech in ends.items() if path.endswith(end)), None)


def whole_answer(path: str, how: Behaviour) -> JSON:
    """Return an answer in one piece, for requests without streaming."""
    text = how.text or ""
    stopped = how.stop == "length"
    if path.endswith("/messages"):
        reason = "max_tokens" if stopped else "end_turn"
        return {"type": "message", "content": [{"type": "text", "text": text}], "stop_reason": reason}
    if path.endswith("/responses"):
        parts = [{"type": "message", "content": [{"type": "output_text", "text": text}]}]
        return {"object": "response", "status": "incomplete" if stopped else "completed", "output": parts}
    if path.endswith("/chat/completions"):
        message = {"role": "assistant", "content": text}
        return {"choices": [{"index": 0, "message": message, "finish_reason": Chat.ENDS[how.stop]}]}
    return {"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}]}
