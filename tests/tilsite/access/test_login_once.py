"""One-time sign-in links, valid for a day."""

import datetime as dt
import time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tilsite.access.login_once import path_for

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1).total_seconds()


@pytest.fixture(autouse=True)
def lands_on_the_admin(settings: Settings) -> None:
    settings.LOGIN_REDIRECT_URL = "admin:index"


@pytest.fixture
def link() -> str:
    return path_for(User.objects.create_superuser("ada", password="pw"))


def test_it_signs_in(client: Client, link: str) -> None:
    assert client.get(link).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_second_time_it_says_so_and_signs_nobody_in(link: str) -> None:
    Client().get(link)
    late = Client()
    answer = late.get(link, follow=True)
    assert "This link was already used" in answer.content.decode()
    assert late.get("/admin/").status_code == 302


def test_it_ends_with_a_sign_in_by_password(client: Client, link: str) -> None:
    Client().post("/admin/login/", {"username": "ada", "password": "pw"})
    assert User.objects.get().last_login
    client.get(link)
    assert client.get("/admin/").status_code == 302


def test_it_works_for_a_day_and_no_longer(client: Client, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + DAY + 2)
    client.get(link)
    assert client.get("/admin/").status_code == 302
    monkeypatch.setattr(time, "time", lambda: now + DAY - 60)
    client.get(link)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("token", ["x", "WzEsIiJd:1xVEkJ:6Qq6mYjohw"])
def test_a_made_up_link_signs_nobody_in(client: Client, link: str, token: str) -> None:
    answer = client.get(f"/login/once/{token}/")
    assert answer.headers["Location"].startswith("/admin/login/")


def test_a_switched_off_user_stays_out(client: Client, link: str) -> None:
    User.objects.update(is_active=False)
    assert client.get(link).headers["Location"].startswith("/admin/login/")
