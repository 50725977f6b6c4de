"""Server processes: they serve, stop regularly, and survive restarts of their services."""

from pathlib import Path
from typing import Literal

import httpx2
import pytest

from tests.server import Server, Site
from tests.services import Postgres, Redis


def status(server: Server, key: str) -> int:
    answer = httpx2.get(f"{server.url}/api/v1/providers", headers={"Authorization": f"Bearer {key}"}, timeout=15)
    return answer.status_code


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
def test_a_server_answers_and_ends_in_good_order(
    site: Site, tmp_path: Path, kind: Literal["uvicorn", "daphne"]
) -> None:
    with site.server(tmp_path, kind) as server:
        assert status(server, site.key) == 200
        assert status(server, "til_nothing") == 401
        assert server.stop() < 5
        assert "Traceback" not in server.log


def test_servers_do_not_share_a_database(site: Site, tmp_path: Path) -> None:
    key = site.server(tmp_path).run("create_api_key", "only in the first").strip()
    with site.server(tmp_path) as second:
        assert status(second, site.key) == 200
        assert status(second, key) == 401


def test_a_server_lives_through_a_restart_of_what_it_stands_on(
    many_processes: Site, own_postgres: Postgres, own_redis: Redis, tmp_path: Path
) -> None:
    with many_processes.server(tmp_path) as server:
        assert status(server, many_processes.key) == 200
        own_redis.kill()
        own_postgres.stop()
        assert status(server, many_processes.key) >= 500
        own_postgres.start()
        assert status(server, many_processes.key) == 200
