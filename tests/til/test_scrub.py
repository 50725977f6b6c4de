"""What comes in is made fit to store: text, dates written out, whole numbers."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from til.scrub import scrub, whole, whole_text, written_date, written_time

ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_any_text_can_be_stored_and_stays_as_it_is_then(text: str) -> None:
    clean = scrub(text)
    assert unicodedata.is_normalized("NFC", clean)
    assert not {"\0", "\r"} & set(clean)
    clean.encode()
    assert scrub(clean).removeprefix("\ufeff") == clean.removeprefix("\ufeff")


def test_line_ends_and_the_byte_order_mark() -> None:
    assert scrub("\ufeffa\r\nb\rc") == "a\nb\nc"


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
