"""Arbitrary text: no error, no lost line, and linear time."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generate.offline import compose
from generate.offline.blocks import parse
from generate.offline.tags import MOST

from_any = st.text(st.characters(), max_size=300)
PIECES = [
    *("```", "~~~py", "  ```", "    ", "\t", "- ", "1. ", "> ", "# ", "---", "===", "|", "$ ", ">>> ", "{", "}", "`"),
    *(
        "def f(x):",
        "key: value",
        "key:",
        "a = 1",
        "SELECT 1;",
        "그래서 ",
        "그렇다.",
        "Text here.",
        "",
        "\x00",
        "\ud800",
    ),
    *("--- a/x", "+b", "-a", "@@ -1 +1 @@", "Traceback (most recent call last):", "  File", "[a]", "\u2028", "\x0b"),
    *('"""', "git push -f", "https://a.b", "[a](", "문제", "Fix:"),
]
from_pieces = st.lists(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), max_size=30).map("\n".join)
Lost = Callable[[str, str], str | None]


@settings(max_examples=300, deadline=None)
@given(st.one_of(from_any, from_pieces))
def test_no_line_is_lost(lost: Lost, text: str) -> None:
    assert lost(text, compose(text, "ko").content) is None


@settings(max_examples=150, deadline=None)
@given(st.one_of(from_any, from_pieces))
def test_each_line_is_in_one_block(text: str) -> None:
    held = [line for block in parse(text) for line in block.lines if line.strip()]
    split = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert held == [line for line in split if line.strip()]


@settings(max_examples=200, deadline=None)
@given(st.one_of(from_any, from_pieces), st.sampled_from(["ko", "en"]))
def test_title_excerpt_and_tags_keep_their_limits(text: str, language: str) -> None:
    draft = compose(text, language)
    assert 0 < len(draft.titles) <= 3
    assert all(0 < len(title) <= 120 and "\n" not in title for title in draft.titles)
    assert len(draft.excerpt) <= 500
    assert len(draft.tags) <= MOST
    assert compose(text, language).titles == draft.titles


HARD = [
    *(
        "[a]\n",
        "`",
        "```\n",
        "  ```x\na\n",
        "#",
        "# ",
        "- ",
        "[",
        "![a](",
        "(",
        '"',
        "'",
        "a",
        "a ",
        "가 ",
        "...",
        "x()\n\n",
    ),
    *("key: the of\n\n", "$ a\n\n", "-a\n+b\n", "| a |\n", " ", "\t", "\n", "=", "<a ", "return ", "- - ", "**", "{%"),
    *('"""\n', "(a", "# a\nx()\n", "const a=", "_ ", "--- a/b\n", "k:\n", "http://", "\\"),
]


def seconds(text: str) -> float:
    start = time.thread_time()
    draft = compose(compose(text, "en").content, "ko")
    assert draft.titles
    assert len(draft.excerpt) <= 500
    assert len(draft.tags) <= MOST
    return time.thread_time() - start


@pytest.mark.parametrize("piece", HARD)
def test_four_times_the_text_takes_no_more_than_some_four_times_as_long(piece: str) -> None:
    small, large = (piece * (size // len(piece)) for size in (6_000, 24_000))
    seconds(small)
    base = min(seconds(small) for _ in range(2))
    assert seconds(large) < 12 * base + 0.05
