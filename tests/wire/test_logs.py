"""The log of a site: each generation's story, joined by ids, without notes, keys and passwords.

All tests use one site that logs at DEBUG, with the SDKs' debugging enabled.
"""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from websockets.asyncio.client import connect

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.agents import agent, call
from tests.wire.conftest import DRAFT
from tests.wire.reader import Reader, until

pytestmark = [pytest.mark.anyio, pytest.mark.once]
WORD = "Quetzalcoatlus"  # occurs only in the notes
NOTES = f"# {WORD}\n\n`timeout {WORD}` 으로 {WORD} 를 배웠다. " * 3
PAGE = f"<html><title>{WORD}</title><article><h1>{WORD}</h1><p>{'A page about it. ' * 40}</p></article></html>"
PASSWORD = "correct-horse-battery"
PROVIDER_KEY = "sk-proj-a1B2c3D4e5F6g7H8"
LOUD = {"LOG_LEVEL": "DEBUG", "TIL_LOG_FORMAT": "json", "OPENAI_LOG": "debug", "ANTHROPIC_LOG": "debug"}
MAKE_USER = f"from django.contrib.auth.models import User; User.objects.create_superuser('ada', '', '{PASSWORD}')"
ORDER = ("begun", "source:", "first text", "content after", "title after", "excerpt after", "tags after", "complete")


@pytest.fixture
async def page() -> AsyncIterator[str]:
    """A local page at a private address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\nConnection: close\r\n\r\n"
        writer.write((head + PAGE).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/{WORD}?token={WORD}"
    server.close()


@pytest.fixture
async def server(site: Site, tmp_path: Path, fake: FakeProvider, page: str) -> AsyncIterator[Server]:
    port = page.split(":")[2].split("/", maxsplit=1)[0]
    places = {"OPENAI_BASE_URL": f"{fake.url}/v1", "ANTHROPIC_BASE_URL": fake.url, "GOOGLE_GEMINI_BASE_URL": fake.url}
    names = ("OPENAI", "ANTHROPIC", "GOOGLE")
    keys = {f"{name}_API_KEY": PROVIDER_KEY for name in names} | {f"{name}_MODEL": "draft" for name in names}
    sources = {"TIL_SOURCE_HOSTS": "127.0.0.1", "TIL_SOURCE_PORTS": port, "TIL_RETRY_SECONDS": "1"}
    with site.server(tmp_path, **LOUD, **places, **keys, **sources) as running:
        running.run("shell", "--no-imports", "-c", MAKE_USER)
        yield running


def lines(server: Server, generation: int) -> list[dict[str, Any]]:
    told = [orjson.loads(line) for line in server.log.splitlines()]
    return [line for line in told if line.get("generation") == generation]


async def draft(http: httpx2.AsyncClient, server: Server, key: str, name: str, **request: object) -> Reader:
    reader = Named(key, name)
    asked: Any = {"content": NOTES} | request
    await reader.start(http, server, **asked)
    await until(lambda: lines(server, reader.pk)[-1]["message"].startswith(("complete after", "failed after")))
    return reader


class Named(Reader):
    """A reader whose requests have an id."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__(key)
        self.name = name

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request."""
        return super().headers | {"X-Request-ID": self.name}


async def test_a_generation_is_a_story_of_ten_lines(
    http: httpx2.AsyncClient, server: Server, site: Site, fake: FakeProvider, page: str
) -> None:
    fake.script(Behaviour(status=529))
    reader = await draft(http, server, site.key, "mine", provider="openai", input_type="url", content=page)
    reader.prove()
    story = lines(server, reader.pk)
    assert {(line["request_id"], line["provider"]) for line in story} == {("mine", "openai")}
    told = [line["message"] for line in story]
    assert len(told) <= 10
    assert [message for start in ORDER for message in told if message.startswith(start)] == [
        message for message in told if not message.startswith(("fetched", "attempt"))
    ]
    assert sum(message.startswith("fetched a page of 127.0.0.1") for message in told) == 1
    assert sum(message.startswith("attempt 1 ended") for message in told) == 1
    assert {line["level"] for line in story if not line["message"].startswith("attempt")} == {"INFO"}


async def test_nothing_of_notes_keys_and_passwords_is_written_down(
    http: httpx2.AsyncClient, server: Server, site: Site, fake: FakeProvider, page: str
) -> None:
    for provider in ("openai", "anthropic", "google", "offline"):
        (await draft(http, server, site.key, provider, provider=provider)).prove()
    (await draft(http, server, site.key, "page", input_type="url", content=page)).prove()
    echo = Behaviour(status=400, message=f"invalid input: {{'content': {NOTES!r}}} with key {PROVIDER_KEY}")
    fake.by_model["draft"] = echo
    for provider in ("openai", "anthropic", "google"):
        refused = await draft(http, server, site.key, provider, provider=provider)
        assert refused.end["code"] == "provider_rejected"
        last = lines(server, refused.pk)[-1]
        assert (last["level"], last["provider"]) == ("WARNING", provider)
        assert "provider_rejected" in last["message"]
        assert "invalid input" in last["message"]
    file = f"data:text/plain;name={WORD}.txt;base64,{b64encode(NOTES.encode()).decode()}"
    refused = await draft(http, server, site.key, "file", provider="openai", input_type="file", content=file)
    assert refused.end["code"] == "provider_rejected"
    fake.by_model["draft"] = Behaviour(text=DRAFT)
    async with agent(server, site.key) as client:
        await call(client, "draft_til", content=NOTES)
    headers = {"Authorization": f"Bearer {site.key}"}
    place = f"ws://127.0.0.1:{server.port}/ws/generations/1"
    async with connect(place, proxy=None, additional_headers=headers) as socket:
        await socket.send("{}")
        assert [text async for text in socket]
    await sign_in(http, server, f"{PASSWORD} wrong")
    await sign_in(http, server, PASSWORD)
    files = {"file": (f"{WORD}.txt", NOTES.encode(), "text/plain")}
    assert (await http.post(f"{server.url}/api/v1/uploads", headers=headers, files=files)).status_code == 201
    assert (await http.get(f"{server.url}/nowhere?key={site.key}")).status_code == 404
    written = server.log
    assert [secret for secret in (WORD, site.key, PROVIDER_KEY, PASSWORD) if secret in written] == []
    assert {orjson.loads(line)["level"] for line in written.splitlines()} >= {"INFO", "WARNING"}


async def sign_in(http: httpx2.AsyncClient, server: Server, password: str) -> None:
    await http.get(f"{server.url}/login/")
    form = {"username": "ada", "password": password, "csrfmiddlewaretoken": http.cookies["csrftoken"]}
    assert (await http.post(f"{server.url}/login/", data=form)).status_code in {200, 302}
