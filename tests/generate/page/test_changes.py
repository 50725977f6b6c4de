"""The difference of two texts: joined, its blocks are both texts, and its words show what was replaced."""

import random

import pytest

from generate.page.changes import Change, changes, changes_so_far
from generate.page.revision import grouped
from tests.generate.page.drafts import LONG

OLD = "One is short.\n\n## 주의할 점\n\nTwo tells how it works, in many words.\n\n```sh\nrun it\n```\n\nThree ends it."
NEW = (
    "One is short.\n\n## 조심할 것\n\nTwo tells how it works, in a few words.\n\n```sh\nrun it\n```\n\n"
    "A new end.\n\nThree ends it.\n"
)


def test_blocks_are_paired_and_their_words_compared() -> None:
    found = changes(OLD, NEW)
    assert [one.kind for one in found] == ["same", "changed", "changed", "same", "added", "same"]
    said = [(one.kind, one.text) for one in found[2].words]
    assert said == [
        ("same", "Two tells how it works, in "),
        ("removed", "many"),
        ("added", "a few"),
        ("same", " words."),
    ]


def test_what_is_not_reached_yet_is_not_shown_as_removed() -> None:
    part = NEW[: NEW.index("few")]
    assert [one.kind for one in changes_so_far(OLD, part)] == ["same", "changed", "open", "ahead", "ahead"]
    assert [one.kind for one in changes_so_far(OLD, "")] == ["ahead"] * 5
    assert [one.kind for one in changes_so_far(OLD, "One is")] == ["ahead"] * 5


def test_unchanged_blocks_far_from_a_change_are_folded() -> None:
    groups = grouped(changes(LONG, LONG.replace("timeout (4)", "timeout (four)")))
    assert [(group.is_folded, group.count) for group in groups] == [
        (False, 1), (True, 16), (False, 1), (False, 1), (False, 1), (True, 21), (False, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_joined_blocks_and_words_are_exactly_both_texts(seed: int) -> None:
    chance = random.Random(seed)
    old, new = ("".join(chance.choices("ab c\n#-`글", k=chance.randint(0, 40))) for _ in range(2))
    found = changes(old, new)
    assert ("".join(one.old for one in found), "".join(one.new for one in found)) == (old, new)
    for one in found:
        if one.kind == "changed":
            assert _side(one, "added") == one.old.rstrip("\n")
            assert _side(one, "removed") == one.new.rstrip("\n")
            assert all("".join(text for text, _ in words.pieces) == words.text for words in one.words)


LOOKS = [
    ("## One\n", "## Two\n", "heading", '<span class="sign">##</span> '),
    ("Run `a -v` now\n", "Run `a -q` now\n", "", 'Run <span class="sign">`</span><span class="code">a -</span>'),
    ("```sh\nls *.a*\n```\n", "```sh\nls *.b*\n```\n", "code", '<span class="sign">```sh\n</span>ls *.'),
    ("Is **so** x\n", "Is **so** y\n", "", 'Is <span class="sign">**</span><span class="strong">so</span>'),
    ("[a](b) x\n", "[a](b) y\n", "", '<span class="sign">[</span><span class="link">a</span><span class="sign">](b)'),
    ("| a | b |\n", "| a | c |\n", "", '<span class="sign">|</span> a <span class="sign">|</span> '),
    ("snake_case_a < x\n", "snake_case_a < y\n", "", "snake_case_a &lt; "),
    ("2 * 3 * x\n", "2 * 3 * y\n", "", "2 * 3 * "),
]


@pytest.mark.parametrize(("old", "new", "look", "html"), LOOKS)
def test_words_look_as_in_the_text_and_signs_are_told_apart(old: str, new: str, look: str, html: str) -> None:
    [change] = changes(old, new)
    assert (change.kind, change.look) == ("changed", look)
    assert change.words[0].html.startswith(html)


def _side(change: Change, without: str) -> str:
    return "".join(words.text for words in change.words if words.kind != without)
