"""Resuming from every event id and every byte gives exactly the rest."""

import asyncio
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.sse_parser import parse
from tests.wire.conftest import DRAFT, Servers
from tests.wire.reader import NOTES, Reader

pytestmark = pytest.mark.anyio


async def test_every_event_id_gives_exactly_the_rest(site: Site, http: httpx2.AsyncClient, shared: Servers) -> None:
    server = shared()
    first = Reader(site.key)
    await first.start(http, server)
    for number, message in enumerate(first.seen):
        back = Reader(site.key, pk=first.pk, last=message.last_event_id)
        await back.follow(http, server)
        rest = Reader(site.key)
        for later in first.seen[number + 1 :]:
            rest.note(later)
        assert (back.text, back.end) == (rest.text, rest.end)
        assert back.names == rest.names
        assert back.names.count("content_chunk") <= 1


@pytest.mark.once
async def test_cut_after_every_byte_the_text_is_whole(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.text = "한글 🎉 text\n\n- one\n- two"
    with site.server(tmp_path, **writes) as server:
        url, headers = f"{server.url}/api/v1/generate/stream", Reader(site.key).headers
        answer = await http.post(url, headers=headers, json={"content": NOTES})
        pk = int(answer.headers["location"].rsplit("/", 1)[1])
        busy = asyncio.Semaphore(8)

        async def cut_at(byte: int) -> None:
            reader = Reader(site.key, pk=pk)
            for message in parse([answer.content[:byte]]):
                reader.note(message)
            async with busy:
                await reader.follow(http, server)
            if not reader.end:  # the last event came just before the cut
                raise AssertionError(byte)
            reader.prove()
            assert reader.text == fake.text

        step = max(1, len(answer.content) // 1_200)
        async with asyncio.TaskGroup() as group:
            for byte in range(0, len(answer.content), step):
                group.create_task(cut_at(byte))


async def test_many_connections_while_it_is_written(site: Site, http: httpx2.AsyncClient, shared: Servers) -> None:
    server = shared()
    reader = Reader(site.key)
    await reader.start(http, server, upto=1)
    connections = 1
    while not reader.end:
        await reader.follow(http, server, upto=700)
        connections += 1
    reader.prove()
    assert reader.text == DRAFT
    assert connections > 10
    assert not reader.taken_back


@pytest.mark.parametrize("kind", ["malformed", "another", "future", "offset outside of content"])
async def test_an_id_that_was_never_sent_is_refused(
    site: Site, offline: Server, http: httpx2.AsyncClient, kind: str
) -> None:
    reader = Reader(site.key)
    await reader.start(http, offline)
    pk = reader.pk
    wrong = {"malformed": "7", "another": f"{pk + 1}-1-2-3", "future": f"{pk}-2-2-3"}.get(kind, f"{pk}-1-4-3")
    for place in ({"headers": {"Last-Event-ID": wrong}}, {"params": {"last_event_id": wrong}}):
        answer = await _follow(http, offline, pk, site.key, **place)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_event_id")


async def test_nobody_else_sees_it(site: Site, offline: Server, http: httpx2.AsyncClient) -> None:
    other = offline.run("create_api_key", "other").strip()
    staff = offline.run("create_api_key", "staff", "--scope", "admin").strip()
    reader = Reader(site.key)
    await reader.start(http, offline)
    assert (await _follow(http, offline, reader.pk, other)).status_code == 404
    assert (await _follow(http, offline, reader.pk + 1, site.key)).status_code == 404
    assert (await _follow(http, offline, reader.pk, staff)).status_code == 200
    assert (await http.get(f"{offline.url}/api/v1/generations/{reader.pk}/stream")).status_code == 401


async def test_the_state_names_the_position_a_stream_goes_on_from(
    site: Site, http: httpx2.AsyncClient, shared: Servers
) -> None:
    server = shared()
    reader = Reader(site.key)
    await reader.start(http, server, upto=900)
    state = (await http.get(f"{server.url}/api/v1/generations/{reader.pk}", headers=reader.headers)).json()
    assert state["status"] == "running"
    rest = Reader(site.key, pk=reader.pk, last=state["position"])
    await rest.follow(http, server)
    assert state["content"] + rest.text == DRAFT


async def _follow(
    http: httpx2.AsyncClient, server: Server, pk: int, key: str, **place: dict[str, str]
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {key}"} | place.get("headers", {})
    url = f"{server.url}/api/v1/generations/{pk}/stream"
    return await http.get(url, headers=headers, params=place.get("params"))


async def test_a_repeated_post_follows_the_first_also_from_another_process(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    database = site.database(tmp_path)
    shared = writes | {"DATABASE_URL": database}
    with site.server(tmp_path, **shared) as one, site.server(tmp_path, **shared) as two:
        key = {"Authorization": f"Bearer {site.key}", "Idempotency-Key": "once"}
        body = {"content": NOTES}

        async def post(server: Server) -> Reader:
            reader = Reader(site.key)
            url = f"{server.url}/api/v1/generate/stream"
            async with http.stream("POST", url, headers=key, json=body) as answer:
                await reader.take(answer, 0)
            return reader

        readers = await asyncio.gather(*(post(server) for server in [one, two] * 10))
        assert len({reader.pk for reader in readers}) == 1
        for reader in readers:
            reader.prove()
        assert sum("/chat/completions" in seen.path for seen in fake.seen) == 4  # content, title, excerpt, tags: once

        position = readers[0].seen[5].last_event_id
        url = f"{two.url}/api/v1/generate/stream"
        answer = await http.post(url, headers=key | {"Last-Event-ID": position}, json=body)
        rest = Reader(site.key)
        for message in parse([answer.content]):
            rest.note(message)
        seen = "".join(orjson.loads(m.data).get("chunk", "") for m in readers[0].seen[:6])
        assert seen + rest.text == DRAFT
        answer = await http.post(url, headers=key, json=body | {"language": "en"})
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
