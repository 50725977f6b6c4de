"""Text stays unchanged, except for characters that cannot be stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from til.text.scrub import scrub


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ufeffa", "a"),
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        (unicodedata.normalize("NFD", "한글 é"), "한글 é"),
        ("  keep\t trailing  \n\n\n", "  keep\t trailing  \n\n\n"),
        ("emoji 👩‍💻 \u2028 \x1b[31mred\x1b[0m", "emoji 👩‍💻 \u2028 red"),
    ],
)
def test_text_is_kept(text: str, kept: str) -> None:
    assert scrub(text) == kept


@given(st.text(st.characters()))
def test_what_comes_out_can_be_stored_and_stays_the_same(text: str) -> None:
    once = scrub(text)
    assert "\x00" not in once
    assert once.encode().decode() == once
    assert scrub(once) == once
