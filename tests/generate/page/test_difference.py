"""A reader who applies differences holds what the server rendered; read back here as `draft.js` does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.page.difference import advance, difference, pack
from generate.stream.sse import encode
from tests.sse_parser import Parser

HTML = st.text('ab<>/p="가🎉\n &', max_size=60)


def unpack(data: str) -> str:
    opened = re.sub("\x1e(\\w+) ", r'<span class="\1">', data.replace("\x1d", "\n"))
    return opened.replace("\x1f", "</span>")


def apply(before: str, data: str) -> str:
    """Count in UTF-16 units, as a browser does."""
    places, rest = data.split(" ", 1)
    cut, _, end = places.partition(",")
    units = before.encode("utf-16-le")
    kept = units[: len(units) - 2 * int(cut)], units[len(units) - 2 * int(end or cut) :]
    return kept[0].decode("utf-16-le") + unpack(rest) + kept[1].decode("utf-16-le")


@given(HTML, HTML)
def test_any_difference_leads_from_one_to_the_other(before: str, after: str) -> None:
    assert apply(before, difference(before, after)) == after


@given(HTML, HTML, HTML)
def test_a_finished_block_and_the_open_one_come_together(before: str, block: str, after: str) -> None:
    length, data = advance(before, block, after).split(" ", 1)
    units = apply(before, data).encode("utf-16-le")
    assert (units[: 2 * int(length)].decode("utf-16-le"), units[2 * int(length) :].decode("utf-16-le")) == (
        block,
        after,
    )


def test_text_that_grows_costs_its_new_characters() -> None:
    assert difference("<p>one</p>\n", "<p>one two</p>\n") == "5  two"


def test_code_in_colour_costs_little_more_than_code() -> None:
    html = '<span class="k">def</span> <span class="nf">one</span>():\n'
    assert unpack(pack(html)) == html
    assert len(pack(html)) < len(html) / 2


@pytest.mark.parametrize("sign", ["\x1d", "\x1e", "\x1f"])
def test_a_sign_of_ours_in_the_text_is_left_out(sign: str) -> None:
    assert unpack(pack(f"<p>a{sign}k b</p>")) == "<p>ak b</p>"


@given(HTML, HTML)
def test_a_difference_survives_the_wire(before: str, after: str) -> None:
    data = difference(before, after)
    events = Parser().feed(encode("message", data))
    assert [event.data for event in events] == [data]
