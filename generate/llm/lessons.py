"""Learn a server's limits from its error messages.

The messages are those of vLLM, llama.cpp, LM Studio, Ollama, SGLang, TGI, OpenAI, Claude, Gemini, Mistral, DeepSeek,
Groq and OpenRouter; each pattern matches a wording, not a server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_NUMBER = r"[`'\"]?(\d[\d,_]*)"


def _patterns(*texts: str, flags: re.RegexFlag = re.IGNORECASE) -> list[re.Pattern[str]]:
    return [re.compile(text, flags) for text in texts]


# The size of the context in tokens, most reliable wording first.
_CONTEXT = _patterns(
    rf"n_ctx\W{{0,5}}{_NUMBER}",
    rf"max_seq_len\W{{0,5}}{_NUMBER}",
    rf"length is \d+ while limit is {_NUMBER}",
    rf"\d+ tokens > {_NUMBER} maximum",
    rf"context limit: \d+ \+ \d+ > {_NUMBER}",
    rf"{_NUMBER} maximum context",
    rf"context[ _-](?:length|size|window|limit)(?! for)[^\d.;]{{0,40}}?(?<!\bby ){_NUMBER}",
    rf"(?:model|sequence|maximum prompt) length (?:of|is) {_NUMBER}",
    rf"maximum number of tokens allowed \(?{_NUMBER}",
    rf"model token limit\W{{0,3}}{_NUMBER}",
    rf"range of input length should be \[\d+, ?{_NUMBER}\]",
    rf"(?:max size|max input tokens): {_NUMBER}",
    rf"prompt cannot exceed {_NUMBER}",
    rf"inputs`? must have less than {_NUMBER}",
    rf"max_new_tokens`? must be <= {_NUMBER}",
    rf"\(TPM\): limit {_NUMBER}, requested",
)
# The input tokens that the server counted, without the answer.
_INPUT = _patterns(
    rf"n_prompt_tokens\W{{0,5}}{_NUMBER}",
    rf"n_keep\W{{0,5}}{_NUMBER}",
    rf"{_NUMBER}(?: tokens)? (?:in|from) the (?:input )?messages",
    rf"{_NUMBER} of text input",
    rf"{_NUMBER} input tokens",
    rf"{_NUMBER} `inputs`",
    rf"{_NUMBER} \+ \d+ > \d+",
    rf"{_NUMBER} tokens > \d+ maximum",
    rf"(?:request|input|prompt) \(?(?:(?:total )?length \(?)?{_NUMBER}",
    rf"(?:current length is|prompt is too long:) {_NUMBER}",
    rf"input token count \({_NUMBER}",
    rf"(?:resulted in|contains|keep the first) {_NUMBER} tokens",
)
_TOO_LONG = re.compile(
    r"context[ _-](?:length|size|window|limit).{0,40}exceed|exceed.{0,60}context|prompt (?:is )?too long"
    r"|input (?:is )?too long|input length.{0,30}exceed|too many input tokens|input tokens? exceeds?"
    r"|(?:prompt|input) exceeds? (?:the )?max|prompt tokens too long|prompt 超长|contextwindowexceeded"
    r"|greater than the context length|model token limit"
    r"|reduce (?:the length|your (?:prompt|message))",
    re.IGNORECASE | re.DOTALL,
)
# The maximum tokens of an answer.
_OUTPUT = _patterns(
    rf"at most {_NUMBER} (?:completion|output) tokens",
    rf"max_tokens: \d+ > {_NUMBER}",
    rf"max\w*_?tokens.{{0,120}}?less than or equal to {_NUMBER}",
    rf"max\w*_?tokens.{{0,60}}?\[\d+, ?{_NUMBER}\]",
    rf"max\w* tokens you requested exceeds the model limit of {_NUMBER}",
    rf"max\w*_?tokens.{{0,80}}?(?:<=|cannot exceed|must not exceed|maximum (?:value )?(?:is|of)) {_NUMBER}",
    flags=re.IGNORECASE | re.DOTALL,
)
_OUTPUT_BELOW = re.compile(rf"max_?output_?tokens.{{0,120}}?to {_NUMBER} \(exclusive\)", re.IGNORECASE | re.DOTALL)
_LIMIT_RENAMED = re.compile(r"(?<!\w)max_tokens.{0,120}max_completion_tokens", re.IGNORECASE | re.DOTALL)
_LIMIT_NAMED_BACK = re.compile(
    r"max_completion_tokens.{0,80}(?:not permitted|forbidden|unrecognized|unknown|unexpected|unsupported|not supported)"
    r"|(?:unrecognized|unknown|unexpected|unsupported|extra).{0,80}max_completion_tokens",
    re.IGNORECASE | re.DOTALL,
)
_NO_SYSTEM = re.compile(
    r"system (?:role|message|prompt|instruction)s?.{0,40}(?:not (?:supported|allowed|enabled)|unsupported)"
    r"|(?:not support|unsupported|only).{0,40}(?:\bsystem\b|user and assistant roles)"
    r"|developer instruction is not enabled|roles must alternate",
    re.IGNORECASE,
)


_NOWHERE = re.compile(
    r"no model answers at this base URL|Error code: 40[45]|404 page not found|Unexpected endpoint", re.IGNORECASE
)
_NO_MODEL = re.compile(r"\bmodels?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lesson:
    """The limits of one model of one server; sizes in tokens, 0 if unknown.

    ``counts`` is the server's number of tokens per token of our estimate; ``place`` is the missing end of the base URL.
    """

    context: int = 0
    output: int = 0
    counts: float = 1.0
    limit_name: str = "max_tokens"
    with_options: bool = True
    with_system: bool = True
    with_prefill: bool = True
    place: str = ""

    @property
    def names(self) -> tuple[object, ...]:
        """The features of the request that do not depend on its length."""
        return self.place, self.limit_name, self.with_options, self.with_system, self.with_prefill


def learn(known: Lesson, words: str, guess: int) -> tuple[Lesson, str] | None:
    """Return the lesson with what ``words`` add to what is ``known``, and a summary; None if nothing is new.

    ``guess`` is our estimate of the request's input tokens.
    """
    for read in (_read_context, _read_output, _read_names):
        found = read(known, words, guess)
        if found and found[0] != known:
            return found
    return None


def look_elsewhere(known: Lesson, words: str, places: Sequence[str]) -> tuple[Lesson, str] | None:
    """Return the next address to try, if ``words`` report an unknown address."""
    if not _NOWHERE.search(words) or (_NO_MODEL.search(words) and "no model answers" not in words):
        return None
    tried = [""]
    tried += places[: places.index(known.place) + 1] if known.place in places else []
    left = [place for place in places if place not in tried]
    return (replace(known, place=left[0]), f"nothing at its base URL, trying {left[0]}") if left else None


def is_too_long(words: str) -> bool:
    """Return whether ``words`` say that a request is longer than the model reads."""
    return _number(_CONTEXT, words) > 0 or _TOO_LONG.search(words) is not None


def _read_context(known: Lesson, words: str, guess: int) -> tuple[Lesson, str] | None:
    context, counted = _number(_CONTEXT, words), _number(_INPUT, words)
    if not context and not _TOO_LONG.search(words):
        return None
    counts = (
        min(6.0, max(0.5, counted / guess)) if counted and guess else known.counts
    )  # a larger change would be a misreading
    if not context:  # half of it, and the same share for the answer
        context = round(guess * known.counts * 0.75)
    if known.context and context >= known.context and counts <= known.counts:
        counts = known.counts * 1.5  # it did not fit, despite our estimate
    return replace(known, context=context, counts=counts), f"the context is {context} tokens"


def _read_output(known: Lesson, words: str, _guess: int) -> tuple[Lesson, str] | None:
    below = _OUTPUT_BELOW.search(words)
    output = _value(below) - 1 if below else _number(_OUTPUT, words)
    return (replace(known, output=output), f"an answer has {output} tokens at most") if output > 0 else None


def _read_names(known: Lesson, words: str, _guess: int) -> tuple[Lesson, str] | None:
    if known.with_options and "stream_options" in words:
        return replace(known, with_options=False), "it knows no stream_options"
    if known.limit_name == "max_tokens" and _LIMIT_RENAMED.search(words):
        return replace(known, limit_name="max_completion_tokens"), "it calls the limit max_completion_tokens"
    if known.limit_name != "max_tokens" and _LIMIT_NAMED_BACK.search(words):
        return replace(known, limit_name="max_tokens"), "it calls the limit max_tokens"
    if known.with_system and _NO_SYSTEM.search(words):
        return replace(known, with_system=False), "it knows no system role"
    return None


def _number(patterns: list[re.Pattern[str]], words: str) -> int:
    found = next((found for pattern in patterns if (found := pattern.search(words))), None)
    return _value(found) if found else 0


def _value(found: re.Match[str]) -> int:
    return int(re.sub(r"\D", "", found[1]))
