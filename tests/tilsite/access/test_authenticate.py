"""Authentication: by a key in the header, or by session and CSRF token."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Permission, User
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from ninja import NinjaAPI

from til.caller import Caller
from til.errors import Refusal
from tilsite.access.authenticate import KeyOrSession
from tilsite.access.keys.models import ApiKey

api = NinjaAPI(auth=KeyOrSession(), urls_namespace="test-auth")


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, {"error": str(refusal), "code": refusal.code}, status=refusal.status)


def as_seen(request: HttpRequest) -> dict[str, Any]:
    caller: Caller = request.auth  # type: ignore[attr-defined]  # added by Ninja
    return {"key": caller.key_id, "user": caller.user_id, "scopes": sorted(caller.scopes), "all": caller.sees_all}


@api.get("/async")
async def get_async(request: HttpRequest) -> dict[str, Any]:
    return as_seen(request)


@api.get("/sync")
def get_sync(request: HttpRequest) -> dict[str, Any]:
    return as_seen(request)


@api.post("/async-post")
async def post_async(request: HttpRequest) -> dict[str, Any]:
    return as_seen(request)


urlpatterns = [path("api/", api.urls)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def sign_in(browser: Client, **fields: Any) -> User:
    user = User.objects.create_user("ada", password="pw", **fields)
    browser.force_login(user)
    return user


def code(response: Any) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["code"]


@pytest.mark.parametrize("page", ["/api/async", "/api/sync"])
def test_a_good_key_is_let_in(browser: Client, page: str) -> None:
    owner = User.objects.create_user("owner")
    key = ApiKey.objects.issue("program", user=owner, scopes=["read"])
    text = key.text
    answer = browser.get(page, headers={"Authorization": f"Bearer {text}"})
    assert answer.json() == {"key": key.pk, "user": owner.pk, "scopes": ["read"], "all": False}
    key.refresh_from_db()
    assert key.last_used


def test_a_key_needs_no_csrf_token(browser: Client) -> None:
    text = ApiKey.objects.issue("program").text
    assert browser.post("/api/async-post", headers={"Authorization": f"bearer {text}"}).status_code == 200


def test_an_admin_key_sees_all_but_a_superusers_other_keys_do_not(browser: Client) -> None:
    owner = User.objects.create_superuser("owner")
    seen = []
    for scope in ("admin", "read"):
        text = ApiKey.objects.issue("program", user=owner, scopes=[scope]).text
        seen.append(browser.get("/api/async", headers={"Authorization": f"Bearer {text}"}).json()["all"])
    assert seen == [True, False]


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "", "Basic YTpi", "Bearer til_aaaaaaaa_" + "a" * 38])
def test_a_bad_header_is_401_even_with_a_good_session(browser: Client, header: str) -> None:
    sign_in(browser)
    assert code(browser.get("/api/async", headers={"Authorization": header})) == (401, "unauthorized")
    assert code(browser.post("/api/async-post", headers={"Authorization": header})) == (401, "unauthorized")


def test_nobody_is_401(browser: Client) -> None:
    assert code(browser.get("/api/async")) == (401, "unauthorized")
    assert code(browser.post("/api/async-post")) == (401, "unauthorized")


def test_a_session_reads_without_and_writes_only_with_the_csrf_token(browser: Client) -> None:
    user = sign_in(browser)
    assert browser.get("/api/async").json()["user"] == user.pk
    assert code(browser.post("/api/async-post")) == (403, "csrf_failed")
    browser.cookies["csrftoken"] = token = "t" * 32
    assert code(browser.post("/api/async-post", headers={"X-CSRFToken": "x" * 32})) == (403, "csrf_failed")
    answer = browser.post("/api/async-post", headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.json()["user"]) == (200, user.pk)


def test_what_a_person_may_do_follows_their_permissions(browser: Client) -> None:
    user = sign_in(browser)
    assert browser.get("/api/sync").json()["scopes"] == ["read"]
    user.user_permissions.set(Permission.objects.filter(codename__in=["generate", "change_til"]))
    assert browser.get("/api/sync").json()["scopes"] == ["generate", "read", "write"]
    assert browser.get("/api/sync").json()["all"] is False


ON_ALL = ["view_til", "change_til", "view_generation", "change_generation"]


def test_staff_see_all_only_with_the_permissions_to(browser: Client) -> None:
    user = sign_in(browser, is_staff=True)
    seen = [browser.get("/api/sync").json()["all"]]
    for codenames in (ON_ALL[:-1], ON_ALL):
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        seen.append(browser.get("/api/sync").json()["all"])
    assert seen == [False, False, True]


def test_a_key_loses_at_once_what_its_owner_loses(browser: Client) -> None:
    owner = User.objects.create_superuser("owner")
    headers = {"Authorization": f"Bearer {ApiKey.objects.issue('program', user=owner, scopes=['admin']).text}"}

    def may() -> tuple[list[str], bool]:
        seen = browser.get("/api/async", headers=headers).json()
        return seen["scopes"], seen["all"]

    assert may() == (["admin"], True)
    User.objects.update(is_superuser=False)
    assert may() == (["admin"], False)
    User.objects.update(is_staff=False)
    assert may() == (["read"], False)
    owner.user_permissions.set(Permission.objects.filter(codename="generate"))
    assert may() == (["generate", "read"], False)


def test_a_key_of_somebody_without_permissions_reads_only(browser: Client) -> None:
    text = ApiKey.objects.issue("program", user=User.objects.create_user("owner")).text
    assert browser.get("/api/async", headers={"Authorization": f"Bearer {text}"}).json()["scopes"] == ["read"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.anyio
async def test_it_works_in_the_event_loop() -> None:
    key = await sync_to_async(ApiKey.objects.issue)("program")
    text = key.text
    answer = await AsyncClient().get("/api/async", headers={"Authorization": f"Bearer {text}"})
    assert answer.json()["key"] == key.pk
