"""A form from another site gets an error page that explains what to do."""

import logging
from io import StringIO

import pytest
from django.test import Client

from tilsite.http.quiet import Quiet

pytestmark = pytest.mark.django_db
FORM = {"username": "ada", "password": "pw"}


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(("language", "said"), [("en", "If that is this site"), ("ko", "이 사이트의 주소가 맞다면")])
def test_behind_a_proxy_that_hides_the_address_the_setting_is_named(browser: Client, language: str, said: str) -> None:
    browser.get("/login/")
    headers = {"Origin": "https://til.example", "Accept-Language": language}
    answer = browser.post(
        "/login/", FORM | {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}, headers=headers
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "CSRF_TRUSTED_ORIGINS=https://til.example" in page
    assert said in page
    assert "Content-Security-Policy" in answer.headers


def test_an_old_token_is_told_from_that(browser: Client) -> None:
    page = browser.post("/login/", FORM).content.decode()
    assert "Reload the page and try again" in page
    assert "CSRF_TRUSTED_ORIGINS" not in page


def test_what_an_origin_holds_is_shown_as_text(browser: Client) -> None:
    answer = browser.post("/login/", FORM, headers={"Origin": "https://<script>alert(1)</script>"})
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "not set up for the host name"), ("ko", "호스트 이름")])
def test_an_unknown_host_names_its_setting_in_one_line_of_the_log(language: str, said: str) -> None:
    log = logging.getLogger("django.security.DisallowedHost")
    lines, handler = StringIO(), logging.StreamHandler()
    handler.setStream(lines)
    handler.addFilter(Quiet())
    log.addHandler(handler)
    try:
        answer = Client().get("/", headers={"Host": "<b>.test", "Accept-Language": language})
        named = Client().get("/", headers={"Host": "til.example:8000", "Accept-Language": language})
    finally:
        log.removeHandler(handler)
    assert (answer.status_code, named.status_code) == (400, 400)
    assert "<b>" not in answer.content.decode()
    assert said in named.content.decode()
    assert "ALLOWED_HOSTS=til.example<" in named.content.decode()
    assert lines.getvalue().count("\n") == 2


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "m", (), (ValueError, ValueError(), None))
    record.status_code = 500
    assert Quiet().filter(record)
    assert record.exc_info


def test_every_answer_forbids_devices(client: Client) -> None:
    for path in ("/", "/admin/login/", "/api/v1/tils", "/static/site.css", "/nothing"):
        assert "camera=()" in client.get(path).headers["Permissions-Policy"]
