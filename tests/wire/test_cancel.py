"""Cancelling closes the provider's connection within a second and keeps the text."""

import asyncio
import time
from pathlib import Path

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.conftest import DRAFT
from tests.wire.reader import Reader, until

pytestmark = pytest.mark.anyio
HANG = Behaviour(wait=60)
STAGES = {  # the provider's behaviour per request, so that the generation stops in that stage
    "before content": [HANG],
    "content": [Behaviour(text=DRAFT[:300], fault="silence", after=12)],
    "title": [Behaviour(), HANG, Behaviour(), Behaviour()],
}


async def post(http: httpx2.AsyncClient, server: Server, key: str, pk: int, verb: str) -> httpx2.Response:
    return await http.post(f"{server.url}/api/v1/generations/{pk}/{verb}", headers={"Authorization": f"Bearer {key}"})


@pytest.mark.timed
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("where", ["here", "in another process"])
async def test_cancel_closes_the_line_within_a_second(
    site: Site,
    tmp_path: Path,
    http: httpx2.AsyncClient,
    fake: FakeProvider,
    writes: dict[str, str],
    stage: str,
    where: str,
) -> None:
    shared = writes | {"DATABASE_URL": site.database(tmp_path), "TIL_LEASE_SECONDS": "10"}
    fake.script(*STAGES[stage])
    with site.server(tmp_path, **shared) as one, site.server(tmp_path, **shared) as two:
        reader = Reader(site.key)
        reading = asyncio.create_task(reader.start(http, one))
        await until(lambda: len(fake.seen) >= len(STAGES[stage]) and reader.pk)
        await asyncio.sleep(0.7)
        begun = time.time()
        answer = await post(http, one if where == "here" else two, site.key, reader.pk, "cancel")
        assert answer.json()["stopping"] is True
        await asyncio.wait_for(reading, 2)
        assert time.time() - begun < 1.2
        open_lines = [seen for seen in fake.seen if seen.ended is None]
        assert open_lines
        await fake.until(lambda: all(seen.left for seen in open_lines), 1)
        assert all(seen.left is not None and seen.left - begun < 1 for seen in open_lines)
        assert reader.end["code"] == "cancelled"
        await _is_kept(http, two, site.key, reader)


async def _is_kept(http: httpx2.AsyncClient, server: Server, key: str, reader: Reader) -> None:
    """Assert that the shown text is stored, another cancel does nothing, and a returning reader gets the same end."""
    url = f"{server.url}/api/v1/generations/{reader.pk}"
    state = (await http.get(url, headers={"Authorization": f"Bearer {key}"})).json()
    assert (state["status"], state["content"]) == ("cancelled", reader.text)
    assert state["usage"]["estimated"] is True
    again = (await post(http, server, key, reader.pk, "cancel")).json()
    assert again == {"id": reader.pk, "stopping": False, "status": "cancelled"}
    late = Reader(key, pk=reader.pk)
    await late.follow(http, server)
    assert (late.text, late.end["code"]) == (reader.text, "cancelled")


async def test_a_client_that_goes_away_changes_nothing(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    with site.server(tmp_path, **writes) as server:
        reader = Reader(site.key)
        await reader.start(http, server, upto=300)
        await fake.until(lambda: len(fake.seen) == 4 and all(seen.ended for seen in fake.seen), 20)
        assert all(seen.left is None for seen in fake.seen)
        await reader.follow(http, server)
        reader.prove()
        assert reader.text == DRAFT


async def test_retry_asks_only_for_what_is_missing(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.by_task["draft", "title"] = Behaviour(status=401)
    with site.server(tmp_path, **writes) as server:
        reader = Reader(site.key)
        await reader.start(http, server)
        assert reader.end["code"] == "provider_unauthorized"
        assert reader.text == DRAFT
        fake.by_task.clear()
        before = len(fake.seen)
        assert (await post(http, server, site.key, reader.pk, "retry")).status_code == 202
        reader.end = {}
        await reader.follow(http, server)
        reader.prove()
        assert not reader.taken_back  # the content was finished, so it continues after it
        assert len(fake.seen) - before == 3  # title, excerpt, tags


async def test_retry_after_a_broken_content_goes_on_from_it(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.script(Behaviour(text=DRAFT[:200], stop="none"))
    with site.server(tmp_path, **writes) as server:
        reader = Reader(site.key)
        await reader.start(http, server)
        assert reader.text == DRAFT[:200]
        reader.end = {}
        await post(http, server, site.key, reader.pk, "retry")
        await reader.follow(http, server)
        reader.prove()
        assert (reader.text, reader.taken_back) == (DRAFT, [])
