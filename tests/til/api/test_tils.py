"""TILs over the API: visibility, and changes without lost updates."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.til.api.conftest import Ask
from tests.til.conftest import Publish
from til.models import Til
from tilsite.access.keys.models import ApiKey

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


def test_a_time_in_the_future_schedules_the_til(ask: Ask) -> None:
    made = ask("post", "/tils", NEW | {"published": "2999-01-02T09:00:00+09:00"}).json()
    assert (made["status"], made["published"]) == ("draft", "2999-01-02T00:00:00Z")
    path = f"/tils/{made['id']}"
    scheduled = ask("post", f"{path}/publish")
    assert (scheduled.json()["status"], scheduled.json()["published"]) == ("scheduled", "2999-01-02T00:00:00Z")
    now = ask("patch", path, {"published": "2020-01-02T09:00:00Z"}, If_Match=scheduled["ETag"]).json()
    assert (now["status"], now["published"]) == ("published", "2020-01-02T09:00:00Z")
    for wrong in ("2999-01-02", "2999-01-02T09:00:00", 1_700_000_000, "soon"):
        assert ask("post", "/tils", NEW | {"published": wrong}).status_code == 422


def test_drafts_are_seen_by_their_owner_only_and_published_ones_by_all(ask: Ask, draft: Any, publish: Publish) -> None:
    public = publish("Public")
    other = ApiKey.objects.issue("other")
    assert days(ask("get", "/tils")) == [2, 1]
    assert days(ask("get", "/tils", by=other)) == [2]
    assert ask("get", f"/tils/{draft['id']}", by=other).json()["code"] == "not_found"
    assert ask("get", f"/tils/{public.pk}", by=other).status_code == 200
    assert days(ask("get", "/tils", by=ApiKey.objects.issue("root", scopes=["admin"]))) == [2, 1]


def test_a_change_is_made_to_what_was_read_only(ask: Ask, draft: Any) -> None:
    path = f"/tils/{draft['id']}"
    first = ask("get", path)["ETag"]
    changed = ask("patch", path, {"title": "git bisect run", "tags": ["git"]}, If_Match=first)
    assert (changed.status_code, changed.json()["title"]) == (200, "git bisect run")
    assert [tag["name"] for tag in changed.json()["tags"]] == ["Git"]
    assert changed["ETag"] == ask("get", path)["ETag"] != first
    late = ask("patch", path, {"title": "Mine"}, If_Match=first)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert ask("get", path).json()["title"] == "git bisect run"
    for present in (changed["ETag"], "*"):
        assert ask("patch", path, {"excerpt": present}, If_Match=present).status_code == 200


def test_a_change_to_nobody_knows_what_is_refused(ask: Ask, draft: Any) -> None:
    path = f"/tils/{draft['id']}"
    unread = ask("patch", path, {"title": "Mine"})
    assert (unread.status_code, unread.json()["code"]) == (428, "etag_missing")
    assert ask("patch", path, {"title": "Mine"}, If_Match="").status_code == 422
    assert ask("get", path).json()["title"] == draft["title"]


def test_a_tag_that_is_renamed_makes_the_read_state_an_old_one(ask: Ask, draft: Any) -> None:
    path = f"/tils/{draft['id']}"
    read = ask("get", path)["ETag"]
    root = ApiKey.objects.issue("root", scopes=["admin"])
    assert ask("patch", f"/tags/{draft['tags'][0]['id']}", {"name": "Git SCM"}, by=root).status_code == 200
    assert ask("patch", path, {"title": "T"}, If_Match=read).json()["code"] == "changed_meanwhile"


@pytest.mark.parametrize("header", ["nonsense", 'W/"1-' + "0" * 32 + '"', '"x"'])
def test_an_etag_that_never_was_is_refused(ask: Ask, draft: Any, header: str) -> None:
    answer = ask("patch", f"/tils/{draft['id']}", {"title": "T"}, If_Match=header)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["If-Match"])


def test_an_etag_of_another_til_is_refused(ask: Ask, draft: Any) -> None:
    other = ask("post", "/tils", NEW)["ETag"]
    answer = ask("delete", f"/tils/{draft['id']}", If_Match=other)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_etag")


def test_what_was_read_before_is_not_sent_again(ask: Ask, draft: Any) -> None:
    path = f"/tils/{draft['id']}"
    again = ask("get", path, If_None_Match=ask("get", path)["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_is_changed_by_what_is_left_out_or_null(ask: Ask, draft: Any) -> None:
    changed = ask("patch", f"/tils/{draft['id']}", {"title": None, "excerpt": "Short."}, If_Match="*").json()
    assert changed | {"excerpt": "", "updated": draft["updated"]} == draft
    assert changed["excerpt"] == "Short."


def test_text_is_made_fit_to_store(ask: Ask) -> None:
    made = ask("post", "/tils", NEW | {"title": "한국어 제목", "content": "a\r\nb \ud83d"}).json()
    assert (made["title"], made["content"]) == ("한국어 제목", "a\nb \ufffd")
    assert ask("post", "/tils", NEW | {"title": "a\0b"}).json()["code"] == "invalid"
    assert ask("post", "/tils", NEW | {"title": " \n"}).json()["code"] == "invalid"


def test_a_til_goes_public_and_back(ask: Ask, draft: Any) -> None:
    path = f"/tils/{draft['id']}"
    published = ask("post", f"{path}/publish").json()
    assert (published["status"], bool(published["published"])) == ("published", True)
    assert ask("post", f"{path}/publish").json()["published"] == published["published"]
    assert ask("post", f"{path}/archive").json()["status"] == "archived"
    assert ask("post", f"{path}/draft").json()["status"] == "draft"
    assert ask("delete", path).status_code == 204
    assert ask("get", path).status_code == 404


def test_a_til_is_read_as_its_markdown_file(ask: Ask, draft: Any) -> None:
    answer = ask("get", f"/tils/{draft['id']}.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.content.decode().startswith("---\nday: 1\ntitle: git bisect\n")
    assert answer.content.decode().endswith("\nIt halves the history.")


def test_filters_narrow_the_list(ask: Ask, draft: Any, publish: Publish) -> None:
    publish("파이썬 제너레이터", "값을 하나씩 낸다.", language="ko", tags=["python"], on="2026-02-01")
    publish("Rust borrows", "Text.", tags=["rust"], on="2026-03-01")
    asked: dict[str, list[int]] = {
        "status=draft": [1],
        "status=published": [3, 2],
        "language=ko": [2],
        "tag=rust": [3],
        "since=2026-02-15": [3],
        "until=2026-02-15": [2],
        "q=제너레이터": [2],
        "q=history": [1],
        "q=!!!": [],
        "q=borrows&language=ko": [],
        "tag=nothing": [],
    }
    assert {words: days(ask("get", f"/tils?{words}")) for words in asked} == asked


@pytest.mark.parametrize("words", ["", "learned"])
def test_parts_follow_each_other_without_a_gap(ask: Ask, publish: Publish, words: str) -> None:
    for number in range(1, 8):
        publish(f"Day {number}", "learned")
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = ask("get", "/tils", {"q": words, "limit": 3, "cursor": cursor})
        found += days(answer)
        cursor = answer.json()["next"]
    assert found == [7, 6, 5, 4, 3, 2, 1]


def test_what_is_added_meanwhile_shifts_nothing(ask: Ask, publish: Publish) -> None:
    for number in range(1, 5):
        publish(f"Day {number}")
    after = ask("get", "/tils?limit=2").json()["next"]
    publish("New")
    assert days(ask("get", f"/tils?limit=2&cursor={after}")) == [2, 1]


def test_who_may_not_publish_changes_drafts_only(ask: Ask, key: ApiKey, draft: Any) -> None:
    path = f"/tils/{draft['id']}"
    assert key.user
    key.user.user_permissions.remove(Permission.objects.get(codename="publish_til"))
    assert ask("patch", path, {"title": "Better"}, If_Match="*").status_code == 200

    def refused(method: str, path: str, *body: object) -> bool:
        answer = ask(method, path, *body, If_Match="*")
        return (answer.status_code, answer.json()["code"]) == (403, "drafts_only")

    assert refused("post", f"{path}/publish")
    assert refused("post", f"{path}/archive")
    Til.objects.update(status="published")
    assert refused("post", f"{path}/draft")
    assert refused("patch", path, {"title": "Mine"})
    assert refused("delete", path)
    assert Til.objects.filter(status="published", title="Better").exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_could_change_tils_before_can_still_publish() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("til", "0008_moved")])
    Permission.objects.filter(codename="publish_til").delete()
    change = Permission.objects.get(codename="change_til")
    group, user, other = Group.objects.create(name="desk"), *(User.objects.create_user(n) for n in ("ada", "bob"))
    group.permissions.add(change)
    user.user_permissions.add(change)
    executor.loader.build_graph()
    executor.migrate(executor.loader.graph.leaf_nodes())
    publish = Permission.objects.get(codename="publish_til")
    assert list(group.permissions.all()) == [change, publish]
    assert User.objects.get(pk=user.pk).has_perm("til.publish_til")
    assert not User.objects.get(pk=other.pk).has_perm("til.publish_til")
