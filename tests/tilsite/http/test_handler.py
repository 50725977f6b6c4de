"""Open streams hold no threads and no database connections."""

import asyncio
import gc
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from generate.running.database import THREADS, in_database
from tilsite.http import handler
from tilsite.http.handler import Handler

STREAMS = 100
pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
gate: list[asyncio.Event] = []  # the event that open streams wait for


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    await sync_to_async(User.objects.count)()
    return StreamingHttpResponse(_parts(), content_type="text/plain")


async def _parts() -> AsyncIterator[bytes]:
    yield b"begin"
    await gate[-1].wait()
    yield b"end"


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{User.objects.count()} users")


async def waits(request: HttpRequest) -> HttpResponse:
    await sync_to_async(User.objects.count)()
    arrived.append(request)
    await gate[-1].wait()
    return HttpResponse(f"{await sync_to_async(User.objects.count)()} users")


def works(request: HttpRequest) -> HttpResponse:
    with at_work:
        working.append(len(working) + 1)
    time.sleep(0.02)
    with at_work:
        most.append(len(working))
        working.pop()
    return HttpResponse("done")


at_work = threading.Lock()
working: list[int] = []
most: list[int] = []
arrived: list[HttpRequest] = []
urlpatterns = [path("stream", stream), path("plain", plain), path("waits", waits), path("works", works)]


class Request:
    """A request to the ASGI application."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.body = b""
        self.has_begun = asyncio.Event()
        self.leaves = asyncio.Event()
        self._sent = False

    def begin(self, handler: Handler) -> "Request":
        self.task = asyncio.create_task(handler(self._scope(), self._receive, self._send))
        return self

    def _scope(self) -> dict[str, Any]:
        usual = {"type": "http", "method": "GET", "query_string": b"", "headers": [(b"host", b"localhost")]}
        return usual | {"path": f"/{self.place}", "http_version": "1.1", "scheme": "http"}

    async def _receive(self) -> dict[str, Any]:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self.body += message.get("body", b"")
        if self.body:
            self.has_begun.set()


@pytest.fixture
async def streams(anyio_backend: str) -> AsyncIterator[list[Request]]:
    gate[:] = [asyncio.Event()]
    with override_settings(ROOT_URLCONF=__name__):
        ours = Handler()
        before = threading.active_count()
        requests = [Request("stream").begin(ours) for _ in range(STREAMS)]
        async with asyncio.timeout(20):
            await asyncio.gather(*(request.has_begun.wait() for request in requests))
        assert threading.active_count() - before <= handler.THREADS + 4
        yield requests
        gate[-1].set()
        await asyncio.gather(*(request.task for request in requests))


def connections_open() -> int:
    if connection.vendor == "sqlite":
        return sum(_is_open(one) for one in gc.get_objects() if issubclass(type(one), sqlite3.Connection))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'")
        return int(cursor.fetchone()[0])


def _is_open(one: sqlite3.Connection) -> bool:
    with suppress(sqlite3.ProgrammingError):
        return one.total_changes >= 0
    return False


async def test_a_hundred_open_streams_hold_no_thread_and_no_connection(streams: list[Request]) -> None:
    assert await in_database(connections_open) <= THREADS + 2
    assert await in_database(User.objects.count) == 0
    gate[-1].set()
    await asyncio.gather(*(request.task for request in streams))
    assert {request.body for request in streams} == {b"beginend"}


async def test_a_client_that_leaves_ends_its_stream_alone(streams: list[Request]) -> None:
    leaving, *others = streams
    leaving.leaves.set()
    await asyncio.wait({leaving.task}, timeout=2)
    assert leaving.task.done()
    assert leaving.body == b"begin"
    assert not any(request.task.done() for request in others)


async def test_a_plain_page_is_answered_while_they_are_open(streams: list[Request]) -> None:
    request = Request("plain").begin(Handler())
    await asyncio.wait_for(request.task, 5)
    assert request.body == b"0 users"


async def test_requests_share_few_threads_and_all_are_answered() -> None:
    most.clear()
    with override_settings(ROOT_URLCONF=__name__):
        ours = Handler()
        requests = [Request("works").begin(ours) for _ in range(STREAMS)]
        async with asyncio.timeout(20):
            await asyncio.gather(*(request.task for request in requests))
    assert {request.body for request in requests} == {b"done"}
    assert 1 < max(most) <= handler.THREADS


async def test_who_waits_for_something_else_keeps_nobody_out_and_holds_no_connection() -> None:
    gate[:] = [asyncio.Event()]
    arrived.clear()
    with override_settings(ROOT_URLCONF=__name__):
        ours = Handler()
        waiting = [Request("waits").begin(ours) for _ in range(handler.THREADS * 3)]
        async with asyncio.timeout(20):
            await Request("plain").begin(ours).task
            while len(arrived) < len(waiting):
                await asyncio.sleep(0.01)
        assert await in_database(connections_open) <= THREADS + 2
        assert not any(request.task.done() for request in waiting)
        gate[-1].set()
        async with asyncio.timeout(20):
            await asyncio.gather(*(request.task for request in waiting))
    assert {request.body for request in waiting} == {b"0 users"}
