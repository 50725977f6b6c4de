"""Tag names from any answer of a model."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generate.clean import tag_names


@pytest.mark.parametrize(
    "answer",
    [
        "git, c++, node.js",
        "git\nc++\nnode.js",
        "1. git\n2. c++\n3. node.js",
        "1) `git`\n2) `c++`\n3) `node.js`",
        "- git\n- c++\n- node.js",
        "* **git**\n* **c++**\n* **node.js**",
        "#git #c++ #node.js",
        "#git, #c++, #node.js.",
        '"git", "c++", "node.js"',
        '["git", "c++", "node.js"]',
        '{"tags": ["git", "c++", "node.js"]}',
        '[{"name": "git"}, {"name": "c++"}, {"name": "node.js"}]',
        '```json\n["git", "c++", "node.js"]\n```',
        "[git, c++, node.js]",
        "Tags: git, c++, node.js",
        "**Tags:** git, c++, node.js",
        "태그: git、c++，node.js",
        "Here are the tags for your TIL post:\n\ngit, c++, node.js",
        "<think>which?</think>git; c++; node.js",
        "ｇｉｔ, c++, node.js",
        "git, , c++,, node.js, ---, This one is a whole sentence about tags.",
        f"git, c++, node.js, {'x' * 41}",
    ],
)
def test_any_shape_of_list_is_read(answer: str) -> None:
    assert tag_names(answer) == ["git", "c++", "node.js"]


@pytest.mark.parametrize(
    "name", ["C#", "C++", ".NET", "node.js", "머신 러닝", "정규표현식", "F#", "3d", "2024", "a/b", "web-api"]
)
def test_unusual_names_survive(name: str) -> None:
    assert tag_names(f"git, {name}") == ["git", name]
    assert tag_names(f"- #{name}\n- `{name}`") == [name, name]


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("I suggest the tags rsync, shell and backup.", ["rsync", "shell", "backup"]),
        ("추천 태그는 rsync, 백업입니다.", ["rsync", "백업"]),
    ],
)
def test_a_sentence_that_names_tags(answer: str, named: list[str]) -> None:
    assert tag_names(answer) == named


@pytest.mark.parametrize("answer", ["", "[]", "{}", "...", "<think>", "I could not find any tags that would fit here"])
def test_nothing_is_nothing(answer: str) -> None:
    assert tag_names(answer) == []


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=200) | st.lists(st.text(max_size=20)).map(",".join))
def test_any_answer_gives_short_names(answer: str) -> None:
    for name in tag_names(answer):
        assert 0 < len(name) <= 40
        assert name == name.strip()
        assert unicodedata.is_normalized("NFKC", name)
