"""TILs over the API: who sees which, and changes that lose nobody's work."""

from typing import Any

import pytest

from tests.til.api.conftest import Ask
from tests.til.conftest import Publish
from til.models import Til
from tilsite.keys.models import ApiKey

NEW = {"title": "git bisect", "content": "It halves the history.", "tags": ["Git", "debugging"]}


@pytest.fixture
def draft(ask: Ask) -> Any:
    return ask("post", "/tils", NEW).json()


def days(answer: Any) -> list[int]:
    return [til["day_number"] for til in answer.json()["items"]]


def test_a_new_til_is_a_draft_with_what_was_left_out_made(ask: Ask) -> None:
    answer = ask("post", "/tils", NEW)
    made = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/tils/{made['id']}")
    assert (made["day_number"], made["slug"], made["status"]) == (1, "git-bisect", "draft")
    assert [tag["name"] for tag in made["tags"]] == ["Git", "debugging"]
    assert "<p>It halves the history.</p>" in made["html"]
    assert ask("get", f"/tils/{made['id']}").json() == made


def test_a_day_number_that_is_taken_is_refused(ask: Ask, draft: Any) -> None:
    answer = ask("post", "/tils", NEW | {"day_number": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "day_number_taken")
    assert Til.objects.count() == 1
    assert ask("post", "/tils", NEW | {"day_number": 9}).json()["day_number"] == 9


def test_drafts_are_seen_by_their_owner_only_and_published_ones_by_all(ask: Ask, draft: Any, publish: Publish) -> None:
    public = publish("Public")
    other = ApiKey.objects.issue("other")
    assert days(ask("get", "/tils")) == [2, 1]
    assert days(ask("get", "/tils", by=other)) == [2]
    assert ask("get", f"/tils/{draft['id']}", by=other).json()["code"] == "not_found"
    assert ask("get", f"/tils/{public.pk}", by=other).status_code == 200
    assert days(ask("get", "/tils", by=ApiKey.objects.issue("root", scopes=["admin"]))) == [2, 1]
