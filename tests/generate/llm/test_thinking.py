"""Thoughts and marks of chat templates never reach a reader, in pieces of any size; text about them does."""

import pytest

from generate.llm.thinking import Spoken

SAID = "Git bisect halves."
THOUGHT = [
    "Okay, I should write.\n</think>\n\n" + SAID,
    "[THINK]hm[/THINK]" + SAID,
    '<think time="3">hm</think>\n' + SAID,
    "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>" + SAID + "<|return|>",
    "analysisThe user wants it.assistantfinal" + SAID,
    "◁think▷hm◁/think▷\n" + SAID,
    "<unused94>thought\nhm<unused95>" + SAID,
    "<seed:think>hm</seed:think>" + SAID,
    "<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>" + SAID + "<|END_RESPONSE|>",
    SAID + "<|im_end|>",
    SAID + "</s>",
    SAID + "<|eot_id|>\n<|im_start|>user\nmore",
    SAID + "<end_of_turn>\n",
    SAID + "<|endoftext|>",
    "<|im_start|>assistant\n" + SAID,
    "<answer>\n" + SAID + "\n</answer>\n",
    "<think>x</think><answer>" + SAID + "</answer>",
]
KEPT = [
    "Use `</think>` and `<|im_end|>` here.\n\n```\n<think>\n</think>\n<|im_end|>\n```\ndone",
    "Use ``a`b </think>`` well",
    "a < b and [1] and <s>old</s> new",
    "The token </s> ends a text.",
    "analysis of it",
    "Okay, that is all.",
    "<thin",
    "<div>a</div>",
]


def read(text: str, step: int) -> str:
    spoken = Spoken()
    said = "".join([spoken.feed(text[at : at + step]) for at in range(0, len(text), step)])
    return said + spoken.finish()


@pytest.mark.parametrize("text", THOUGHT)
def test_only_what_is_said_is_read(text: str) -> None:
    assert {read(text, step).strip() for step in range(1, len(text) + 1)} == {SAID}


@pytest.mark.parametrize("text", KEPT)
def test_text_about_such_marks_stays(text: str) -> None:
    assert {read(text, step) for step in range(1, len(text) + 1)} == {text}


def test_thoughts_in_the_middle_leave_no_gap() -> None:
    text = "A\n\n<think>x</think>\n\nB"
    assert {read(text, step) for step in range(1, len(text) + 1)} == {"A\n\nB"}


def test_thoughts_without_an_end_are_dropped() -> None:
    assert read("<think>never", 3) == ""
