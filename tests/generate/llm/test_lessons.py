"""Lessons from servers' error messages."""

import pytest

from generate.llm.lessons import Lesson, is_too_long, learn

GUESS = 1_000

# Servers' messages, with the context and the counted input tokens (0 if not given).
CONTEXTS = [
    ("maximum context length is 8192 tokens, however 9416 were requested (1224 in the messages, 8192 for the rest)",
     8192, 1224),
    (("'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 4096 tokens "
     "and your request has 1000 input tokens (8192 > 4096 - 1000)."), 4096, 1000),
    ("This model's maximum context length is 4096 tokens. However, your request has 3000 input tokens.", 4096, 3000),
    ("You passed 3001 input tokens and requested 8192 output tokens. However, the model's context length is only 4096",
     4096, 3001),
    ("The decoder prompt (length 3000) is longer than the maximum model length of 4096.", 4096, 3000),
    ("request (1036 tokens) exceeds the available context size (1024 tokens), try increasing it", 1024, 1036),
    ("'type': 'exceed_context_size_error', 'n_prompt_tokens': 1036, 'n_ctx': 1024", 1024, 1036),
    (("Trying to keep the first 3024 tokens when context the overflows. The model is loaded with context length "
     "of only 2048 tokens, which is not enough."), 2048, 3024),
    (("The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 3024>= n_ctx: "
     "2048)."), 2048, 3024),
    ("maximum context length is 128,000 tokens. However, your messages resulted in 3000 tokens.", 128_000, 3000),
    ("prompt is too long: 2100 tokens > 2000 maximum", 2000, 2100),
    ("input length and `max_tokens` exceed context limit: 1950 + 8192 > 2000, decrease input length", 2000, 1950),
    ("The input token count (1200) exceeds the maximum number of tokens allowed (1048).", 1048, 1200),
    ("Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce", 6000, 0),
    ("Prompt contains 3000 tokens and 0 draft, too large for model with 2768 maximum context length", 2768, 3000),
    (("maximum context length is 32768 tokens. You requested about 40000 tokens (3180 of text input, 8192 in "
     "the output)."), 32768, 3180),
    ("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 3000 `inputs` tokens and 8192", 4096, 3000),
    ("The input (3000 tokens) is longer than the model's context length (2096 tokens).", 2096, 3000),
    ("You requested a total of 9192 tokens: 1000 tokens from the input messages. maximum context length of 4096 tokens",
     4096, 1000),
    ("This model's maximum prompt length is 2000 but the request contains 3000 tokens.", 2000, 3000),
    ("Please reduce the length of the messages. Current length is 3000 while limit is 2000", 2000, 3000),
    ("Context length 3000 is greater than max_seq_len 2000. Please use a smaller prompt", 2000, 0),
    ("length of prompt_tokens (3000) must be less than max_seq_len (2000).", 2000, 0),
    ("The prompt (total length 3000) is too long to fit into the model (context length 2000).", 2000, 3000),
    ("Request body too large for gpt-4o-mini model. Max size: 2000 tokens.", 2000, 0),
    ("Invalid request: Your request exceeded model token limit: 2000", 2000, 0),
    ("InternalError.Algo.InvalidParameter: Range of input length should be [1, 2000]", 2000, 0),
    ("The input token count exceeds the maximum number of tokens allowed 2000.", 2000, 0),
    ("total number of tokens in the prompt cannot exceed 2000 - received 3000", 2000, 0),
    ("Too many input tokens. Max input tokens: 2000, request input token count: 3000", 2000, 0),
    ("prompt too long; exceeded max context length by 40 tokens", 750, 0),
    ("Input Tokens Exceeded: Number of input tokens exceeds maximum length.", 750, 0),
    ("Prompt exceeds max length", 750, 0),
    ("The number of tokens to keep from the initial prompt is greater than the context length.", 750, 0),
    ("the input length exceeds the context length", 750, 0),
    ("Your input exceeds the context window of this model. Please adjust your input and try again.", 750, 0),
    ("Input is too long for requested model.", 750, 0),
]  # fmt: skip


@pytest.mark.parametrize(("words", "context", "counted"), CONTEXTS)
def test_the_context_is_read(words: str, context: int, counted: int) -> None:
    found = learn(Lesson(), f"BadRequestError: Error code: 400 - {{'message': \"{words}\"}}", GUESS)
    assert found is not None
    lesson, _ = found
    assert (lesson.context, lesson.counts, lesson.output) == (context, min(6, (counted or GUESS) / GUESS), 0)
    assert is_too_long(words)


def test_what_still_did_not_fit_is_counted_higher() -> None:
    known = Lesson(context=4096, counts=1.0)
    found = learn(known, "This model's maximum context length is 4096 tokens.", GUESS)
    assert found is not None
    assert found[0].counts > known.counts


@pytest.mark.parametrize(
    ("words", "output"),
    [
        (
            "max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you provided",
            4096,
        ),
        ("max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku", 4096),
        ("`max_tokens` must be less than or equal to `8192`, the maximum for the `context_window` of this model", 8192),
        ("The maximum tokens you requested exceeds the model limit of 4096. Try again with a lower value.", 4096),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 4096]", 4096),
        (
            "it has a maxOutputTokens value of 8192 but the supported range is from 1 (inclusive) to 2049 (exclusive)",
            2048,
        ),
    ],
)
def test_the_limit_of_an_answer_is_read(words: str, output: int) -> None:
    found = learn(Lesson(), words, GUESS)
    assert found is not None
    assert (found[0].output, found[0].context) == (output, 0)


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
         Lesson(limit_name="max_completion_tokens")),
        ("{'loc': ['body', 'stream_options'], 'msg': 'Extra inputs are not permitted'}", Lesson(with_options=False)),
        ("Unrecognized request argument supplied: stream_options", Lesson(with_options=False)),
        ("System role not supported", Lesson(with_system=False)),
        ("Developer instruction is not enabled for models/gemma-3-27b-it", Lesson(with_system=False)),
        ("'messages[0].role' does not support 'system' with this model.", Lesson(with_system=False)),
        ("Conversation roles must alternate user/assistant/user/assistant/...", Lesson(with_system=False)),
    ],
)  # fmt: skip
def test_what_a_model_does_not_take_is_left_out(words: str, changed: Lesson) -> None:
    found = learn(Lesson(), words, GUESS)
    assert found is not None
    assert found[0] == changed
    assert learn(changed, words, GUESS) is None  # it teaches once


def test_the_new_name_of_the_limit_is_given_up_again() -> None:
    known = Lesson(limit_name="max_completion_tokens")
    found = learn(known, "Unknown parameter: max_completion_tokens", GUESS)
    assert found is not None
    assert found[0] == Lesson()


@pytest.mark.parametrize(
    "words",
    [
        *(
            "The model `x` does not exist",
            "Incorrect API key provided",
            "messages: at least one message is required",
            "",
        ),
        "You exceeded your current quota. Limit: 20, requested 1",
        "Rate limit reached on tokens per minute (TPM): Limit 6000, Used 5500, Requested 900. Try again in 3s.",
    ],
)
def test_what_teaches_nothing(words: str) -> None:
    assert learn(Lesson(), words, GUESS) is None
    assert not is_too_long(words)
