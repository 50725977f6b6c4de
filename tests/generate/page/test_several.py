"""The form with notes, links and files together, and the pages that show each of them."""

from collections.abc import AsyncIterator

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from django.utils.datastructures import MultiValueDict

from generate.admin.tils import ReviewAdmin
from generate.drafting.save import save_draft
from generate.models import Generation, Upload
from generate.page.forms import DraftForm
from generate.running.database import in_database
from generate.running.runner import runner
from tests.generate.page.test_views import NOTES, draft, signed_in
from til.models import Til
from til.review.checks import review
from til.review.left_out import left_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]
CODE = "timeouts = [0.5, 30]\nraise SystemExit(97)\n"


@pytest.fixture
async def grace() -> AsyncIterator[AsyncClient]:
    yield await signed_in("grace", "generate", "add_til")
    await runner().stop()


def file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def form(links: str = "", *files: SimpleUploadedFile, text: str = NOTES, kind: str = "text") -> DraftForm:
    return DraftForm({"input_type": kind, "text": text, "links": links}, MultiValueDict({"attachments": list(files)}))


async def test_notes_and_files_become_one_draft_and_each_is_shown(grace: AsyncClient) -> None:
    number = await draft(
        grace, attachments=[file("wait.py", CODE), file("노트.md", "# 시간 제한\n\n기다리는 시간을 정한다.")]
    )
    row = await Generation.objects.aget(pk=number)
    assert (row.status, row.input_type, len(row.source_parts)) == ("complete", "several", 3)
    assert not await Upload.objects.aexists()
    for page in ("", "source", "beside"):
        html = BeautifulSoup((await grace.get(f"/generate/{number}/{page}")).content, "lxml")
        headings = [one.get_text(strip=True) for one in html.select("[id*=part-]")]
        assert headings == ["1. Notes", "2. wait.py", "3. 노트.md"], page
        assert "raise SystemExit(97)" in html.select(".source pre, pre.sheet")[1].text
    listed = (await grace.get("/generate/")).content.decode()
    assert row.pieces[1][1] not in listed


async def test_what_is_in_any_of_them_is_supported_and_what_is_missing_is_found_in_all(grace: AsyncClient) -> None:
    number = await draft(grace, attachments=[file("wait.py", CODE)])
    row = await Generation.objects.aget(pk=number)
    til = await in_database(save_draft, number, content="`asyncio.timeout()` and `raise SystemExit(97)`.", excerpt="x")
    origin = await in_database(ReviewAdmin(Til, admin.site).origin_of, til)
    assert origin is not None
    seen = await in_database(review, til, origin)
    assert [part.label for part in seen.parts] == ["", "wait.py"]
    assert seen.unsupported_claims == []
    assert left_out("Nothing.", row.source_text) != []


async def test_a_new_draft_of_the_same_sources_needs_no_files(grace: AsyncClient) -> None:
    first = await draft(grace, attachments=[file("wait.py", CODE)])
    answer = await grace.post(f"/generate/{first}/again/content")
    second = await Generation.objects.aget(pk=int(answer["Location"].split("/")[2]))
    await runner().until_ended(second.pk)
    await second.arefresh_from_db()
    before = await Generation.objects.aget(pk=first)
    assert (second.status, second.source_parts) == ("complete", before.source_parts)


async def test_the_source_that_cannot_be_read_is_named_and_the_form_keeps_the_rest(grace: AsyncClient) -> None:
    number = await draft(grace, links="http://127.0.0.1/private", files=[file("wait.py", CODE)])
    html = (await grace.get(f"/generate/{number}/")).content.decode()
    assert "Source 2 (http://127.0.0.1/private): 127.0.0.1 cannot be read." in html
    assert f'href="/generate/?from={number}">Change the sources</a>' in html
    shown = BeautifulSoup((await grace.get(f"/generate/?from={number}")).content, "lxml")
    texts = {str(one["id"]): one.text.strip() for one in shown.select("#ask textarea")}
    assert texts == {"text": NOTES.strip(), "links": "http://127.0.0.1/private"}
    assert shown.select_one("#extras[open]")


async def test_a_file_that_is_a_picture_is_named_at_once(grace: AsyncClient) -> None:
    picture = SimpleUploadedFile("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(9))
    answer = await grace.post("/generate/", {"input_type": "text", "text": NOTES, "attachments": [picture]})
    assert answer.status_code == 415
    assert "Source 2 (picture.png)" in answer.content.decode()


def test_links_or_files_need_no_notes() -> None:
    sent = form("example.org/a\r\nhttps://example.org/b", text=" ")
    assert sent.is_valid(), sent.errors
    assert sent.asked().pieces == [("url", "https://example.org/a"), ("url", "https://example.org/b")]
    alone = form("example.org/a", text="")
    assert alone.is_valid()
    assert (alone.asked().input_type, alone.asked().content) == ("url", "https://example.org/a")


def test_what_is_wrong_is_said_at_its_field() -> None:
    assert list(form("", text=" ").errors) == ["text"]
    assert "“ftp://x”" in str(form("example.org ftp://x").errors["links"])
    assert "at most 10 sources; there are 11" in str(form("\n".join(["example.org/a"] * 10)).errors["links"])
    assert "is not a web address" in str(form("https://example.org/" + "a" * 2_000).errors["links"])
    assert form("no link", kind="url").errors.keys() == {"link"}, "other kinds of input ignore what is beside notes"
