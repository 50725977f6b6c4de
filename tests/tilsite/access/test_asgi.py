"""Origins that may open a connection with a key or a session."""

from importlib import import_module
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from til.errors import Unauthorized
from tilsite.access.asgi import ForeignOrigin, caller_of_scope
from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db
OWN = "http://localhost:8000"


def scope(**headers: str) -> dict[str, Any]:
    sent = {"host": "localhost:8000"} | headers
    return {
        "type": "websocket",
        "scheme": "ws",
        "path": "/ws/generations/1",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


@pytest.fixture
def key() -> str:
    return ApiKey.objects.issue("program").text


@pytest.fixture
def cookie() -> str:
    browser = Client()
    browser.force_login(User.objects.create_user("ada"))
    return f"sessionid={browser.cookies['sessionid'].value}"


@pytest.fixture
def sites(settings: LazySettings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://til.test", "https://*.trusted.test"]
    settings.CORS_ALLOWED_ORIGINS = ["https://spa.test"]


@pytest.mark.parametrize(
    ("origin", "with_key", "with_session"),
    [
        (None, True, False),
        (OWN, True, True),
        ("https://til.test", True, True),
        ("https://a.trusted.test", True, True),
        ("https://spa.test", True, False),
        ("http://til.test", False, False),
        ("https://trusted.test.evil.test", False, False),
        ("https://localhost:8000", False, False),
        ("null", False, False),
        ("", False, False),
    ],
)
def test_who_may_ask_from_where(
    sites: None, key: str, cookie: str, origin: str | None, with_key: bool, with_session: bool
) -> None:
    headers = {} if origin is None else {"origin": origin}
    assert may(scope(**headers), key) is with_key
    assert may(scope(authorization=f"Bearer {key}", **headers)) is with_key
    assert may(scope(cookie=cookie, **headers)) is with_session


def may(opened: dict[str, Any], key: str = "") -> bool:
    try:
        caller_of_scope(opened, key)
    except ForeignOrigin:
        return False
    return True


def test_a_host_that_is_not_ours_has_no_pages_of_its_own(cookie: str) -> None:
    assert not may(scope(host="evil.test", cookie=cookie, origin="http://evil.test"))


def test_a_page_behind_tls_is_its_own(cookie: str) -> None:
    assert may(scope(cookie=cookie, origin="https://localhost:8000") | {"scheme": "wss"})


def test_a_key_is_never_helped_by_a_session(cookie: str, key: str) -> None:
    with pytest.raises(Unauthorized):
        caller_of_scope(scope(cookie=cookie, origin=OWN), "til_nothing")
    with pytest.raises(Unauthorized):
        caller_of_scope(scope(cookie=cookie, origin=OWN, authorization="Bearer til_nothing"))
    assert caller_of_scope(scope(cookie=cookie, origin=OWN), key).user_id is None


def test_a_session_that_is_over_is_nobodys(cookie: str, settings: LazySettings) -> None:
    assert caller_of_scope(scope(cookie=cookie, origin=OWN)).user_id == User.objects.get().pk
    import_module(settings.SESSION_ENGINE).SessionStore(cookie.partition("=")[2]).delete()
    for sent in (cookie, "sessionid=x", ""):
        with pytest.raises(Unauthorized):
            caller_of_scope(scope(cookie=sent, origin=OWN))
