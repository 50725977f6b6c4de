"""The page after too many sign-in attempts, on both login pages and in both languages."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tilsite.access.signin.models import Tries
from tilsite.access.signin.throttle import PER_NAME_AND_ADDRESS

pytestmark = pytest.mark.django_db
WRONG = {"username": "ada", "password": "wrong"}
RIGHT = {"username": "ada", "password": "pw"}


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", password="pw")


@pytest.mark.parametrize("door", ["/login/", "/admin/login/"])
@pytest.mark.parametrize(("language", "sentence"), [("en", "Try again in 15 minutes."), ("ko", "15분 뒤에 다시")])
def test_too_many_tries(client: Client, ada: User, door: str, language: str, sentence: str) -> None:
    headers = {"Accept-Language": language}
    answers = [client.post(door, WRONG, headers=headers) for _ in range(PER_NAME_AND_ADDRESS)]
    assert {answer.status_code for answer in answers} == {200}
    for form in (WRONG, RIGHT):  # the password is no longer checked
        refused = client.post(door, form, headers=headers)
        assert refused.status_code == 429
        assert 840 < int(refused["Retry-After"]) <= 900
        assert sentence in refused.content.decode()
        assert "Content-Security-Policy" in refused.headers
    assert client.get(door, headers=headers).status_code == 200


def test_the_two_doors_count_together_and_an_address_elsewhere_is_free(client: Client, ada: User) -> None:
    for number in range(PER_NAME_AND_ADDRESS):
        client.post(["/login/", "/admin/login/"][number % 2], WRONG)
    assert client.post("/login/", RIGHT).status_code == 429
    assert client.post("/login/", RIGHT, REMOTE_ADDR="203.0.113.7").status_code == 302


def test_whoever_has_the_password_may_sign_in_as_often_as_they_like(ada: User) -> None:
    for _ in range(PER_NAME_AND_ADDRESS + 2):
        assert Client().post("/login/", RIGHT).status_code == 302


def test_staff_see_the_tries_and_let_somebody_in_at_once(client: Client, ada: User) -> None:
    for _ in range(PER_NAME_AND_ADDRESS):
        client.post("/login/", WRONG)
    desk = Client()
    desk.force_login(ada)
    assert "ada" in desk.get("/admin/signin/tries/").content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in Tries.objects.all()], "post": "yes"}
    desk.post("/admin/signin/tries/", chosen)
    assert client.post("/login/", RIGHT).status_code == 302
