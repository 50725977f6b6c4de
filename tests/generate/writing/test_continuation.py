"""Joining an answer to the text it continues: nothing is repeated, and a new start is recognised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generate.stages import Chunk, StartOver
from generate.writing.content import writer

KEPT = "# Bisect\n\n`git bisect` walks the history by halves until the commit is found that broke a test. "
REST = "Each step halves what is left, so a thousand commits take ten.\n\n- `git bisect start` begins.\n"
LONG_REST = REST + "It asks for a good and a bad commit, and checks out the one between them. " * 5
FINAL = (KEPT + LONG_REST).rstrip()


def joined(answer: str, kept: str = KEPT, size: int = 7, *, verbatim: bool = False) -> tuple[str, bool]:
    """Return the whole content, and whether it started over."""
    text, anew, made = kept, False, writer(kept, verbatim=verbatim)
    steps = [step for at in range(0, len(answer), size) for step in made.feed(answer[at : at + size])]
    for step in [*steps, *made.finish()]:
        if isinstance(step, StartOver):
            text, anew = "", True
        elif isinstance(step, Chunk):
            text += step.text
    return text, anew


LIST = "\n".join(f"{number}. `git bisect` halves the history, step {number}. " for number in range(5)).rstrip()


def test_an_answer_that_goes_on_exactly_is_joined_exactly_wherever_the_text_was_cut() -> None:
    assert {joined(LIST[cut:], LIST[:cut]) for cut in range(1, len(LIST))} == {(LIST, False)}


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "answer",
    [
        LONG_REST,
        "found that broke a test. " + LONG_REST,
        "until the commit is\nfound that broke a test.\n" + LONG_REST,
        "Sure, here is the rest of your TIL draft:\n\n" + LONG_REST,
        "Sure, continuing:\n\n" + LONG_REST,
        "Sure!\n\nContinuing exactly from where I left off...\n\n" + KEPT + LONG_REST,
        "네, 중단된 부분부터 이어서 작성하겠습니다.\n\n" + LONG_REST,
        KEPT + LONG_REST,
    ],
)
def test_what_an_answer_repeats_is_cut(answer: str, size: int) -> None:
    assert joined(answer, size=size) == (FINAL, False)


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "anew",
    [
        "# Bisect\n\nAnother way to say it, from the beginning, in words that the first answer did not use. " * 4,
        KEPT[:70] + "which was broken by something else altogether, as we shall see below in detail. " * 4,
    ],
)
def test_an_answer_that_begins_anew_replaces_the_text(anew: str, size: int) -> None:
    assert joined(anew, size=size) == (anew.rstrip(), True)


def test_a_text_without_a_heading_that_begins_anew_replaces_the_text() -> None:
    kept = "Today it became clear how halving a history finds the commit that broke a test. It "
    anew = kept[:60] + "says which change is to blame, in other words than before. " * 6
    assert joined(anew, kept) == (anew.rstrip(), True)


def test_the_end_of_a_long_text_that_is_repeated_is_cut() -> None:
    kept = "".join(f"Commit number {number} is a good one. " for number in range(300))
    assert joined(kept[-60:] + LONG_REST, kept) == ((kept + LONG_REST).rstrip(), False)


def test_an_open_block_of_code_goes_on_and_is_closed_once() -> None:
    kept = "Run it:\n\n```sh\ngit bisect start\n"
    assert joined("git bisect bad\n```\n\nThen test.", kept) == (kept + "git bisect bad\n```\n\nThen test.", False)
    assert joined("    git bisect bad", kept) == (kept + "    git bisect bad\n```", False)


@pytest.mark.parametrize(
    ("kept", "answer", "whole"),
    [
        ("It ends here.", "Then more.", "It ends here. Then more."),
        ("It ends here.", "- an item", "It ends here.\n\n- an item"),
        ("It ends here.", " Then more.", "It ends here. Then more."),
        ("A line\n", "\n\nAnother", "A line\n\nAnother"),
        ("A line\n\n", "\n\nAnother", "A line\n\nAnother"),
        ("`timeout()`", "은 작업을 취소한다.", "`timeout()`은 작업을 취소한다."),
        ("`timeout()`", ", and so on", "`timeout()`, and so on"),
        ("(see above)", "it works", "(see above) it works"),
        ("Since version 3.", "11 it does", "Since version 3.11 it does"),
        ("See https:", "//example.com", "See https://example.com"),
        ("They don'", "t", "They don't"),
        ("| a | b |", "| 1 | 2 |", "| a | b |\n| 1 | 2 |"),
        ("- one thing", "- another", "- one thing\n- another"),
        ("Some text. ", "## Heading", "Some text. \n\n## Heading"),
        ("Some text", "## Heading", "Some text\n\n## Heading"),
        ("```sh\nls\n```", "It lists.", "```sh\nls\n```\n\nIt lists."),
        ("```py\ndef main()", ":\n    x()\n```", "```py\ndef main():\n    x()\n```"),
        ("```py\nprint('a. b.", "Then')\n```", "```py\nprint('a. b.Then')\n```"),
        ("```py\nx = 1", "```\n\nDone.", "```py\nx = 1\n```\n\nDone."),
        ("walks the his", "tory by halves", "walks the history by halves"),
        ("끝났다. ", " 다음 문장이다.", "끝났다. 다음 문장이다."),
    ],
)
def test_the_white_space_between_the_two_is_right(kept: str, answer: str, whole: str) -> None:
    assert joined(answer, kept) == (whole, False)


def test_an_answer_that_begins_with_the_same_kind_of_code_does_not_begin_anew() -> None:
    kept = "```javascript\nlet x = 1\n```\n\nThat declares it.\n\n"
    more = "```javascript\nx = 2\n```"
    assert joined(more, kept) == (kept + more, False)


def test_an_answer_with_nothing_more_leaves_the_text() -> None:
    assert joined("Continuing:") == (KEPT, False)
    assert joined("") == (KEPT, False)
    assert joined("found that broke a test.") == (KEPT, False)


@settings(deadline=None)
@given(at=st.integers(1, len(FINAL) - 1), size=st.integers(1, 50))
def test_who_writes_the_same_each_time_continues_to_the_letter(at: int, size: int) -> None:
    assert joined(FINAL, FINAL[:at], size, verbatim=True) == (FINAL, False)


def test_who_should_write_the_same_and_does_not_starts_over() -> None:
    assert joined("Other notes.", "Some notes", verbatim=True) == ("Other notes.", True)


@pytest.mark.parametrize("at", [200, 4_500, 9_000])
def test_a_text_that_repeats_itself_is_continued_where_it_ends(at: int) -> None:
    text = "".join(
        f"## Part\n\nThe same words in every part of it, only the last one differs. {'Yes.' * 20}\n\n"
        for _ in range(80)
    )
    text = f"{text}The end."
    assert joined(text, text[:at], 50) == (text, False)
