"""Middleware runs on the event loop, except where it waits: few changes of thread, the same behaviour."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import orjson
import pytest
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from generate.llm.base import Answer, Prompt, Task
from generate.running.database import in_database
from generate.running.runner import runner
from tests.fakes.scripted import Scripted
from tilsite import urls
from tilsite.access.keys.models import ApiKey
from tilsite.http.handler import Handler

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
ANSWERS = dict.fromkeys(Task, "A few words.")


async def counts(request: HttpRequest) -> HttpResponse:
    visits = await request.session.aget("visits", 0) + 1
    await request.session.aset("visits", visits)
    return HttpResponse(str(visits))


async def names(request: HttpRequest) -> HttpResponse:
    return HttpResponse((await request.auser()).get_username())


def tells(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Kept.")
    return HttpResponse("told")


def hears(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(str(message) for message in messages.get_messages(request)))


@require_POST
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST["text"])


urlpatterns = [
    path("counts", counts),
    path("names", names),
    path("tells", tells),
    path("hears", hears),
    path("form", form),
    *urls.urlpatterns,
]


@contextmanager
def counted() -> Iterator[tuple[list[str], list[str]]]:
    """Count changes of thread (pools) and queries (SQL)."""
    hops: list[str] = []
    queries: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        is_periodic = 'lease_until" = (' in sql or 'AS "cancel_requested"' in sql
        if not is_periodic and not sql.startswith(("BEGIN", "SELECT pg_advisory")):
            queries.append(sql)
        return execute(sql, *rest)

    def on_every_connection(work: Any) -> Any:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with connections["default"].execute_wrapper(note):
                return work(*args, **kwargs)

        return wrapped

    usual: Any = ThreadPoolExecutor.submit

    def submit(self: Any, work: Any, *args: Any, **kwargs: Any) -> Any:
        hops.append(self._thread_name_prefix)
        return usual(self, on_every_connection(work), *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ThreadPoolExecutor, "submit", submit)
        yield hops, queries


async def start(handler: Handler, key: str) -> None:
    """Start a draft through the ASGI handler, and read its stream to the end."""
    body = orjson.dumps({"input_type": "text", "content": "Short notes.", "provider": "offline"})
    received: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
    headers = {"host": "localhost", "authorization": f"Bearer {key}", "content-type": "application/json"}
    scope = {"type": "http", "method": "POST", "http_version": "1.1", "scheme": "http", "query_string": b""}
    scope |= {"path": "/api/v1/generate/stream", "headers": [(n.encode(), v.encode()) for n, v in headers.items()]}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return received.pop() if received else await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await handler({**scope}, receive, send)
    assert b"event: complete" in b"".join(message.get("body", b"") for message in sent)
    await runner().until_idle()


class Noting(Scripted):
    """Notes what the start of each draft took."""

    taken: list[tuple[list[str], list[str]]]
    counts: tuple[list[str], list[str]]

    def generate_stream(self, prompt: Prompt) -> Answer:
        if prompt.task is Task.CONTENT:
            self.taken.append((list(self.counts[0]), list(self.counts[1])))
        return super().generate_stream(prompt)


async def test_a_draft_reaches_the_provider_within_four_hops_and_five_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    handler, provider = Handler(), Noting(ANSWERS)
    provider.taken, provider.counts = [], ([], [])
    monkeypatch.setattr("generate.running.run.writers", lambda *_: [provider])
    monkeypatch.setattr("generate.running.flusher.GAP", 0.3)  # a flush beside the start is none of its hops
    key = (await in_database(ApiKey.objects.issue, "hops", scopes=["generate"])).text
    await start(handler, key)
    for _ in range(4):
        with counted() as provider.counts:
            await start(handler, key)
    hops, queries = map(min, zip(*((len(hops), len(queries)) for hops, queries in provider.taken[1:]), strict=True))
    assert (1 <= hops <= 4, 1 <= queries <= 5) == (True, True), provider.taken  # without what is done at times
    await runner().stop()


@pytest.fixture
def client() -> Iterator[AsyncClient]:
    with override_settings(ROOT_URLCONF=__name__):
        yield AsyncClient(enforce_csrf_checks=True)


async def test_a_changed_session_is_saved(client: AsyncClient) -> None:
    assert [(await client.get("/counts")).content for _ in range(3)] == [b"1", b"2", b"3"]


async def test_a_message_arrives_with_the_next_page_and_only_there(client: AsyncClient) -> None:
    await client.get("/tells")
    assert [(await client.get("/hears")).content for _ in range(2)] == [b"Kept.", b""]


async def test_a_long_message_is_stored_in_the_session(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.contrib.messages.storage.cookie.CookieStorage.max_cookie_size", 10)
    await client.get("/tells")
    assert [(await client.get("/hears")).content for _ in range(2)] == [b"Kept.", b""]


async def test_a_form_without_its_token_is_refused_and_with_it_accepted(client: AsyncClient) -> None:
    assert (await client.post("/form", {"text": "hello"})).status_code == 403
    client.cookies["csrftoken"] = token = "a" * 32
    answer = await client.post("/form", {"text": "hello", "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.content) == (200, b"hello")


async def test_who_signs_in_is_known(client: AsyncClient) -> None:
    assert (await client.get("/names")).content == b""
    await client.aforce_login(await User.objects.acreate(username="ada"))
    assert (await client.get("/names")).content == b"ada"
