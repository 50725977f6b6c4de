"""Known tags are found in any spelling; new ones have one normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.stages import TagChoice
from generate.writing.tag_choice import KnownTag, choose, key, new_name, relevant

GIT = KnownTag(1, "Git Bisect", "git-bisect")
CPP = KnownTag(2, "C++", "c")
NODE = KnownTag(3, "Node.js", "node-js", aliases=("node", "노드"))
KNOWN = [GIT, CPP, NODE]


def slugs(name: str) -> str:
    return f"slug-{name}"


def named(*names: str, known: list[KnownTag] | None = None) -> list[str]:
    return [tag.name for tag in choose(names, KNOWN if known is None else known, slugs)]


@pytest.mark.parametrize("name", ["git bisect", "GIT-BISECT", "git_bisect", "GitBisect", "ｇｉｔ　ｂｉｓｅｃｔ"])
def test_a_known_tag_is_found_however_it_is_written(name: str) -> None:
    assert choose([name], KNOWN, slugs) == (TagChoice(1, "Git Bisect", "git-bisect", is_new=False),)


@pytest.mark.parametrize("name", ["node-js", "Node", "노드"])
def test_slugs_and_aliases_mean_the_tag(name: str) -> None:
    assert named(name) == ["Node.js"]


def test_a_one_letter_slug_means_nothing() -> None:
    assert named("C", "c++") == ["c", "C++"]


def test_names_win_over_aliases_and_the_more_used_over_the_less() -> None:
    known = [
        KnownTag(1, "javascript", "javascript", aliases=("js",)),
        KnownTag(2, "JS", "js"),
        KnownTag(3, "js", "js-3"),
    ]
    assert choose(["js"], known, slugs)[0].id == 2


def test_new_tags_are_lower_case_with_hyphens_and_a_slug_of_the_site() -> None:
    assert choose(["Machine  Learning"], [], slugs) == (
        TagChoice(None, "machine-learning", "slug-machine-learning", is_new=True),
    )
    assert named("C#", ".NET", "머신 러닝", "Ｆ＃", known=[]) == ["c#", ".net", "머신-러닝", "f#"]


def test_no_tag_twice_and_five_at_most() -> None:
    assert named("web api", "Web-API", "git_bisect", "git bisect", "1", "2", "3", "4") == [
        *("web-api", "Git Bisect", "1", "2", "3"),
    ]


def test_new_tags_can_be_switched_off() -> None:
    assert [tag.id for tag in choose(["new", "node"], KNOWN, slugs, new_allowed=False)] == [3]


def test_what_the_text_speaks_of_is_offered_first() -> None:
    assert relevant(KNOWN, "Run node.js there", 2) == ["Node.js", "Git Bisect"]
    assert relevant(KNOWN, "", 200) == ["Git Bisect", "C++", "Node.js"]


@given(st.text(max_size=30))
def test_a_new_name_is_the_same_tag_as_what_it_was_made_from(name: str) -> None:
    assert key(new_name(name)) == key(name)
    assert new_name(new_name(name)) == new_name(name)
