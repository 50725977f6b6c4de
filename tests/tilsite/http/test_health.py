"""Health checks for load balancers: liveness and readiness."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pytest_django import Settings

from tests.server import ROOT, Server, Site
from tests.wire.reader import until
from tilsite.http.health import Readiness

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

OLDER = """
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
MigrationRecorder(connection).record_unapplied("signin", "0001_initial")
"""


@pytest.fixture(scope="module")
def running(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("health")
    with site.server(folder, ALLOWED_HOSTS="til.example", TIL_HTTPS="1") as server:
        yield server


def ask(server: Server, path: str) -> httpx2.Response:
    return httpx2.get(f"{server.url}{path}", trust_env=False, timeout=15)


def test_a_process_tells_without_a_host_name_a_key_or_https(running: Server) -> None:
    alive, ready = ask(running, "/healthz"), ask(running, "/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok", "version": VERSION})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    assert alive.headers["cache-control"] == ready.headers["cache-control"] == "no-store"
    assert alive.headers["x-content-type-options"] == "nosniff"


@pytest.mark.once
def test_a_database_older_than_the_code_is_not_ready_and_nothing_more_is_said(site: Site, tmp_path: Path) -> None:
    server = site.server(tmp_path)
    server.run("shell", "--no-imports", "-c", OLDER)
    with server:
        answer = ask(server, "/readyz")
        assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
        assert "not ready: database: NotMigrated" in server.log
        assert ask(server, "/healthz").status_code == 200


@pytest.mark.anyio
async def test_services_that_go_away_and_come_back(many_processes: Site, own_redis: Any, tmp_path: Path) -> None:
    with many_processes.server(tmp_path) as server:
        assert ask(server, "/readyz").status_code == 200
        own_redis.kill()
        await until(lambda: ask(server, "/readyz").status_code == 503)
        own_redis.start()
        await until(lambda: ask(server, "/readyz").status_code == 200)
        assert "not ready: layer: ConnectionError" in server.log


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
async def test_a_disk_without_room_is_not_ready(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR, settings.REDIS_URL = tmp_path, ""
    assert await Readiness().now()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    assert not await Readiness().now()


@pytest.mark.django_db
def test_the_admin_says_which_version_runs(admin_client: Any) -> None:
    assert f"tilsite {VERSION}" in admin_client.get("/admin/").content.decode()
