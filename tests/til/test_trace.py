"""The contents of log lines, and what they leave out."""

import logging
import sys

import orjson
import pytest

from til import trace

NOTES = "우리 팀은 금요일에\n`deploy --force secret-host` 로 배포한다. It broke."


class Notes:
    def text(self) -> str:
        return NOTES


@pytest.fixture(autouse=True)
def notes() -> Notes:
    trace.request_id.set("")  # requests of earlier tests leave theirs
    notes = Notes()
    trace.hide(notes.text)
    return notes  # kept alive for the test


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("400: bad input: 우리 팀은 금요일에 `deploy", "400: bad input: […]"),
        (r"400: bad input: \uc6b0\ub9ac \ud300\uc740 \uae08\uc694\uc77c\uc5d0\n`deploy", "400: bad input: […]"),
        ("'--force secret-host` 로 배포한다.' is no JSON", "'[…]' is no JSON"),
        ("529: overloaded_error: Overloaded", "529: overloaded_error: Overloaded"),
        ("It broke.", "It broke."),  # too short to be theirs alone
        ("", ""),
    ],
)
def test_what_a_provider_repeats_of_the_notes_is_taken_out(said: str, logged: str) -> None:
    assert trace.unquoted(said) == logged


def record(name: str, level: int, error: Exception | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord(name, level, "", 0, "said %s", ("ü",), info)


def test_a_line_of_json_has_the_ids_that_are_known() -> None:
    said = record("generate.running.run", logging.INFO)
    with trace.about(7, "openai", "abc"):
        assert trace.Joined().filter(said)
    line = orjson.loads(trace.JsonLine().format(said))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "generate.running.run",
        "message": "said ü",
        "request_id": "abc",
        "generation": 7,
        "provider": "openai",
    }
    outside = record("til.x", logging.WARNING)
    assert trace.Joined().filter(outside)
    assert not {"request_id", "generation", "provider"} & set(orjson.loads(trace.JsonLine().format(outside)))
    assert trace.Line().format(outside).endswith("WARNING til.x [- - -]: said ü")


def test_libraries_are_heard_from_warnings_on_whatever_their_own_level_is() -> None:
    let_through = trace.Joined().filter
    assert [let_through(record("openai._base_client", level)) for level in (10, 20, 30)] == [False, False, True]
    assert [let_through(record(name, 10)) for name in ("til.x", "generate.y", "tilsite", "django.db", "tiles")] == [
        *[True] * 4,
        False,
    ]


def refused() -> None:
    raise ValueError("null value in column\nDETAIL:  Failing row contains (1, my\n" + "not" + "es).\nCONTEXT:  here")


def test_a_traceback_comes_without_the_row_that_the_database_quotes() -> None:
    said = record("til", logging.ERROR)
    try:
        try:
            refused()
        except ValueError as inner:
            raise RuntimeError("the flush failed") from inner
    except RuntimeError:
        said.exc_info = sys.exc_info()
    trace.Joined().filter(said)
    for line in (trace.Line(), trace.JsonLine()):
        text = line.format(said)
        assert "null value in column" in text
        assert "the flush failed" in text
        assert "notes" not in text
