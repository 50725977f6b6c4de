"""Keys over the API: creation and revocation by people, no escalation of rights, and a key's own limits."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tilsite.access.keys.models import ApiKey

TOKEN = {"X-CSRFToken": "t" * 32}


@pytest.fixture
def person(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("person"))
    client.cookies["csrftoken"] = TOKEN["X-CSRFToken"]
    return client


def send(client: Client, path: str, body: object = None) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=TOKEN)


def get(key: ApiKey | str, path: str) -> Any:
    text = key if isinstance(key, str) else key.text
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {text}"})


def test_a_new_key_is_shown_once_works_and_can_be_revoked(person: Client) -> None:
    made = send(person, "keys", {"name": "editor", "scopes": ["read"], "expires": "2999-01-01T00:00:00Z"})
    assert made.status_code == 201
    key = made.json()
    assert get(key["text"], "me").json()["scopes"] == ["read"]
    listed = person.get("/api/v1/keys").json()
    assert [(one["name"], one["scopes"], "text" in one) for one in listed] == [("editor", ["read"], False)]
    revoked = send(person, f"keys/{key['id']}/revoke").json()
    assert revoked["revoked"]
    assert get(key["text"], "me").status_code == 401


def test_nobody_gives_more_than_they_have(person: Client) -> None:
    for scope in ("generate", "write", "admin"):
        answer = send(person, "keys", {"name": "more", "scopes": [scope]})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert send(person, "keys", {"name": "more", "limit_per_day": 1_000_000}).json()["code"] == "forbidden"
    assert send(person, "keys", {"name": "less", "limit_per_day": 1}).json()["limits"]["per_day"] == 1


def test_one_person_has_so_many_keys(person: Client) -> None:
    user = User.objects.get()
    for number in range(50):
        ApiKey.objects.issue(f"key {number}", user=user)
    assert send(person, "keys", {"name": "one more"}).json()["code"] == "too_many_keys"


@pytest.mark.parametrize("expires", [0, "soon", "2026-01-01"])
def test_an_expiry_that_is_no_moment(person: Client, expires: object) -> None:
    answer = send(person, "keys", {"name": "k", "expires": expires})
    assert list(answer.json()["fields"]) == ["expires"]


def test_a_key_sees_itself_only_and_cannot_shut_itself_out(db: None) -> None:
    user = User.objects.create_user("owner")
    key, _ = ApiKey.objects.issue("mine", user=user), ApiKey.objects.issue("second", user=user)
    assert [one["name"] for one in get(key, "keys").json()] == ["mine"]
    root = ApiKey.objects.issue("root", scopes=["admin"])
    answer = Client().post(f"/api/v1/keys/{root.pk}/revoke", headers={"Authorization": f"Bearer {root.text}"})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_key")


def test_who_am_i(db: None) -> None:
    key = ApiKey.objects.issue("mine", user=User.objects.create_user("owner"), limit_per_minute=7)
    me = get(key, "me").json()
    assert (me["key"], me["user"], me["sees_all"]) == (key.pk, "owner", False)
    assert me["limits"]["per_minute"] == 7
    assert me["used"] == {"running": 0, "per_minute": 0, "per_day": 0}
