"""Where an interrupted text is continued."""

import pytest

from generate.writing.seam import MOST, breaks_off, seam, shared_length


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("Half a sen", ""),
        ("One sentence. Half a sen", "One sentence. "),
        ("한 문장이다. 둘째 문", "한 문장이다. "),
        ("A line\nhalf of ano", "A line\n"),
        ('He said "stop." Then', 'He said "stop." '),
        ("Version 3.11 is", ""),
        ("```py\nx = 1\ny = 2", "```py\nx = 1\n"),
        ("```py\nprint('a. b')\nz", "```py\nprint('a. b')\n"),
        ("```py\nx\n```\nProse. More", "```py\nx\n```\nProse. "),
        ("Ends here.\n\n", "Ends here.\n\n"),
    ],
)
def test_what_stays_ends_with_a_sentence_or_a_line(text: str, kept: str) -> None:
    assert text[: seam(text)] == kept


def test_a_text_without_sentences_loses_no_more_than_a_little() -> None:
    text = "word " * 1000
    assert len(text) - MOST <= seam(text) <= len(text)
    assert len("x" * 5000) - seam("x" * 5000) == MOST


def test_the_shared_length_counts_code_points() -> None:
    assert shared_length("한글 🙂 text", "한글 🙂 other") == 5
    assert shared_length("same", "same and more") == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Half a sen", True),
        ("한 문장이다. 둘째 문", True),
        ("```py\nx = 1\n", True),
        ("It is **done.**\n\n", False),
        ("한 문장이다.", False),
        ("He said “stop.”", False),
        ("The steps:", False),
        ("- `git switch -`\n- one more", False),
        ("| a | b |", False),
        ("## A heading", False),
        ("```py\nx\n```", False),
    ],
)
def test_a_text_breaks_off_inside_code_or_a_sentence(text: str, expected: bool) -> None:
    assert breaks_off(text) == expected
