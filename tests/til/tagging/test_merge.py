"""Merging two tags, and undoing it."""

import pytest

from tests.til.conftest import Publish
from til.models import Alias, Tag, Til
from til.tagging.lookup import get_or_create
from til.tagging.merge import merge, near_duplicates, undo

pytestmark = pytest.mark.django_db


def state() -> dict[str, list[str]]:
    return {tag.name: sorted(til.title for til in tag.tils.all()) for tag in Tag.objects.all()}


@pytest.fixture
def tagged(publish: Publish) -> None:
    publish("Long", tags=["javascript"])
    publish("Short", tags=["ecma"])
    publish("Both", tags=["javascript", "ecma"])
    Alias.objects.create(name="es6", tag=Tag.objects.get(name="ecma"))


def test_a_merge_moves_tils_and_names(tagged: None) -> None:
    merge(Tag.objects.get(name="ecma"), Tag.objects.get(name="javascript"))
    assert state() == {"javascript": ["Both", "Long", "Short"]}
    assert get_or_create("ECMA") == get_or_create("es-6") == Tag.objects.get()


def test_an_undone_merge_leaves_no_trace(tagged: None) -> None:
    before = state()
    alias = merge(Tag.objects.get(name="ecma"), Tag.objects.get(name="javascript"))
    undo(alias)
    assert state() == before
    assert [(alias.name, alias.tag.name) for alias in Alias.objects.all()] == [("es6", "ecma")]


def test_what_was_tagged_since_the_merge_stays(tagged: None, publish: Publish) -> None:
    alias = merge(Tag.objects.get(name="ecma"), Tag.objects.get(name="javascript"))
    publish("Later", tags=["ecma"])
    Til.objects.get(title="Long").delete()
    undo(alias)
    assert state() == {"javascript": ["Both", "Later"], "ecma": ["Both", "Short"]}


def test_senseless_merges_are_refused(tagged: None) -> None:
    tag = Tag.objects.get(name="ecma")
    with pytest.raises(ValueError, match="itself"):
        merge(tag, tag)
    with pytest.raises(ValueError, match="never was"):
        undo(Alias.objects.get())


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("container", "containers", True),
        ("kubernetes", "kubernets", True),
        ("데이터베이스", "데이타베이스", True),
        ("git", "gif", False),
        ("python2", "python3", False),
        ("docker", "podman", False),
    ],
)
def test_names_a_letter_apart_are_pointed_at(first: str, second: str, alike: bool) -> None:
    tags = [Tag.objects.create(name=name, slug=name) for name in (first, second)]
    assert near_duplicates(tags) == ([tuple(tags)] if alike else [])
