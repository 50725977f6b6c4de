"""Differences between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from til.review.diff import difference


def test_equal_texts_differ_in_nothing() -> None:
    assert difference("a\nb", "a\nb\n") == []


def test_a_change_is_shown_with_the_lines_around_it() -> None:
    old = "\n".join(f"line {number}" for number in range(9))
    lines = difference(old, old.replace("line 5", "line five"))
    assert [(line.kind, line.text) for line in lines] == [
        ("skipped", ""),
        ("same", "line 3"),
        ("same", "line 4"),
        ("removed", "line 5"),
        ("added", "line five"),
        ("same", "line 6"),
        ("same", "line 7"),
    ]


@given(st.text(alphabet="ab\n"), st.text(alphabet="ab\n"))
def test_removed_and_added_lines_are_of_the_texts(old: str, new: str) -> None:
    lines = difference(old, new)
    assert {line.text for line in lines if line.kind == "removed"} <= set(old.splitlines())
    assert {line.text for line in lines if line.kind == "added"} <= set(new.splitlines())
