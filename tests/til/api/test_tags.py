"""Tags over the API: counts, unique names, renaming, merging and undoing a merge."""

import pytest

from tests.til.api.conftest import Ask
from tests.til.conftest import Publish
from tilsite.access.keys.models import ApiKey


@pytest.fixture
def root(db: None) -> ApiKey:
    return ApiKey.objects.issue("root", scopes=["admin"])


def test_tags_are_listed_with_the_public_tils_they_have(ask: Ask, publish: Publish) -> None:
    publish("One", tags=["git", "Rust"])
    publish("Two", tags=["git"])
    publish("Hidden", tags=["git"], status="draft")
    tags = ask("get", "/tags").json()
    assert [(tag["name"], tag["count"], tag["aliases"]) for tag in tags] == [("git", 2, []), ("Rust", 1, [])]
    assert [tag["name"] for tag in ask("get", "/tags?q=RUS").json()] == ["Rust"]


def test_a_tag_is_made_once_whatever_its_spelling(ask: Ask) -> None:
    made = ask("post", "/tags", {"name": "Code Review"})
    assert (made.status_code, made.json()["slug"]) == (201, "code-review")
    again = ask("post", "/tags", {"name": "code-review"})
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")


@pytest.mark.parametrize("name", ["", " ", "#", "a\0b", "x" * 61])
def test_a_name_that_is_none(ask: Ask, name: str) -> None:
    assert ask("post", "/tags", {"name": name}).status_code == 422


def test_a_renamed_tag_keeps_its_address_and_is_found_by_its_new_name(ask: Ask, publish: Publish, root: ApiKey) -> None:
    publish("One", tags=["k8s thing"])
    tag = ask("get", "/tags").json()[0]
    renamed = ask("patch", f"/tags/{tag['id']}", {"name": "Cluster"}, by=root).json()
    assert (renamed["name"], renamed["slug"]) == ("Cluster", tag["slug"])
    assert len(ask("get", "/tils?q=cluster").json()["items"]) == 1
    ask("post", "/tags", {"name": "Other"})
    assert ask("patch", f"/tags/{tag['id']}", {"name": "other"}, by=root).json()["code"] == "name_taken"


def test_tags_are_merged_and_parted_again(ask: Ask, publish: Publish, root: ApiKey) -> None:
    publish("One", tags=["golang"])
    publish("Two", tags=["gopher"])
    ids = {tag["name"]: tag["id"] for tag in ask("get", "/tags").json()}
    go, gopher = ids["go"], ids["gopher"]
    alias = ask("post", f"/tags/{gopher}/merge", {"into": go}, by=root).json()
    assert (alias["name"], alias["tag"]["id"], bool(alias["merged"])) == ("gopher", go, True)
    assert ask("get", f"/tags/{go}").json() | {"slug": ""} == {
        "id": go,
        "name": "go",
        "slug": "",
        "count": 2,
        "aliases": ["gopher"],
    }
    parted = ask("post", f"/aliases/{alias['id']}/undo", by=root).json()
    assert parted["name"] == "gopher"
    assert [tag["count"] for tag in ask("get", "/tags").json()] == [1, 1]


def test_what_cannot_be_merged_or_parted(ask: Ask, root: ApiKey) -> None:
    tag = ask("post", "/tags", {"name": "git"}).json()["id"]
    assert ask("post", f"/tags/{tag}/merge", {"into": tag}, by=root).json()["code"] == "same_tag"
    assert ask("post", f"/tags/{tag}/merge", {"into": tag + 9}, by=root).json()["code"] == "not_found"
    alias = ask("post", f"/tags/{tag}/aliases", {"name": "Git SCM"}, by=root).json()
    assert ask("post", f"/aliases/{alias['id']}/undo", by=root).json()["code"] == "never_merged"
    assert [one["name"] for one in ask("get", "/aliases").json()] == ["Git SCM"]
    assert ask("delete", f"/aliases/{alias['id']}", by=root).status_code == 204


def test_a_deleted_tag_is_gone_from_its_tils(ask: Ask, publish: Publish, root: ApiKey) -> None:
    til = publish("One", tags=["git", "rust"])
    tag = ask("get", "/tags").json()[0]["id"]
    assert ask("delete", f"/tags/{tag}", by=root).status_code == 204
    assert [one["name"] for one in ask("get", f"/tils/{til.pk}").json()["tags"]] == ["rust"]
