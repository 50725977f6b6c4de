"""Tags in the admin: near-duplicates, merging and undoing a merge."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.til.conftest import Publish
from til.models import Alias, Tag
from til.tagging.lookup import get_or_create

TAGS = "/admin/til/tag/"
pytestmark = pytest.mark.django_db


def names(desk: Client, **query: str) -> list[str]:
    page = BeautifulSoup(desk.get(TAGS, query).content, "html.parser")
    return [cell.get_text() for cell in page.select(".field-name a")]


def test_unused_and_near_duplicates_are_pointed_at(desk: Client, publish: Publish) -> None:
    publish("One", tags=["testing", "docker"])
    get_or_create("testings")
    assert names(desk, use="none") == ["testings"]
    assert names(desk, use="near") == ["testing", "testings"]
    page = BeautifulSoup(desk.get(TAGS).content, "html.parser")
    assert [cell.get_text() for cell in page.select(".field-near")] == ["–", "testings", "testing"]


def test_merging_asks_which_one_remains_and_can_be_undone(desk: Client, client: Client, publish: Publish) -> None:
    publish("One", tags=["testings"])
    publish("Two", tags=["testing"])
    keep, drop = Tag.objects.get(name="testing"), Tag.objects.get(name="testings")
    chosen = {"action": "merge_tags", "_selected_action": [keep.pk, drop.pk]}
    assert b"Which tag should remain?" in desk.post(TAGS, chosen).content
    desk.post(TAGS, chosen | {"into": str(keep.pk)})
    assert client.get("/tags/testings/").headers["Location"] == "/tags/testing/"
    assert keep.tils.count() == 2
    desk.post("/admin/til/alias/", {"action": "part_again", "_selected_action": [Alias.objects.get().pk]})
    assert {tag.name: tag.tils.count() for tag in Tag.objects.all()} == {"testing": 1, "testings": 1}


def test_one_tag_alone_is_not_merged(desk: Client) -> None:
    chosen = {"action": "merge_tags", "_selected_action": [get_or_create("git").pk]}
    assert b"Select at least two tags" in desk.post(TAGS, chosen, follow=True).content


def test_an_alias_that_never_was_a_tag_stays_one(desk: Client) -> None:
    alias = Alias.objects.create(name="러스트", tag=get_or_create("rust"))
    answer = desk.post("/admin/til/alias/", {"action": "part_again", "_selected_action": [alias.pk]}, follow=True)
    assert "no merge to undo" in answer.content.decode()
    assert Alias.objects.get() == alias


def test_a_name_in_another_spelling_is_refused(desk: Client) -> None:
    tag = get_or_create("github actions")
    other = get_or_create("vim")
    inline = {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
    page = desk.post(f"{TAGS}{other.pk}/change/", {"name": "GitHub-Actions", "slug": "x", **inline}).content.decode()
    assert "already in use" in page
    desk.post(f"{TAGS}{tag.pk}/change/", {"name": "GitHub Actions", "slug": tag.slug, **inline})
    assert Tag.objects.get(pk=tag.pk).name == "GitHub Actions"


def test_a_renamed_tag_is_found_by_its_new_name(desk: Client, client: Client, publish: Publish) -> None:
    publish("One", tags=["colour"])
    tag = Tag.objects.get()
    desk.post(
        f"{TAGS}{tag.pk}/change/",
        {"name": "paint", "slug": "paint", "aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"},
    )
    assert "1 TIL found" in client.get("/search/?q=paint").content.decode()


def test_tags_complete_themselves_in_the_form(desk: Client) -> None:
    get_or_create("postgresql")
    found = desk.get(
        "/admin/autocomplete/", {"app_label": "til", "model_name": "til", "field_name": "tags", "term": "postg"}
    )
    assert [result["text"] for result in found.json()["results"]] == ["postgresql"]
