"""The site as an application: what a browser needs to install it, and nothing of a person in what it keeps."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, Client
from PIL import Image

from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from tests.generate.page.test_views import NOTES, signed_in
from tests.server import ROOT
from til.site.models import Site

FORM = {"input_type": "text", "text": NOTES, "key": "one form", "auto_tags": "on"}


@pytest.fixture
async def grace() -> AsyncIterator[AsyncClient]:
    """A user who may generate."""
    yield await signed_in("grace", "generate")
    await runner().stop()


@pytest.mark.django_db
def test_the_manifest_names_the_site_and_icons_of_their_sizes(client: Client) -> None:
    Site.objects.create(name="Log", colour="#aa0000", language="ko")
    said = orjson.loads(client.get("/generate/manifest.webmanifest").content)
    assert (said["name"], said["theme_color"], said["lang"]) == ("Log", "#aa0000", "ko")
    assert said["share_target"]["action"] == "/generate/share"
    for icon in said["icons"][:3]:
        with Image.open(ROOT / "tilsite" / icon["src"].lstrip("/")) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]
    assert '<link rel="manifest" href="/generate/manifest.webmanifest">' in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_worker_keeps_only_files_that_everybody_gets_alike(client: Client, admin_client: Client) -> None:
    code = client.get("/generate/worker.js?language=ko").content.decode()
    shell = orjson.loads(re.findall(r"const SHELL = (\[.*?\]);", code)[0])
    assert shell[0] == "/generate/offline/ko/"
    assert all(place.startswith("/static/") for place in shell[1:])
    mine = admin_client.get(shell[0]).content.decode()
    assert mine == client.get(shell[0]).content.decode()
    assert set(re.findall(r'(?:src|href)="(/static/[^"]+)"', mine)) <= set(shell)
    assert 'lang="ko"' in mine
    english = client.get("/generate/worker.js?language=en").content.decode()
    assert re.findall('const VERSION = "(.+)"', code) != re.findall('const VERSION = "(.+)"', english)
    assert client.get("/generate/worker.js?language=xx").status_code == 404


@pytest.mark.django_db
def test_what_is_shared_without_a_worker_reaches_the_form(client: Client) -> None:
    given = {"title": "제목", "text": "a & b", "link": "https://example.com/?q=1"}
    answer = client.post("/generate/share", given)
    assert answer["Location"] == (
        "/generate/#title=%EC%A0%9C%EB%AA%A9&text=a%20%26%20b&link=https%3A%2F%2Fexample.com%2F%3Fq%3D1"
    )
    file = SimpleUploadedFile("a.md", b"text")
    assert client.post("/generate/share", {"title": "T", "file": file})["Location"] == "/generate/#title=T&lost=1"
    assert client.post("/generate/share", {"link": "x", "text": "a" * 4000})["Location"] == "/generate/#link=x&lost=1"


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
async def test_a_form_that_waited_starts_one_draft_however_often_it_is_sent(grace: AsyncClient) -> None:
    answers: list[Any] = await asyncio.gather(*(grace.post("/generate/queue", FORM) for _ in range(3)))
    place = answers[0].json()["place"]
    assert [answer.json() for answer in answers] == [{"place": place}] * 3
    assert await Generation.objects.acount() == 1
    await in_database(Generation.objects.update, created="2020-01-01T00:00Z")
    assert (await grace.post("/generate/queue", FORM)).json() == {"place": place}, "also long after"


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
async def test_the_queue_learns_who_is_signed_in_and_why_a_form_is_refused(grace: AsyncClient) -> None:
    said = (await grace.get("/generate/queue")).json()
    assert said["user"].isdecimal()
    assert said["token"]
    refused = await grace.post("/generate/queue", FORM | {"text": " "})
    assert (refused.status_code, refused.json()) == (422, {"problem": "Paste or type some notes first."})
    assert (await AsyncClient().get("/generate/queue")).status_code == 401
    assert (await AsyncClient().post("/generate/queue", FORM)).status_code == 401
    strict = AsyncClient(enforce_csrf_checks=True)
    strict.cookies = grace.cookies
    assert (await strict.post("/generate/queue", FORM)).status_code == 403
