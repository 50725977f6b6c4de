"""Applying differences gives the server's HTML; this reader works like `text.js`."""

import re
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.page.difference import Held, difference, differences, held, pack
from generate.stream.sse import SSEEvent
from tests.sse_parser import Parser

HTML = st.text('ab<>/p="가🎉\n &', max_size=60)


def unpack(data: str) -> str:
    opened = re.sub("\x1e(\\w+) ", r'<span class="\1">', data.replace("\x1d", "\n"))
    return opened.replace("\x1f", "</span>")


def apply(before: str, data: str) -> str:
    """Apply a difference, counting in UTF-16 units like a browser."""
    places, rest = data.split(" ", 1)
    cut, _, end = places.partition(",")
    units = before.encode("utf-16-le")
    kept = units[: len(units) - 2 * int(cut)], units[len(units) - 2 * int(end or cut) :]
    return kept[0].decode("utf-16-le") + unpack(rest) + kept[1].decode("utf-16-le")


@given(HTML, HTML)
def test_any_difference_leads_from_one_to_the_other(before: str, after: str) -> None:
    assert apply(before, difference(before, after)) == after


PIECES = ["<p>one</p>\n", "가나다 🎉", "<code>x</code>", "y" * 300]
LONG_HTML = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


def saying(html: str, *ends: int) -> str:
    """Return the description of ``html`` that `text.js` sends; ``ends`` are in characters."""
    beginnings = (html[:end].encode("utf-16-le") for end in {*ends, len(html)})
    marks = (f"{len(units) // 2}.{base36(crc32(units))}" for units in beginnings if units)
    return "_".join([str(len(html.encode("utf-16-le")) // 2), *marks])


def base36(number: int) -> str:
    signs = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (base36(number // 36).lstrip("0") if number >= 36 else "") + signs[number % 36]


@given(LONG_HTML, LONG_HTML, st.integers(0, 4000))
def test_parts_lead_from_whatever_is_held_and_a_cut_between_them_loses_none(before: str, after: str, end: int) -> None:
    for begin in (before, held(saying(before, end))):
        read = before
        for data in differences(begin, after):
            assert len(data) < 1500
            read = apply(read, data)
        assert read == after
    first = differences(before, after)[:1]
    part = apply(before, first[0]) if first else after
    assert len("".join(differences(held(saying(part)), after))) <= max(0, len(after) - len(part)) + 60


def test_what_a_reader_holds_is_not_sent_again() -> None:
    assert differences(held(saying("<p>one</p>\n", 6)), "<p>one two</p>\n") == ["5,0  two</p>\x1d"]
    assert differences(held(saying("<p>one</p>\n")), "<p>one</p>\n") == []


@pytest.mark.parametrize("said", ["", "x", "5", "5_", "5_3.", "-5_3.a", "5_3.a_" * 20, "5_3.zzzzzzzz", "٥_3.a"])
def test_nonsense_is_nothing_that_is_held(said: str) -> None:
    assert held(said) == Held()


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
    events = Parser().feed(SSEEvent("message", data).encode())
    assert [event.data for event in events] == [data]
