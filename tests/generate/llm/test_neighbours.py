"""Bodies, marks and stop reasons of servers that follow no specification, split at every character."""

from typing import Any

import orjson
import pytest

from generate.errors import (
    ProviderError,
    ProviderInterrupted,
    ProviderRateLimited,
    ProviderRefused,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm.base import Stop
from tests.fakes.replay import play

pytestmark = pytest.mark.anyio

SAID = "Git bisect halves."
HARMONY = "<|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>final"
MARKED = [
    *(f"<{name}>Hm</{name}>{SAID}" for name in ("Think", "reasoning", "thought", "reflection", "scratchpad")),
    *(f"<{name}>Hm</{name}>{SAID}" for name in ("inner_monologue", "analysis", "seed:think")),
    *(
        f"<think>Hm</think><{name}>{SAID}</{name}>"
        for name in ("answer", "final", "final_answer", "output", "response")
    ),
    *(
        SAID + end
        for end in ("\n<|im_end|>\n", "<|eom_id|>", "<|user|>", "<pad><pad>", "[/INST]", "<｜User｜>", "</s>")
    ),
    *(
        f"{begin}{SAID}"
        for begin in ("<|assistant|>\n", "<｜Assistant｜>", "<think>a</think><think>b</think>", "<bos>")
    ),
    f"<|begin_of_box|>{SAID}<|end_of_box|>",
    f"<|im_start|>assistant<|im_sep|>{SAID}<|im_end|>",
    f"<|header_start|>assistant<|header_end|>\n\n{SAID}<|eot|>",
    f"<|start_of_role|>assistant<|end_of_role|>{SAID}<|end_of_text|>",
    f"<｜begin▁of▁sentence｜>{SAID}<｜end▁of▁sentence｜>",
    *(SAID + end for end in ("[|endofturn|]", "<end_of_utterance>", "<seed:eos>", "<|eos|>")),
    f"Here is my thought process:\nHm.\n\nHere is my response:\n{SAID}",
    f"Here are my reasoning steps:\nHm.\n[BEGIN FINAL RESPONSE]\n{SAID}\n[END FINAL RESPONSE]",
    f"{HARMONY}<|message|>{SAID}<|return|>",
    f"{HARMONY} <|constrain|>text<|message|>{SAID}",
    f"{HARMONY.replace('analysis', 'commentary to=x <|constrain|>json')}<|message|>{SAID}",
]
KEPT = [
    "The mark `<|user|>` and `[/INST]` are of Llama 2.",
    "```xml\n<analysis>x</analysis>\n<output>y</output>\n```",
    "Write <output> as the tag.",
    "Here is my thought process: none.",
    "Mark it with `[|endofturn|]` and `[END FINAL RESPONSE]`.",
]


def chunk(delta: Any, finish: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish} | more
    return b"data: " + orjson.dumps({"choices": [choice]}) + b"\n\n"


def streamed(*parts: str, finish: str = "stop") -> bytes:
    return b"".join([chunk({"content": part}) for part in parts]) + chunk({}, finish)


@pytest.mark.parametrize("text", MARKED)
async def test_marks_never_reach_a_reader(anyio_backend: str, text: str) -> None:
    for body in (streamed(text), streamed(*text)):
        assert await play("chat", body) == (SAID, Stop.END, None)


@pytest.mark.parametrize("text", KEPT)
async def test_text_about_marks_stays(anyio_backend: str, text: str) -> None:
    for body in (streamed(text), streamed(*text)):
        assert await play("chat", body) == (text, Stop.END, None)


BODIES = {
    "a part that is a string": chunk({"content": ["Git bisect ", "halves."]}, "stop"),
    "an object as content": chunk({"content": {"type": "text", "text": SAID}}, "stop"),
    "completions": b'data: {"choices": [{"text": "Git bisect halves.", "finish_reason": "stop"}]}\n\n',
    "Ollama": b'{"message": {"content": "Git bisect "}, "done": false}\n'
    b'{"message": {"content": "halves."}, "done": true, "done_reason": "stop"}\n',
    "lines of JSON": b"\n".join(part.strip().removeprefix(b"data: ") for part in streamed(SAID).split(b"\n\n")),
    "no blank lines": streamed("Git bisect ", "halves.").replace(b"\n\n", b"\n") + b"data: [DONE]\n",
    "one choice": b'data: {"choices": {"delta": {"content": "Git bisect halves."}, "finish_reason": "stop"}}\n\n',
    "NaN": b'data: {"choices": [{"delta": {"content": "Git bisect halves."}, "p": NaN, "finish_reason": "stop"}]}\n\n',
    "values that are no objects": b'data: 5\n\ndata: true\n\ndata: "hi"\n\n' + streamed(SAID),
    "other fields": streamed(SAID).replace(b"data: ", b"event: completion\nid: 1\nretry: 5\ndata:"),
    "a message that repeats the pieces": streamed(SAID, finish="")
    + chunk({}, "stop", message={"content": SAID})
    + chunk(None, None, message={"content": SAID}),
    "messages that grow": chunk(None, message={"content": "Git bisect "})
    + chunk(None, "stop", message={"content": SAID}),
    "messages that are pieces": chunk(None, message={"content": "Git bisect "})
    + chunk(None, "stop", message={"content": "halves."}),
    "words for no reason": chunk({"content": "Git bisect "}, "null")
    + chunk({"content": "halves."}, "FINISH_REASON_UNSPECIFIED")
    + chunk({}, "stop"),
    "an unknown reason with each piece": chunk({"content": "Git bisect "}, "going")
    + chunk({"content": "halves."}, "going")
    + chunk({}, "stop"),
    "error: null": b'data: {"error": null, "choices": [{"delta": {"content": "Git bisect halves."}, '
    b'"finish_reason": "FINISH_REASON_STOP"}]}\n\n',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_shape_of_its_own(anyio_backend: str, body: bytes) -> None:
    for pieces in ([body], [body[at : at + 1] for at in range(len(body))]):
        assert await play("chat", *pieces) == (SAID, Stop.END, None)


REPEATED = {
    "Ollama": b'{"message": {"content": "ha"}, "done": false}\n'
    b'{"message": {"content": "ha"}, "done": true, "done_reason": "stop"}\n',
    "completions": b'data: {"choices": [{"text": "ha"}]}\n\n'
    b'data: {"choices": [{"text": "ha", "finish_reason": "stop"}]}\n\n',
}


@pytest.mark.parametrize("body", REPEATED.values(), ids=REPEATED)
async def test_a_piece_like_the_text_before_it_is_text(anyio_backend: str, body: bytes) -> None:
    assert await play("chat", body) == ("haha", Stop.END, None)


async def test_any_successful_status_is_one(anyio_backend: str) -> None:
    assert await play("chat", streamed(SAID), status=201) == (SAID, Stop.END, None)


async def test_halves_of_a_character_are_joined(anyio_backend: str) -> None:
    halves = chunk({"content": "a"}).replace(b'"a"', rb'"a \ud83d"') + chunk({"content": "b"}, "stop").replace(
        b'"b"', rb'"\ude00 \udc00"'
    )
    assert await play("chat", halves) == ("a \U0001f600 \ufffd", Stop.END, None)


BROKEN: dict[str, tuple[bytes, type[ProviderError]]] = {
    "a refusal as a part": (chunk({"content": [{"type": "refusal", "refusal": "No."}]}, "stop"), ProviderRefused),
    "an error in the choice": (
        chunk({"content": SAID}, "stop", error={"code": 502, "message": "x"}),
        ProviderUnavailable,
    ),
    "an error in the choice, and as reason": (
        chunk({"content": SAID}, "error", error={"code": 429, "message": "x"}),
        ProviderRateLimited,
    ),
    "a field for the error": (
        b'error: {"code": 500, "message": "no slot", "type": "server_error"}',
        ProviderUnavailable,
    ),
    "an error of words as the whole": (b'{"error": "The model has crashed."}', ProviderUnavailable),
    "an error of words as the whole, about a limit": (b'{"error": "rate_limit"}', ProviderRateLimited),
    "words of a proxy": (chunk({"content": SAID}) + b"upstream connect error or disconnect", ProviderInterrupted),
    "a page of a proxy": (chunk({"content": SAID}) + b"<html>504 Gateway Time-out</html>", ProviderInterrupted),
    "JSON behind events": (chunk({"content": SAID}) + b'{"error": "boom"}', ProviderInterrupted),
    "an error of words": (b'data: {"error": "overloaded"}\n\n', ProviderUnavailable),
    "an object as reason": (chunk({"content": SAID}, None, finish_reason={"type": "stop"}), ProviderInterrupted),
    **{
        reason or "no reason": (streamed(SAID, finish=reason), ProviderInterrupted)
        for reason in ("", "tool_calls", "function_call", "repetition_truncation", "insufficient_system_resource")
    },
}


FAILED: dict[str, type[ProviderError]] = {
    "rate_limit_exceeded": ProviderRateLimited,
    "server_error": ProviderUnavailable,
    "insufficient_quota": ProviderUnpaid,
    "invalid_prompt": ProviderRefused,
    "of_tomorrow": ProviderInterrupted,
}


@pytest.mark.parametrize("code", FAILED)
async def test_a_failed_response_says_why(anyio_backend: str, code: str) -> None:
    response = {"status": "failed", "error": {"code": code, "message": "x"}}
    body = b"data: " + orjson.dumps({"type": "response.failed", "response": response}) + b"\n\n"
    assert type((await play("responses", body))[2]) is FAILED[code]


async def test_a_refusal_that_only_the_whole_response_has(anyio_backend: str) -> None:
    response = {"status": "completed", "output": [{"content": [{"type": "refusal", "refusal": "No."}]}]}
    body = b"data: " + orjson.dumps({"type": "response.completed", "response": response}) + b"\n\n"
    assert type((await play("responses", body))[2]) is ProviderRefused


SAID_BY_SERVERS: list[tuple[int, str, type[ProviderError]]] = [
    *(
        (status, words, ProviderRefused)
        for status, words in (
            (400, "Output blocked by content filtering policy"),
            (403, "Your input was flagged for violence."),
            (403, "Content violates usage guidelines."),
            (400, "Content Exists Risk"),
        )
    ),
    *(
        (status, words, ProviderUnpaid)
        for status, words in (
            (403, "Key limit exceeded (total limit)."),
            (403, "Your team has either used all available credits or reached its monthly spending limit."),
            (400, "You have reached your specified API usage limits."),
            (400, "ExceededBudget: User over budget."),
        )
    ),
    (403, "Project p does not have access to model gpt-9", ProviderRejected),
    (498, "Flex tier capacity exceeded", ProviderUnavailable),
    (524, "", ProviderTimeout),
]


@pytest.mark.parametrize(("status", "words", "error"), SAID_BY_SERVERS)
async def test_words_and_states_of_servers(
    anyio_backend: str, status: int, words: str, error: type[ProviderError]
) -> None:
    for kind in ("anthropic", "responses", "chat", "google"):
        body = orjson.dumps({"error": {"message": words}})
        assert type((await play(kind, body, status=status))[2]) is error, kind


async def test_what_an_error_says_can_be_stored(anyio_backend: str) -> None:
    body = chunk({"content": SAID}, "stop", error={"code": 500, "message": "M"}).replace(b'"M"', rb'"a\u0000 \ud83d"')
    error = (await play("chat", body))[2]
    assert error is not None
    assert error.detail == "500: a ?"


@pytest.mark.parametrize(("body", "error"), BROKEN.values(), ids=BROKEN)
async def test_an_end_that_is_no_success(anyio_backend: str, body: bytes, error: type[ProviderError]) -> None:
    _, stop, raised = await play("chat", body)
    assert (type(raised), stop) == (error, None)
