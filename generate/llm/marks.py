"""Marks around thoughts, turns and answers that a server left in a model's text.

They come from chat templates: ChatML, Llama 3, Gemma, Mistral (``[THINK]``), Kimi, Seed, Command R, DeepSeek, and
OpenAI's harmony format (https://cookbook.openai.com/articles/openai-harmony), also with its marks stripped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMES = "thinking|think|thoughts|thought|reasoning|seed:think|reflection|scratchpad|inner_monologue|analysis"
FLAGS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Thought:
    """The marks around thoughts; ``closing`` may refer to the name in the opening mark."""

    opening: re.Pattern[str]
    closing: str
    sure: bool = True  # otherwise, it is text if the end is missing


_FINAL = r"(?:<\|start\|>assistant)?<\|channel\|>final[^<\n]{0,40}(?:<\|constrain\|>[^<\n]{0,40})?<\|message\|>"
THOUGHTS = (
    Thought(re.compile(rf"<({_NAMES})(?:\s[^<>\n]{{0,200}})?>", FLAGS), "</{name}>"),
    Thought(re.compile(r"\[THINK\]"), "[/THINK]"),
    Thought(re.compile(r"◁think▷"), "◁/think▷"),
    Thought(re.compile(r"<unused94>"), "<unused95>"),
    Thought(re.compile(r"<\|channel>thought"), "<channel|>"),
    Thought(re.compile(r"<\|begin_of_thought\|>"), "<|end_of_thought|>"),
    Thought(re.compile(r"<\|START_THINKING\|>"), "<|END_THINKING|>"),
    Thought(
        re.compile(
            r"(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)[^<\n]{0,80}(?:<\|constrain\|>[^<\n]{0,40})?<\|message\|>"
        ),
        "",
    ),
    Thought(re.compile(r"analysis(?=[A-Z\"가-힣])"), "assistantfinal", sure=False),
    Thought(re.compile(r"(here is|here's) my thought process:", FLAGS), "{name} my response:", sure=False),  # Granite
    Thought(re.compile(r"here are my reasoning steps:", FLAGS), "[BEGIN FINAL RESPONSE]", sure=False),  # Apriel
)
_GROUP = re.compile(r"\((?!\?)")
OPENINGS = "|".join(_GROUP.sub("(?:", thought.opening.pattern) for thought in THOUGHTS if thought.sure)
HEADS = re.compile(
    rf"{_FINAL}|assistantfinal|<\|im_start\|>assistant|<\|im_sep\|>"
    r"|<\|start_header_id\|>assistant<\|end_header_id\|>|<\|header_start\|>assistant<\|header_end\|>"
    r"|<\|start_of_role\|>assistant<\|end_of_role\|>|<｜begin▁of▁sentence｜>|\[BEGIN FINAL RESPONSE\]"
    r"|<start_of_turn>model|<\|begin_of_text\|>|<bos>|<\|begin_of_solution\|>|<\|START_RESPONSE\|>"
    r"|<\|begin_of_box\|>|<\|assistant\|>|<｜Assistant｜>"
)
_WRAPPERS = "answer|final_answer|final|output|response"
UNWRAPPED = re.compile(rf"<(?:{_WRAPPERS})>", FLAGS)
UNWRAPPED_END = re.compile(rf"</(?:{_WRAPPERS})>", FLAGS)
ORPHANS = re.compile(rf"</(?:{_NAMES})>|\[/THINK\]|◁/think▷|<unused95>|<\|END_THINKING\|>|<\|end_of_thought\|>", FLAGS)
TURN_ENDS = re.compile(
    r"<\|(?:im_end|im_start|eot_id|eom_id|endoftext|end_of_text|end_of_turn|end|return|call|END_OF_TURN_TOKEN"
    r"|END_RESPONSE|end_of_solution|end_of_box|eot|user|system|observation)\|>"
    r"|</s>|<end_of_turn>|<eos>|<pad>|<turn\|>|<｜end▁of▁sentence｜>|<｜User｜>|\[/INST\]"
    r"|<\|eos\|>|<seed:eos>|<end_of_utterance>|\[\|endofturn\|\]|\[END FINAL RESPONSE\]"
)
# Beginnings of marks, in lower case; text that ends like this is held back.
_STARTS = (
    *(f"<{name}>" for name in _NAMES.split("|")),
    *(f"</{name}>" for name in _NAMES.split("|")),
    *("[think]", "[/think]", "◁think▷", "◁/think▷", "<unused94>", "<unused95>", "<|channel>thought", "<channel|>"),
    *("<|begin_of_thought|>", "<|end_of_thought|>", "<|start_thinking|>", "<|end_thinking|>", "<|start_response|>"),
    *("<|start|>assistant<|channel|>", "<|channel|>analysis", "<|channel|>commentary", "<|channel|>final"),
    *("<|im_start|>assistant", "<|im_sep|>", "<|start_header_id|>assistant<|end_header_id|>", "<start_of_turn>model"),
    *("<|header_start|>assistant<|header_end|>", "<|start_of_role|>assistant<|end_of_role|>", "<bos>", "<|eos|>"),
    *("<｜begin▁of▁sentence｜>", "<seed:eos>", "<end_of_utterance>", "[|endofturn|]"),
    *("[begin final response]", "[end final response]"),
    *("<|begin_of_text|>", "<|begin_of_solution|>", "<|end_of_solution|>", "<|end_response|>", "<|end_of_box|>"),
    *(f"<{name}>" for name in _WRAPPERS.split("|")),
    *(f"</{name}>" for name in _WRAPPERS.split("|")),
    *(
        "<|begin_of_box|>",
        "<|assistant|>",
        "<｜assistant｜>",
        "<|user|>",
        "<|system|>",
        "<|observation|>",
        "<｜user｜>",
    ),
    *("<pad>", "[/inst]"),
    *("<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|eot|>", "<|endoftext|>", "<|end_of_text|>", "<|end_of_turn|>"),
    *("<|end|>", "<|return|>", "<|call|>", "<|end_of_turn_token|>", "</s>", "<end_of_turn>", "<eos>", "<turn|>"),
    "<｜end▁of▁sentence｜>",
)
_OPEN_ENDED = re.compile(
    rf"<(?:{_NAMES})\s[^<>\n]{{0,200}}"
    r"|(?:<\|start\|>assistant)?<\|channel\|>[^<\n]{0,80}(?:<\|constrain\|>[^<\n]{0,40})?(?:<(?:\|[a-z]{0,9}\|?)?)?",
    FLAGS,
)
LONGEST = 230  # characters

# Typical beginnings of thoughts without an opening mark; other text with such a beginning is only delayed.
MUSING = (
    *("okay, ", "ok, ", "alright, ", "hmm", "wait, ", "let me ", "the user ", "we need to ", "i need to ", "i should "),
    *("so, the user", "so the user", "first, i need", "음, ", "사용자가 ", "사용자는 "),
    *("here is my thought process:", "here's my thought process:", "here are my reasoning steps:"),
)


def closing_of(thought: Thought, opening: re.Match[str]) -> re.Pattern[str]:
    """Return the pattern for the end of thoughts that began with ``opening``."""
    if not thought.closing:
        return re.compile(_FINAL)
    name = opening[1] if opening.re.groups else ""
    return re.compile(re.escape(thought.closing.format(name=name)), FLAGS)


def may_be_mark(end: str) -> bool:
    """Return whether ``end`` may be the beginning of a mark that is not complete yet."""
    lowered = end.lower()
    return any(len(lowered) < len(start) and start.startswith(lowered) for start in _STARTS) or bool(
        _OPEN_ENDED.fullmatch(end)
    )


def unfinished(text: str) -> int:
    """Return the start of a possible incomplete mark at the end of ``text``; its length if there is none."""
    lowest = max(0, len(text) - LONGEST)
    return next((at for at in range(lowest, len(text)) if text[at] in "<[◁" and may_be_mark(text[at:])), len(text))
