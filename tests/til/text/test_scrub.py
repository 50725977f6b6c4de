"""Input is normalised for storage: text, dates, whole numbers."""

import unicodedata
from datetime import UTC, date, datetime
from html import escape

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from til.text.scrub import scrub, whole, whole_text, written_date, written_time

ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_any_text_can_be_stored_and_stays_as_it_is_then(text: str) -> None:
    clean = scrub(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not {"\0", "\r"} & set(clean)
    clean.encode()
    assert scrub(clean) == clean
    fromstring(f"<a>{escape(clean)}</a>")


def test_line_ends_and_the_byte_order_mark() -> None:
    assert scrub("\ufeffa\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("b \x1b[31mred\x1b[0m \x1b[1;38;5;9mx", "b red x"),
        ("\x1b]8;;http://x.test\x07link\x1b]8;;\x1b\\.", "link."),
        ("a\x07\x08\x0c\x7fb\ufffe", "ab\ufffd"),
        ("hi\U000e0049\U000e0067 \u202egpj\u202c z\u200bw\u2060\ufeff", "hi gpj zw"),
        ("v\ufe0f\U000e0101\U000e0102", "v\ufe0f"),
        ("👩\u200d💻 ❤\ufe0f क\u094d\u200dष می\u200cخواهم", "👩\u200d💻 ❤\ufe0f क\u094d\u200dष می\u200cخواهم"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", None),
        ("葛\U000e0100", None),
        ("\tcode\n  \u00a0\u2028", None),
    ],
)
def test_what_nobody_sees_is_left_out_and_what_scripts_need_stays(text: str, seen: str | None) -> None:
    assert scrub(text) == (text if seen is None else seen)


def test_half_characters_are_replaced_and_what_is_no_text_is_left_alone() -> None:
    assert whole_text("a\ud83d b😀") == "a\ufffd b😀"
    assert whole_text(7) == 7


def test_dates_are_written_out() -> None:
    assert written_date("2026-11-22") == date(2026, 11, 22)
    assert written_date(date(2026, 11, 22)) == date(2026, 11, 22)
    assert written_date(None) is None
    assert written_time("2026-11-22T09:30:00Z") == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, "12", 1_700_000_000, "soon", "2026-13-01", True])
def test_what_is_no_date(value: object) -> None:
    for read in (written_date, written_time):
        with pytest.raises(ValueError, match=r".+"):
            read(value)


def test_whole_numbers_are_numbers_however_json_writes_them() -> None:
    assert [whole(value) for value in (7, 7.0, 7.5, "7", True)] == [7, 7, 7.5, "7", True]
    assert isinstance(whole(7.0), int)
