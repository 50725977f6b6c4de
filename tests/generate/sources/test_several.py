"""Several sources in one: joined, divided again, and fitted into one budget."""

import pytest

from generate.sources.several import divide, fit_all, join, joined, record, restored, share
from generate.sources.source import Source

NOTES = Source("My notes\n\nend with a blank line\n\n")
PAGE = Source("# 쪽\n\n본문 🙂", kind="url", title="쪽", url="https://example.com/a", site="example.com")
FILE = Source("```py\nx = 1\n```", kind="file", name="x.py")


def test_a_text_of_several_is_divided_where_it_was_joined() -> None:
    whole = joined([NOTES, PAGE, FILE])
    records = [{"type": part.kind} | record(part) for part in whole.parts]
    assert restored(records, whole.text) == [NOTES, PAGE, FILE]
    assert divide("", [3, 4]) == ["", ""]
    assert divide(join(["", "a", ""]), [0, 1, 0]) == ["", "a", ""]


def test_the_first_page_gives_title_and_address() -> None:
    assert (joined([NOTES, FILE, PAGE]).title, joined([NOTES, FILE, PAGE]).url) == ("쪽", "https://example.com/a")
    assert (joined([NOTES, FILE]).title, joined([NOTES, FILE]).url) == ("x.py", "")
    assert joined([NOTES, NOTES]).title == ""


@pytest.mark.parametrize(
    ("lengths", "budget", "rooms"),
    [
        ([10, 20], 100, [10, 20]),
        ([1000, 1000], 100, [50, 50]),
        ([1000, 10, 1000], 110, [50, 10, 50]),  # what the short one leaves goes to the others
        ([10, 60, 1000], 120, [10, 55, 55]),
        ([5, 5], 0, [0, 0]),
    ],
)
def test_a_budget_is_shared_fairly(lengths: list[int], budget: int, rooms: list[int]) -> None:
    assert share(lengths, budget) == rooms


def test_every_source_of_a_long_draft_is_heard() -> None:
    long = "\n\n".join(f"Paragraph {number} says something." for number in range(2_000))
    source, is_cut = fit_all(joined([Source(long), PAGE, Source(long, kind="file", name="b.md")]), 5_000)
    notes, page, file = source.parts
    assert is_cut
    assert page == PAGE
    assert len(source.text) <= 5_000
    assert min(len(notes.text), len(file.text)) > 2_000
    assert "Paragraph 0 " in notes.text
    assert "Paragraph 0 " in file.text
    assert source.text == join(part.text for part in source.parts)


def test_what_fits_is_left_as_it_is() -> None:
    whole = joined([NOTES, PAGE])
    assert fit_all(whole, len(whole.text)) == (whole, False)
    assert fit_all(PAGE, 1_000) == (PAGE, False)
