"""The stream on a real server: events, order and data."""

import time
from itertools import product
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.conftest import DRAFT, Kind, Servers
from tests.wire.reader import NOTES, Reader

pytestmark = pytest.mark.anyio
FLAGS = ("auto_day_number", "auto_excerpt", "auto_tags")


def expected(flags: dict[str, bool]) -> list[str]:
    events = [("day_number", "auto_day_number"), ("content_chunk", ""), ("title", "")]
    events += [("excerpt", "auto_excerpt"), ("tags", "auto_tags"), ("complete", "")]
    return [event for event, flag in events if flags.get(flag, True)]


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_every_combination_of_flags_has_its_events_in_order(
    site: Site, tmp_path: Path, kind: Kind, http: httpx2.AsyncClient
) -> None:
    with site.server(tmp_path, kind) as server:
        for chosen in product([True, False], repeat=3):
            flags = dict(zip(FLAGS, chosen, strict=True))
            reader = Reader(site.key)
            await reader.start(http, server, **flags)
            reader.prove()
            assert reader.names == expected(flags)
            assert reader.text == NOTES.strip()
            assert reader.end["provider"] == "offline"
        assert "Traceback" not in server.log


@pytest.mark.parametrize("kind", ["uvicorn", "daphne"])
async def test_a_model_is_streamed_piece_by_piece(
    site: Site, kind: Kind, http: httpx2.AsyncClient, shared: Servers
) -> None:
    reader = Reader(site.key)
    await reader.start(http, shared(kind))
    reader.prove()
    assert reader.text == DRAFT
    chunks = [message for message in reader.seen if message.type == "content_chunk"]
    assert len(chunks) > 40  # the provider sent it in 150 pieces, 10 ms apart
    [title] = [orjson.loads(message.data) for message in reader.seen if message.type == "title"]
    assert title == {"title": "Timeouts, cleanup"}
    [tags] = [orjson.loads(message.data) for message in reader.seen if message.type == "tags"]
    assert [tag["name"] for tag in tags["tags"]] == ["python", "asyncio", "timeouts"]
    assert all(tag["is_new"] and tag["id"] is None for tag in tags["tags"])


async def test_headers_keep_proxies_from_holding_the_stream_back(
    site: Site, offline: Server, http: httpx2.AsyncClient
) -> None:
    url, headers = f"{offline.url}/api/v1/generate/stream", Reader(site.key).headers
    answer = await http.post(url, headers=headers, json={"content": NOTES})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache, no-transform"
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["location"].startswith("/api/v1/generations/")
    assert answer.text.count("retry: 1000\n") == 1
    assert "\\u" not in answer.text  # Korean is not escaped


async def test_a_silent_model_is_bridged_by_comments(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.script(Behaviour(wait=1.5))
    with site.server(tmp_path, TIL_HEARTBEAT_SECONDS="0.4", **writes) as server:
        url, headers = f"{server.url}/api/v1/generate/stream", Reader(site.key).headers
        begun = time.monotonic()
        answer = await http.post(url, headers=headers, json={"content": NOTES})
        silences = (time.monotonic() - begun) / 0.4
        assert 2 <= answer.text.count(": keep-alive\n\n") <= silences
        assert "event: complete" in answer.text


async def test_what_goes_wrong_ends_the_stream_with_one_error(
    site: Site, tmp_path: Path, http: httpx2.AsyncClient, fake: FakeProvider, writes: dict[str, str]
) -> None:
    fake.script(Behaviour(stop="none", text="half a draft, as far as it came"))
    with site.server(tmp_path, **writes) as server:
        reader = Reader(site.key)
        await reader.start(http, server)
        assert reader.names == ["day_number", "content_chunk", "error"]
        assert reader.end["code"] == "provider_interrupted"
        assert reader.end["retryable"] is True
        assert reader.text == "half a draft, as far as it came"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"content": "   "}, 422, "invalid"),
        ({"content": "x", "colour": "red"}, 422, "invalid"),
        ({"content": "x" * 200_001}, 422, "invalid"),
        ({"content": "x", "provider": "nobody"}, 422, "provider_unknown"),
        ({"content": "x", "provider": "google"}, 409, "provider_not_ready"),
        ({"content": "x", "language": "fr"}, 422, "invalid"),
    ],
)
async def test_bad_input_is_refused_before_a_stream_begins(
    site: Site, offline: Server, http: httpx2.AsyncClient, body: dict[str, str], status: int, code: str
) -> None:
    url, headers = f"{offline.url}/api/v1/generate/stream", Reader(site.key).headers
    answer = await http.post(url, headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/json")
