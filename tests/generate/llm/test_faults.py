"""Waiting times in every server's format."""

from datetime import UTC, datetime

import pytest

from generate.errors import GenerateError, ProviderInterrupted, ProviderUnavailable
from generate.llm.faults import border, retry_after
from generate.source_errors import SourceEmpty

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:20 GMT"}, 20.0),
        ({"retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "later"}, None),
        ({"retry-after": "9" * 400}, 86_400.0),
        ({"retry-after-ms": "²"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Rate limit reached. Please try again in 1.2s.", 1.2),
        ("Please try again in 6m0s.", 360.0),
        ("Please try again in 120ms.", 0.12),
        ("Please try again in 1h2m3s.", 3_723.0),
        ("Please try again in a moment.", None),
    ],
)
def test_waiting_times_in_words(words: str, seconds: float | None) -> None:
    assert retry_after({}, words) == seconds


def test_our_own_errors_pass_the_border_as_they_are() -> None:
    error = SourceEmpty("nothing")
    with pytest.raises(SourceEmpty) as raised, border():
        raise error
    assert raised.value is error


@pytest.mark.parametrize("foreign", [TypeError("NoneType"), RuntimeError("Event loop is closed"), ValueError("json")])
def test_nothing_foreign_passes(foreign: Exception) -> None:
    with pytest.raises(GenerateError) as raised, border():
        raise foreign
    assert type(raised.value) is ProviderInterrupted
    with pytest.raises(ProviderUnavailable), border(otherwise=ProviderUnavailable):
        raise foreign
