"""Stop reasons of all known servers. Unknown reasons count as errors."""

from __future__ import annotations

from generate.errors import ProviderError, ProviderInterrupted, ProviderRefused
from generate.llm.base import Stop

_END = {
    *("stop", "end_turn", "stop_sequence", "eos", "eos_token", "end", "completed", "complete", "done", "finished"),
    *("stop_token", "end_of_turn", "end_of_text", "endoftext", "success", "finish_reason_stop"),
}
# pause_turn, continuation: the server would continue on request
_LENGTH = {
    *("length", "max_tokens", "model_length", "max_output_tokens", "max_length", "max_completion_tokens"),
    *("token_limit", "model_context_window_exceeded", "context_length_exceeded", "pause_turn", "continuation"),
    "finish_reason_max_tokens",
}
_REFUSED = {
    *("content_filter", "content_filtered", "sensitive", "safety", "image_safety", "recitation", "refusal", "refused"),
    *("prohibited_content", "blocklist", "spii", "moderation", "moderated", "flagged", "guardrail_intervened"),
    *("language", "risk", "censored", "blocked", "content_policy_violation"),
}


# words of servers that write one in every event, before the answer ends
_NONE = {"", "null", "none", "nil", "undefined", "unspecified", "finish_reason_unspecified"}


def outcome(reason: str) -> Stop | ProviderError | None:
    """Return Stop for a regular reason, None for no reason, or the error for any other, which names the reason."""
    known = reason.strip().lower().replace("-", "_").replace(" ", "_")
    if known in _NONE:
        return None
    if known in _END:
        return Stop.END
    if known in _LENGTH:
        return Stop.LENGTH
    said = f"stop reason {reason[:100]!r}"
    return ProviderRefused(said) if known in _REFUSED else ProviderInterrupted(said)
