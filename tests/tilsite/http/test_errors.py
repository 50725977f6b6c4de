"""All errors under /api/ have the same shape and contain the request id."""

import logging
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from til.trace import Joined
from tilsite.access.keys.models import ApiKey
from tilsite.http.body import with_limit
from tilsite.http.request_id import request_id_for

NEW = {"title": "T", "content": "Text."}


@pytest.fixture
def bearer(db: None) -> dict[str, str]:
    return {"Authorization": f"Bearer {ApiKey.objects.issue('tests').text}"}


def said(answer: Any) -> tuple[int, str, bool]:
    body = answer.json()
    assert set(body) - {"fields", "retry_after"} == {"error", "code", "retryable", "request_id"}
    assert body["error"].endswith((".", "!"))
    assert body["request_id"] == answer["X-Request-ID"]
    assert int(answer["Content-Length"]) == len(answer.content)
    return answer.status_code, body["code"], body["retryable"]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/tils", "/api/v1/tils/x", "/api/v1/tils/1/"])
def test_an_unknown_route(path: str, bearer: dict[str, str]) -> None:
    assert said(Client().get(path, headers=bearer)) == (404, "not_found", False)


def test_an_unknown_page_is_still_a_page(db: None) -> None:
    assert Client().get("/nothing").headers["Content-Type"].startswith("text/html")


def test_a_method_the_address_does_not_take(bearer: dict[str, str]) -> None:
    answer = Client().put("/api/v1/tils", headers=bearer)
    assert said(answer) == (405, "method_not_allowed", False)
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", ["{", '"\xff"', "[" * 100_000, "1" * 5_000, ""])
def test_a_body_that_is_no_json(bearer: dict[str, str], body: str) -> None:
    answer = Client().post("/api/v1/tils", body.encode("latin-1"), content_type="application/json", headers=bearer)
    assert said(answer) == ((400, "bad_json", False) if body else (422, "invalid", False))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_body_of_another_kind(bearer: dict[str, str], kind: str) -> None:
    assert said(Client().post("/api/v1/tils", b"{}", content_type=kind, headers=bearer)) == (
        415,
        "unsupported_media_type",
        False,
    )


def test_a_body_that_is_too_large(bearer: dict[str, str], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = Client().post("/api/v1/tils", {"title": "x" * 200}, content_type="application/json", headers=bearer)
    assert said(answer) == (413, "too_large", False)


def test_an_upload_that_is_no_form(bearer: dict[str, str]) -> None:
    answer = Client().post("/api/v1/uploads", b"x", content_type="multipart/form-data", headers=bearer)
    assert said(answer) == (400, "bad_request", False)


def test_fields_that_do_not_fit_are_named(bearer: dict[str, str]) -> None:
    answer = Client().post(
        "/api/v1/tils", NEW | {"titel": "T", "tags": [""]}, content_type="application/json", headers=bearer
    )
    assert said(answer) == (422, "invalid", False)
    assert set(answer.json()["fields"]) == {"titel", "tags.0"}
    for path, name in (("tils?limit=0", "limit"), ("tils?since=0", "since"), ("generations?status=x", "status")):
        assert list(Client().get(f"/api/v1/{path}", headers=bearer).json()["fields"]) == [name]
    unread = Client().post("/api/v1/tils", [], content_type="application/json", headers=bearer)
    assert list(unread.json()["fields"]) == ["body"]
    unsent = Client().post("/api/v1/uploads", headers=bearer)
    assert list(unsent.json()["fields"]) == ["file"]


def test_nobody(db: None) -> None:
    answer = Client().get("/api/v1/tils")
    assert said(answer) == (401, "unauthorized", False)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_host_that_is_not_ours(bearer: dict[str, str]) -> None:
    answer = Client().get("/api/v1/tils", headers=bearer | {"Host": "evil.example"})
    assert said(answer) == (400, "bad_request", False)


def test_a_fault_of_ours_says_nothing_of_it(bearer: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("til.calendar.counts", break_down)
    answer = Client(raise_request_exception=False).get("/api/v1/stats", headers=bearer)
    assert said(answer) == (500, "failed", True)
    assert b"secret" not in answer.content


def test_a_database_that_is_away(bearer: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr("til.calendar.counts", break_down)
    answer = Client().get("/api/v1/stats", headers=bearer)
    assert said(answer) == (503, "unavailable", True)
    assert int(answer["Retry-After"]) > 0


def test_errors_speak_the_readers_language(db: None) -> None:
    english, other = (Client().get("/api/v1/tils", headers={"Accept-Language": code}) for code in ("en", "ko"))
    assert english["Content-Language"] == "en"
    assert other["Content-Language"] == "ko"


@pytest.mark.parametrize("given", ["7f3c-0d5e", "A" * 128, "req:1.2_3"])
def test_a_sane_request_id_is_kept(db: None, given: str) -> None:
    assert Client().get("/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a b", "x\r\ny", "é", "A" * 129, "-", "<b>"])
def test_a_request_id_that_could_forge_a_line_is_replaced(given: str) -> None:
    assert len(request_id_for(given)) == 32
    assert request_id_for(given) != request_id_for(given)


def test_the_log_names_the_request(bearer: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(Joined())
    with caplog.at_level(logging.WARNING, "django.request"):
        Client().get("/api/v1/nothing", headers=bearer | {"X-Request-ID": "mine"})
    assert [getattr(record, "request_id", "") for record in caplog.records] == ["mine"]


def test_a_page_of_another_origin_may_ask_and_see_what_it_needs(bearer: dict[str, str], settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://spa.example"]
    asked = {"Origin": "https://spa.example", "Access-Control-Request-Method": "PATCH"}
    asked["Access-Control-Request-Headers"] = "authorization,if-match,last-event-id,idempotency-key,content-type"
    before = Client().options("/api/v1/tils/1", headers=asked)
    allowed = set(before["Access-Control-Allow-Headers"].split(", "))
    assert set(asked["Access-Control-Request-Headers"].split(",")) <= allowed
    assert "PATCH" in before["Access-Control-Allow-Methods"]
    answer = Client().get("/api/v1/nothing", headers=bearer | {"Origin": "https://spa.example"})
    assert answer["Access-Control-Allow-Origin"] == "https://spa.example"
    assert set(answer["Access-Control-Expose-Headers"].split(", ")) == {
        "Location",
        "Retry-After",
        "ETag",
        "X-Request-ID",
    }


@pytest.mark.parametrize(("origin", "path"), [("https://evil.example", "/api/v1/tils"), ("https://spa.example", "/")])
def test_other_origins_and_pages_stay_closed(db: None, settings: Any, origin: str, path: str) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://spa.example"]
    assert "Access-Control-Allow-Origin" not in Client().get(path, headers={"Origin": origin})


def test_no_origin_is_let_in_by_default() -> None:
    assert settings.CORS_ALLOWED_ORIGINS == []


@pytest.mark.anyio
async def test_a_body_over_the_servers_limit_names_its_request_too() -> None:
    sent: list[Any] = []
    left = [{"type": "http.request", "body": b"x" * 6, "more_body": True}, {"type": "http.request", "body": b"x" * 5}]

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nobody looks at it")

    async def receive() -> Any:
        return left.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await with_limit(nothing, 10)({"type": "http", "headers": [(b"content-length", b"11")]}, receive, send)
    assert left == []  # the body is read to its end; otherwise a proxy sees a reset
    body = orjson.loads(sent[1]["body"])
    assert (sent[0]["status"], body["code"]) == (413, "too_large")
    assert dict(sent[0]["headers"])[b"x-request-id"].decode() == body["request_id"]
