"""Error pages under concurrent requests."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.server import Site

pytestmark = pytest.mark.anyio


async def test_missing_pages_leave_the_database_to_others(
    many_processes: Site, tmp_path: Path, http: httpx2.AsyncClient
) -> None:
    environment = {"DATABASE_URL": many_processes.database(tmp_path), "TIL_DB_POOL": "2"}
    with many_processes.server(tmp_path, **environment) as server:
        for place in ("til/{n}-no-such-words/", "no-such-place/{n}"):
            urls = [f"{server.url}/{place.format(n=number)}" for number in range(900, 912)]
            answers = await asyncio.gather(*map(http.get, urls))
            assert {answer.status_code for answer in answers} == {404}
        assert (await http.get(f"{server.url}/", timeout=5)).status_code == 200
