"""Joined blocks equal the whole text, for any pieces; readers can resume after any block."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generate.page.blocks import Blocks
from tests.generate.page.drafts import LONG
from til.text.markdown import render

NASTY = [
    LONG,
    "1. one\n2. two\n\n   still two\n3. three\n\n\ntext\n3. z\n",
    "para\n===\n\n> quote\nlazy\n\n- a\n\n- b\n  - c\n\n      code in c\n",
    "```\nopen\n\n\n# no heading\n",
    "~~~~md\n```\ninner\n```\n~~~~\ntail",
    "| a | b |\n|---|---|\n| 1 | 2 |\nnot a row?\n\nend",
    "text\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "    indented\n\n    more\n\nout\n***\n* * *\n",
    "- [ ] todo\n- [x] done\n\nafter\n# h\n# h\n## h\n",
    "a\n\n<details>\n<summary>more</summary>\n\n- b\n\n<div>\n\nc\n\n</div>\n\n# d\n\n</details>\n\n[e](#d)\n",
    "> [!tip]- a\n> b\n\n$$\na\n\nb\n$$\n\n:::note\n\nc\n\n:::\n\nTerm\n: d\n\n```py title=x {1}\ne\n```\n",
    "가나다\n\n<b>no html</b>\n\n**굵게**는 굵게\n\n\n\n",
]


def grown(text: str, cuts: list[int]) -> Blocks:
    blocks = Blocks()
    for cut in sorted(cuts):
        blocks.grow(text[blocks.end : cut])
    blocks.finish(text)
    return blocks


def cuts_of(text: str, seed: int) -> list[int]:
    chance = random.Random(seed)
    return [chance.randint(0, len(text)) for _ in range(40)]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("seed", range(5))
def test_blocks_make_the_whole_wherever_it_was_cut(text: str, seed: int) -> None:
    blocks = grown(text, cuts_of(text, seed))
    assert "".join(blocks.html) == render(text, images=False)
    assert blocks.whole == ""


@pytest.mark.parametrize("text", NASTY)
def test_what_is_finished_depends_on_the_text_alone(text: str) -> None:
    step_by_step = Blocks()
    for end in range(1, len(text) + 1, max(1, len(text) // 300)):
        step_by_step.grow(text[step_by_step.end : end])
        at_once = Blocks()
        at_once.grow(text[:end])
        assert (at_once.ends, at_once.html, at_once.tail) == (step_by_step.ends, step_by_step.html, step_by_step.tail)


@settings(max_examples=100, deadline=None)
@given(st.text("ab #*-_`>|1.)[]():~=\n\t한", max_size=120), st.lists(st.integers(0, 120), max_size=12))
def test_any_text_ends_as_the_whole(text: str, cuts: list[int]) -> None:
    blocks = grown(text, [cut for cut in cuts if cut <= len(text)])
    assert (blocks.whole or "".join(blocks.html)) == render(text, images=False)


@pytest.mark.parametrize(
    "text",
    ["See [the docs].\n\nMore.\n\n[the docs]: https://example.org\n", "A claim.[^1]\n\nMore.\n\n[^1]: Its source.\n"],
    ids=["link", "footnote"],
)
def test_what_is_explained_below_is_put_right_at_the_end(text: str) -> None:
    assert grown(text, [10, 20, 30]).whole == render(text, images=False)


def test_an_open_fence_has_no_colours_until_it_closes() -> None:
    blocks = Blocks()
    blocks.grow("```python\ndef one(): ...\n")
    assert '<code class="language-python">def one(): ...' in blocks.tail
    blocks.grow("```python\ndef one(): ...\n```\n\nAfter.\n")
    assert '<span class="k">def</span>' in blocks.html[0]


def test_a_reader_goes_on_behind_any_block() -> None:
    blocks = grown(LONG, [])
    for at, end in enumerate(blocks.ends):
        assert blocks.has(end)
        assert blocks.between(end, blocks.end) == "".join(blocks.html[at + 1 :])
    assert blocks.has(0)
    assert not blocks.has(blocks.ends[0] + 1)


def test_a_picture_elsewhere_is_a_link_and_a_script_is_text() -> None:
    blocks = Blocks()
    blocks.grow("![x](https://evil.example/pixel.png)\n\n<script>alert(1)</script>\n")
    assert "<img" not in blocks.html[0]
    assert "<script" not in blocks.tail
