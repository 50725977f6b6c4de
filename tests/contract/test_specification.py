"""The exact formats of the specification: order of events, preview, and errors."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import orjson
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.sse_parser import Message, parse

pytestmark = [pytest.mark.anyio, pytest.mark.once]
NOTES = "asyncio.timeout limits how long a block may take."
PREVIEW = {
    "title": str,
    "slug": str,
    "day_number": int,
    "excerpt": str,
    "content": str,
    "suggested_tag_ids": list,
    "suggested_tags": list,
}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def fake() -> AsyncIterator[FakeProvider]:
    async with FakeProvider() as provider:
        provider.text = "`asyncio.timeout` limits a block."
        yield provider


@pytest.fixture(scope="module")
async def server(site: Site, tmp_path_factory: pytest.TempPathFactory, fake: FakeProvider) -> AsyncIterator[Server]:
    folder = tmp_path_factory.mktemp("specification")
    writes = {"TIL_PROVIDER": "openai", "OPENAI_BASE_URL": f"{fake.url}/v1", "OPENAI_MODEL": "draft"}
    with site.server(folder, **writes) as running:
        yield running


@pytest.fixture(scope="module")
async def http(site: Site, server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {site.key}"}
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
async def python_id(http: httpx2.AsyncClient) -> str:
    """The id of a tag that exists before the draft."""
    return str((await http.post("/tags", json={"name": "Python"})).raise_for_status().json()["id"])


async def stream(http: httpx2.AsyncClient, **request: Any) -> list[Message]:
    answer = await http.post("/generate/stream", json={"content": NOTES} | request)
    return parse([answer.raise_for_status().content])


async def test_the_events_have_the_order_and_the_payloads(http: httpx2.AsyncClient, python_id: str) -> None:
    messages = await stream(http)
    names = [message.type for message in messages]
    chunks = names.count("content_chunk")
    assert names == ["day_number", *["content_chunk"] * chunks, "title", "excerpt", "tags", "complete"]
    said = {message.type: orjson.loads(message.data) for message in messages}
    assert set(said["day_number"]) == {"day_number"}
    assert isinstance(said["day_number"]["day_number"], int)
    for name, field in (("content_chunk", "chunk"), ("title", "title"), ("excerpt", "excerpt")):
        assert {key: type(value) for key, value in said[name].items()} == {field: str}
    assert said["tags"]["tags"] == [
        {"id": python_id, "name": "Python", "slug": "python", "is_new": False},
        {"id": None, "name": "asyncio", "slug": "asyncio", "is_new": True},
        {"id": None, "name": "timeouts", "slug": "timeouts", "is_new": True},
    ]
    assert said["complete"]["success"] is True


async def test_a_failure_is_one_error_event_and_the_end(http: httpx2.AsyncClient, fake: FakeProvider) -> None:
    fake.by_model["draft"] = Behaviour(status=400)
    messages = await stream(http)
    del fake.by_model["draft"]
    assert [message.type for message in messages] == ["day_number", "error"]
    assert isinstance(orjson.loads(messages[-1].data)["error"], str)


async def test_the_preview_has_the_fields(http: httpx2.AsyncClient, python_id: str) -> None:
    preview = (await http.post("/generate/preview", json={"content": NOTES})).raise_for_status().json()
    assert {name: type(preview[name]) for name in PREVIEW} == PREVIEW
    assert preview["suggested_tags"] == ["Python", "asyncio", "timeouts"]
    assert preview["suggested_tag_ids"] == [python_id]
    assert [choice["slug"] for choice in preview["tag_choices"]] == ["python", "asyncio", "timeouts"]


async def test_what_is_switched_off_is_empty_and_the_day_is_one(http: httpx2.AsyncClient) -> None:
    off = {"auto_day_number": False, "auto_excerpt": False, "auto_tags": False}
    preview = (await http.post("/generate/preview", json={"content": NOTES} | off)).raise_for_status().json()
    assert (preview["day_number"], preview["excerpt"]) == (1, "")
    assert (preview["suggested_tags"], preview["suggested_tag_ids"]) == ([], [])
    assert [message.type for message in await stream(http, **off)][-2:] == ["title", "complete"]


@pytest.mark.parametrize("provider", ["anthropic", "openai", "google"])
@pytest.mark.parametrize("input_type", ["text", "url", "file"])
async def test_every_value_of_the_request_is_known(http: httpx2.AsyncClient, provider: str, input_type: str) -> None:
    request = {"input_type": input_type, "content": "http://127.0.0.1/", "provider": provider}
    answer = await http.post("/generate/preview", json=request)
    assert answer.status_code != 422, answer.text


async def test_a_key_that_may_only_generate_follows_what_it_started(http: httpx2.AsyncClient, server: Server) -> None:
    text = server.run("create_api_key", "starter", "--scope", "generate").strip()
    headers = {"Authorization": f"Bearer {text}"}
    begun = await http.post("/generate", json={"content": NOTES}, headers=headers)
    place = begun.headers["location"].removeprefix("/api/v1")
    followed = await http.get(f"{place}/stream", headers=headers)
    assert followed.status_code == 200
    assert parse([followed.content])[-1].type == "complete"
    assert (await http.get(place, headers=headers)).json()["status"] == "complete"
    assert [one["id"] for one in (await http.get("/generations", headers=headers)).json()["items"]] == [
        begun.json()["id"]
    ]
    others = (await http.post("/generate", json={"content": NOTES})).headers["location"].removeprefix("/api/v1")
    assert (await http.get(others, headers=headers)).status_code == 404
    assert (await http.get("/tils", headers=headers)).status_code == 403
    assert (await http.get("/me", headers=headers)).json()["scopes"] == ["generate"]
    again = await http.post(f"{place}/regenerate", json={"part": "title"}, headers=headers)
    proposal = f"/proposals/{again.json()['id']}"
    assert (await http.get(f"{place}/proposals", headers=headers)).json()[0]["id"] == again.json()["id"]
    assert (await http.get(proposal, headers=headers)).json()["part"] == "title"
    assert (await http.post(f"{proposal}/discard", headers=headers)).status_code == 403
    assert (await http.get(f"{others}/proposals", headers=headers)).status_code == 404


async def test_korean_is_kept_as_korean(http: httpx2.AsyncClient) -> None:
    korean = {"title": "깃", "content": "`git switch -`는 이전 브랜치로 돌아간다."}
    assert (await http.post("/tils", json=korean)).raise_for_status().json()["language"] == "ko"
    english = {"title": "git", "content": "It goes back to the branch before."}
    assert (await http.post("/tils", json=english)).raise_for_status().json()["language"] == "en"
    assert (await http.post("/tils", json=korean | {"language": "en"})).json()["language"] == "en"
