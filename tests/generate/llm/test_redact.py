"""Keys never appear in the log."""

import pytest

from generate.llm.redact import LIMIT, redact

KEYS = [
    "sk-proj-AbCdEf0123456789",
    "sk-ant-api03-AbCdEf_01-23456789",
    "sk-AbC***********xyz9",
    "AIzaSyD-0123456789abcdefghijklmnopqrstu",
    "gsk_0123456789abcdef",
    "hf_AbCdEfGhIjKlMn",
    "til_ab12cd_0123456789abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "around", ["bad key {}", "Authorization: Bearer {}", "https://x.test/?key={}&alt=sse", "'{}'."]
)
def test_what_looks_like_a_key_is_removed(key: str, around: str) -> None:
    redacted = redact(around.format(key))
    assert key not in redacted
    assert key[8:-2] not in redacted
    assert redacted.startswith(around.split("{", maxsplit=1)[0][:5])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("key=0123456789abcdef&alt=sse", "key=[removed]&alt=sse"),
        ('{"api_key": "0123456789abcdef"}', '{"api_key": "[removed]"}'),
        ("X-Api-Key: 0123456789abcdef", "X-Api-Key: [removed]"),
        ("Bearer 0123456789abcdef", "Bearer [removed]"),
        ("https://user:pass@host/v1", "https://[removed]@host/v1"),
    ],
)
def test_what_is_named_as_a_key_is_removed(text: str, left: str) -> None:
    assert redact(text) == left


def test_a_key_of_any_shape_is_removed_when_it_is_ours() -> None:
    assert redact("the word hunter2 is wrong", "hunter2", "") == "the word [removed] is wrong"


@pytest.mark.parametrize("key", ["k", "key", "none", "token"])
def test_a_key_that_is_a_word_takes_nothing_out_of_words(key: str) -> None:
    said = "Limit 30000 tokens a minute, keyed by anonymous tokenizer"
    assert redact(said, key) == said


@pytest.mark.parametrize(
    "text",
    [
        "Rate limit reached for gpt-5.5 in organization on tokens per min: Limit 30000, Used 29000",
        "model: claude-sonnet-5 does not exist",
        "max_tokens: 8192 is too large; the limit is 4096 tokens",
        "Error code: 404 - {'error': {'message': 'The model `llama-3.3-70b` is missing', 'code': 'not_found'}}",
    ],
)
def test_what_helps_to_understand_stays(text: str) -> None:
    assert redact(text) == text


def test_a_page_becomes_one_short_line() -> None:
    redacted = redact("<html>\n  <h1>502</h1>\n" + "x" * 10_000)
    assert redacted.startswith("<html> <h1>502</h1> xxx")
    assert len(redacted) == LIMIT
