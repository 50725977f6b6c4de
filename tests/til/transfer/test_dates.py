"""Dates in front matter, in every spelling that people and tools use."""

from datetime import date
from typing import Any

import pytest

from til.transfer.collection import said_time
from til.transfer.dates import as_date
from til.transfer.note import read_note

DAY = date(2019, 3, 7)


@pytest.mark.parametrize(
    "said",
    [
        *("2019-03-07", "2019-3-7", "2019/03/07", "2019.03.07", "2019. 3. 7.", "2019년 3월 7일"),
        *("7 March 2019", "Mar 07 2019", "March 7th, 2019", "Thu, 07 Mar 2019 10:00:00 GMT", "2019-03-07T10:00:00Z"),
        *(20190307, 1551916800, 1551916800000, [["2019-03-07"]], {"date": "2019-03-07", "author": "me"}),
        *({"created": date(2019, 3, 7), "modified": date(2020, 1, 1)}, date(2019, 3, 7), "[[2019-03-07]]"),
    ],
)
def test_a_date_is_read_in_any_spelling(said: Any) -> None:
    assert as_date(said) == DAY


@pytest.mark.parametrize("said", ["2019-02-30", "03/07/2019", "soon", "", None, {}, [], 7, True, "Foo 7 2019"])
def test_what_is_no_date_or_ambiguous_is_none(said: Any) -> None:
    assert as_date(said) is None


@pytest.mark.parametrize(
    "fields",
    [
        "last_update: {date: 2019-03-07, author: me}",
        "last_update:\n  date: 2019-03-07",
        "date:\n  created: 2019-03-07\n  modified: 2021-01-01",
        "pubDate: 'Mar 07 2019'",
        "pubDatetime: 2019-03-07T15:22:00Z",
        "date_created: 2019-03-07\nlast_update: 2021-01-01",
        "작성일: 2019년 3월 7일",
        "date: 2019/03/07\nupdated: 2021-01-01",
    ],
)
def test_a_note_has_the_date_that_its_tool_gave_it(fields: str) -> None:
    note = read_note("docs/a.md", f"---\n{fields}\n---\ntext")
    assert (said_time(note) or note.day) is not None
    assert note.day == DAY


def test_the_date_in_a_name_comes_before_that_of_a_change() -> None:
    assert read_note("_posts/2019-03-07-a.md", "---\nlast_modified_at: 2021-01-01\n---\ntext").day == DAY
