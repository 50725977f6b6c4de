"""Bodies, marks and stop reasons of servers that follow no specification, split at every character."""

from typing import Any

import orjson
import pytest

from generate.errors import ProviderError, ProviderInterrupted, ProviderRefused, ProviderUnavailable
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
    f"{HARMONY}<|message|>{SAID}<|return|>",
    f"{HARMONY} <|constrain|>text<|message|>{SAID}",
    f"{HARMONY.replace('analysis', 'commentary to=x <|constrain|>json')}<|message|>{SAID}",
]
KEPT = [
    "The mark `<|user|>` and `[/INST]` are of Llama 2.",
    "```xml\n<analysis>x</analysis>\n<output>y</output>\n```",
    "Write <output> as the tag.",
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
    "one choice": b'data: {"choices": {"delta": {"content": "Git bisect halves."}, "finish_reason": "stop"}}\n\n',
    "NaN": b'data: {"choices": [{"delta": {"content": "Git bisect halves."}, "p": NaN, "finish_reason": "stop"}]}\n\n',
    "values that are no objects": b'data: 5\n\ndata: true\n\ndata: "hi"\n\n' + streamed(SAID),
    "other fields": streamed(SAID).replace(b"data: ", b"event: completion\nid: 1\nretry: 5\ndata:"),
    "error: null": b'data: {"error": null, "choices": [{"delta": {"content": "Git bisect halves."}, '
    b'"finish_reason": "FINISH_REASON_STOP"}]}\n\n',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_shape_of_its_own(anyio_backend: str, body: bytes) -> None:
    for pieces in ([body], [body[at : at + 1] for at in range(len(body))]):
        assert await play("chat", *pieces) == (SAID, Stop.END, None)


async def test_any_successful_status_is_one(anyio_backend: str) -> None:
    assert await play("chat", streamed(SAID), status=201) == (SAID, Stop.END, None)


BROKEN: dict[str, tuple[bytes, type[ProviderError]]] = {
    "a refusal as a part": (chunk({"content": [{"type": "refusal", "refusal": "No."}]}, "stop"), ProviderRefused),
    "an error in the choice": (
        chunk({"content": SAID}, "stop", error={"code": 502, "message": "x"}),
        ProviderUnavailable,
    ),
    "an error of words": (b'data: {"error": "overloaded"}\n\n', ProviderUnavailable),
    "an object as reason": (chunk({"content": SAID}, None, finish_reason={"type": "stop"}), ProviderInterrupted),
    **{
        reason or "no reason": (streamed(SAID, finish=reason), ProviderInterrupted)
        for reason in ("", "tool_calls", "function_call", "repetition_truncation", "insufficient_system_resource")
    },
}


@pytest.mark.parametrize(("body", "error"), BROKEN.values(), ids=BROKEN)
async def test_an_end_that_is_no_success(anyio_backend: str, body: bytes, error: type[ProviderError]) -> None:
    _, stop, raised = await play("chat", body)
    assert (type(raised), stop) == (error, None)
