"""Valid titles and excerpts from any answer of a model."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generate.clean import excerpt, title

CONTENT = "## How `git bisect` works\n\nIt halves the **history**. Then it asks.\n\n```sh\nls\n```\n"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("git bisect finds the commit", "git bisect finds the commit"),
        ('"git bisect finds the commit."', "git bisect finds the commit"),
        ("“git bisect finds the commit”.", "git bisect finds the commit"),
        ("**Title: git bisect finds the commit**", "git bisect finds the commit"),
        ("제목: 「git bisect로 커밋 찾기」", "git bisect로 커밋 찾기"),
        ("TIL: `git bisect` halves", "git bisect halves"),
        ("# git bisect\n\nIt halves the history.", "git bisect"),
        ("Here is a title for your TIL post:\n\n**git bisect**", "git bisect"),
        ("Titles for you:\n1. git bisect\n2. git log", "git bisect"),
        ("<think>Short.</think>\ngit bisect", "git bisect"),
        ("```\ngit bisect\n```", "git bisect"),
        ("[git bisect](https://git-scm.com) halves", "git bisect halves"),
        ("What does git bisect do?", "What does git bisect do?"),
        ("Stop!", "Stop!"),
        ("And then…", "And then…"),
        ("And then...", "And then..."),
        ('"a" is not "b"', '"a" is not "b"'),
        ("__init__ and snake_case *args in `__new__`", "__init__ and snake_case *args in __new__"),
        ("Vec<T> in C++ & C#", "Vec<T> in C++ & C#"),
        ("*Why* git  bisect\thalves", "Why git bisect halves"),
        ("git rebase는 커밋을 옮긴다.", "git rebase는 커밋을 옮긴다"),
    ],
)
def test_a_title_is_one_plain_line(answer: str, expected: str) -> None:
    assert title(answer, CONTENT) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CONTENT, "How git bisect works"),
        ("It **halves** the history. Then it asks.", "It halves the history"),
        ("```sh\nls -l\n```", "```sh"),
        ("", "TIL"),
        ("---\n\n…", "TIL"),
    ],
)
@pytest.mark.parametrize("answer", ["", "\n", '""', "<think>and no answer", "Title:"])
def test_without_an_answer_the_title_comes_from_the_content(answer: str, content: str, expected: str) -> None:
    assert title(answer, content) == expected


def test_a_long_title_ends_with_a_word() -> None:
    cut = title("bisect " * 40, CONTENT)
    assert cut == ("bisect " * 17).strip() + "…"


@pytest.mark.parametrize(
    "character", ["👨‍👩‍👧‍👦", "🇰🇷", "👍🏽", "e\u0323\u0302\u0304\u0331", "क्षि", "\u1112\u1161\u11af\u11bd"]
)
def test_no_cut_falls_inside_a_character(character: str) -> None:
    character = unicodedata.normalize("NFC", character)
    for shift in range(12):
        cut = excerpt("x" * shift + character * 600, CONTENT)
        assert len(cut) <= 500
        assert not cut.removesuffix("…").lstrip("x").replace(character, "")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("It halves.\n\nIt asks.", "It halves. It asks."),
        ("Excerpt: It `halves` the **history**.", "It halves the history."),
        ("요약: 절반씩 나눈다.", "절반씩 나눈다."),
        ('"It halves the history."', "It halves the history."),
        ("물론입니다! 아래는 요청하신 초안입니다:\n\n절반씩 나눈다.", "절반씩 나눈다."),
        ("# Excerpt\n\nIt halves.", "It halves."),
        ("", "It halves the history. Then it asks."),
        ("<think>no answer", "It halves the history. Then it asks."),
    ],
)
def test_an_excerpt_is_one_plain_paragraph(answer: str, expected: str) -> None:
    assert excerpt(answer, CONTENT) == expected


def test_a_long_excerpt_ends_with_a_sentence() -> None:
    cut = excerpt("It halves the history. " * 40, CONTENT)
    assert cut.endswith("history.")
    assert 400 < len(cut) <= 500


def test_a_long_sentence_ends_with_a_word() -> None:
    cut = excerpt("halves " * 200, CONTENT)
    assert cut.endswith("halves…")
    assert len(cut) <= 500


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=300), st.text(max_size=200))
@example("", "?\u20280")
def test_any_answer_gives_a_title_and_an_excerpt(answer: str, content: str) -> None:
    made = title(answer, content)
    assert 0 < len(made) <= 120
    assert len(made.splitlines()) == 1
    assert len(excerpt(answer, content)) <= 500


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab가. \u0301\u200d😀🇰🇷", min_size=500, max_size=900))
def test_what_is_too_long_is_cut(text: str) -> None:
    assert len(excerpt(text, text)) <= 500
    assert 0 < len(title(text, text)) <= 120
