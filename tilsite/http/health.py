"""Health checks: whether this process is alive (/healthz) and can serve (/readyz).

They bypass Django, since probes do not know the site's host name. The response gives no details; the log does.
"""

import asyncio
import logging
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from http import HTTPStatus

import orjson
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from generate.running.runner import runner
from tilsite.http.asgi_errors import App, Message, Receive, Send, answer
from tilsite.version import VERSION

logger = logging.getLogger(__name__)
PATIENCE = 3.0  # seconds for all checks
FRESH = 1.0  # seconds for which a result is reused
ROOM = 50_000_000  # free bytes below which SQLite and uploads soon fail


def with_health(app: App) -> App:
    """Return ``app`` answering /healthz and /readyz."""
    ready = Readiness()

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path == "/healthz":
            await _say(send, HTTPStatus.OK, {"status": "ok", "version": VERSION})
        elif path == "/readyz":
            is_ready = not runner().heart.closing and await ready.now()
            status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
            await _say(send, status, {"status": "ready" if is_ready else "not ready"})
        else:
            await app(scope, receive, send)

    return application


class Readiness:
    """One check shared by concurrent requests."""

    def __init__(self) -> None:
        self._task: asyncio.Task[bool] | None = None
        self._until = 0.0

    async def now(self) -> bool:
        """Return whether every dependency was available a moment ago."""
        loop = asyncio.get_running_loop()
        if self._task is None or (self._task.done() and loop.time() > self._until):
            self._task = asyncio.create_task(asyncio.to_thread(_look))
            self._task.add_done_callback(lambda _: self._hold(loop.time() + FRESH))
        try:
            return await asyncio.wait_for(asyncio.shield(self._task), PATIENCE)
        except TimeoutError:
            logger.warning("not ready: the checks take longer than %g s", PATIENCE)
            return False

    def _hold(self, until: float) -> None:
        self._until = until


def _look() -> bool:
    checks: tuple[Callable[[], None], ...] = (_database, _layer, _disk)
    return all(_holds(check) for check in checks)


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - any error means not ready
        logger.warning("not ready: %s: %s", check.__name__.strip("_"), type(error).__name__)
        return False
    return True


class NotMigrated(Exception):
    """The database lacks migrations that this code needs."""


def _database() -> None:
    """Raise if the database is unavailable or older than the code."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _migrations()
    finally:
        connection.close()


@cache  # applied migrations stay applied while this code runs; missing ones are checked again
def _migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated


def _layer() -> None:
    if settings.REDIS_URL:
        import redis

        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()


def _disk() -> None:
    """Raise if the disk is not writable or almost full."""
    if shutil.disk_usage(settings.VAR_DIR).free < ROOM:
        raise OSError
    with tempfile.TemporaryFile(dir=settings.VAR_DIR):
        pass


async def _say(send: Send, status: HTTPStatus, body: dict[str, str]) -> None:
    headers = (b"content-type", b"application/json"), (b"cache-control", b"no-store")
    await answer(send, status, orjson.dumps(body), *headers)
