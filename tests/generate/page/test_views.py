"""The pages without a browser: access, forms, and saved results."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.test import AsyncClient

from generate.drafting.provenance import provenance
from generate.models import Generation, Upload
from generate.page.forms import DraftForm
from generate.running.database import in_database
from generate.running.runner import runner
from til.models import Til

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]
NOTES = "# Timeouts\n\n`asyncio.timeout()` cancels what runs inside it.\n"
HTMX = {"HX-Request": "true"}


def make_user(name: str, *permissions: str) -> User:
    user = User.objects.create_user(name)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


async def signed_in(name: str, *permissions: str) -> AsyncClient:
    client = AsyncClient()
    await client.aforce_login(await in_database(make_user, name, *permissions))
    return client


@pytest.fixture
async def grace() -> AsyncIterator[AsyncClient]:
    """A user who may generate, but not publish."""
    yield await signed_in("grace", "generate")
    await runner().stop()


async def draft(client: AsyncClient, **form: object) -> int:
    """Send notes as a browser without scripts does, and return the number of the finished draft."""
    data = {"input_type": "text", "text": NOTES, "auto_tags": "on", "key": "k", **form}
    answer = await client.post("/generate/", data)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].split("/")[2])


async def stream(client: AsyncClient, number: int) -> str:
    answer: Any = await client.get(f"/generate/{number}/events")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    return b"".join([part async for part in answer.streaming_content]).decode()


async def test_who_is_not_signed_in_is_sent_to_the_login_page_and_back() -> None:
    answer = await AsyncClient().get("/generate/3/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/generate/3/")
    answer = await AsyncClient().post("/generate/3/stop", headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/login/?next=/generate/")


@pytest.mark.parametrize("part", ["earlier", "claims", "source", "edit"])
async def test_a_part_of_a_page_says_that_the_session_ended_and_the_page_stays(part: str) -> None:
    headers = {**HTMX, "HX-Current-URL": "http://testserver/generate/3/"}
    answer = await AsyncClient().get(f"/generate/3/{part}", headers=headers)
    assert (answer.status_code, answer.get("HX-Redirect")) == (401, None)
    assert 'Your session has ended. <a href="/login/?next=/generate/3/">Sign in</a>' in answer.content.decode()


async def test_who_may_not_write_is_told_so() -> None:
    answer = await (await signed_in("guest")).get("/generate/")
    assert answer.status_code == 403
    assert "cannot create drafts" in answer.content.decode()


async def test_the_form_offers_what_is_ready_and_says_what_offline_is(grace: AsyncClient) -> None:
    html = (await grace.get("/generate/")).content.decode()
    assert "Offline, no AI" in html
    assert "Anthropic" not in html


async def test_notes_become_a_draft_that_is_kept_once_with_its_edits(grace: AsyncClient) -> None:
    number = await draft(grace)
    html = (await grace.get(f"/generate/{number}/")).content.decode()
    assert "<code>asyncio.timeout()</code>" in html
    assert "No AI was used" in html
    edits = {"title": "Mine", "excerpt": "", "tags": "Python, asyncio", "content": "## Edited\r\n\r\nby hand"}
    answer = await grace.post(f"/generate/{number}/save", edits, headers=HTMX)
    assert answer["HX-Redirect"] == f"/generate/{number}/"
    await grace.post(f"/generate/{number}/save", edits | {"title": "Mine again"})
    til = await Til.objects.aget()
    assert (til.title, til.content, til.status) == ("Mine again", "## Edited\n\nby hand", "draft")
    assert await in_database(lambda: sorted(tag.name for tag in til.tags.all())) == ["Python", "asyncio"]


async def test_line_ends_count_once_however_a_browser_sends_them(grace: AsyncClient) -> None:
    lines = "x = 1\r\n" * 33_000  # 198,000 characters as they are typed
    row = await Generation.objects.aget(pk=await draft(grace, text=lines))
    assert row.input == lines.replace("\r\n", "\n")
    answer = await grace.post("/generate/", {"input_type": "text", "text": "가" * 200_001})
    assert answer.status_code == 422
    assert "The notes have 200001 characters; the limit is 200000." in answer.content.decode()


async def test_an_emptied_text_is_not_kept(grace: AsyncClient) -> None:
    number = await draft(grace)
    answer = await grace.post(f"/generate/{number}/save", {"title": "T", "content": " "}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (422, "#trouble", "innerHTML")
    assert not await Til.objects.aexists()


async def test_the_same_form_leads_to_the_same_draft_and_a_changed_one_to_another(grace: AsyncClient) -> None:
    first = await draft(grace)
    assert await draft(grace) == first
    assert await draft(grace, text="other notes") != first


async def test_nobody_sees_the_drafts_of_others(grace: AsyncClient) -> None:
    number = await draft(grace)
    other = await signed_in("other", "generate")
    for place in ("", "edit", "source"):
        assert (await other.get(f"/generate/{number}/{place}")).status_code == 404
    for place in ("stop", "retry", "save", "again/title"):
        assert (await other.post(f"/generate/{number}/{place}")).status_code == 404
    assert f"/generate/{number}/" not in (await other.get("/generate/")).content.decode()
    said = await stream(other, number)
    assert "do not have access" in said
    assert said.endswith("event: close\ndata: \n\n")


async def test_a_stream_for_nobody_ends_with_words(grace: AsyncClient) -> None:
    assert "Your session has ended" in await stream(AsyncClient(), await draft(grace))


async def test_a_finished_draft_streams_itself_and_closes(grace: AsyncClient) -> None:
    said = await stream(grace, await draft(grace))
    names = [line.removeprefix("event: ") for line in said.splitlines() if line.startswith("event: ")]
    assert names[0] == "block"
    assert names[-3:] == ["state", "complete", "close"]


async def test_a_preview_is_safe_html(grace: AsyncClient) -> None:
    answer = await grace.post("/generate/preview", {"content": "**a** <script>1</script>"})
    assert answer.content.decode() == "<p><strong>a</strong> &lt;script&gt;1&lt;/script&gt;</p>\n"


async def test_a_file_becomes_a_draft_and_its_bytes_go_when_it_is_read(grace: AsyncClient, tmp_path: Any) -> None:
    place = tmp_path / "노트.md"
    place.write_text("# 노트\n\n내용이 있다.\n", "utf-8")
    with place.open("rb") as file:
        number = await draft(grace, input_type="file", file=file)
    row = await Generation.objects.aget(pk=number)
    assert (row.source_text, row.source_title) == ("# 노트\n\n내용이 있다.\n", "노트.md")
    assert not await Upload.objects.aexists()
    shown = (await grace.get(f"/generate/{number}/source")).content.decode()
    assert "내용이 있다." in shown
    assert row.input not in shown


async def test_a_file_that_proves_unreadable_says_so_on_its_page(grace: AsyncClient, tmp_path: Any) -> None:
    place = tmp_path / "broken.pdf"
    place.write_bytes(b"%PDF-1.7\nnothing that a reader of PDF would know")
    with place.open("rb") as file:
        number = await draft(grace, input_type="file", file=file)
    page = (await grace.get(f"/generate/{number}/")).content.decode()
    assert "cannot be read (a damaged PDF)" in page
    korean = (await grace.get(f"/generate/{number}/", headers={"Accept-Language": "ko"})).content.decode()
    assert "(손상된 PDF)" in korean
    assert (await Generation.objects.aget(pk=number)).input not in page.partition("<main")[2]


async def test_a_new_draft_of_the_same_source_is_another_one(grace: AsyncClient) -> None:
    number = await draft(grace)
    answer = await grace.post(f"/generate/{number}/again/content")
    assert answer["Location"] != f"/generate/{number}/"
    rows = [row.input async for row in Generation.objects.all()]
    assert rows == [NOTES, NOTES]


async def test_a_revised_part_is_proposed_and_taken_with_what_is_saved(grace: AsyncClient) -> None:
    number = await draft(grace)
    text = {"content": "# Quite another thing\n\ntext"}
    assert ">Quite another thing</p>" in (await grace.post(f"/generate/{number}/again/title", text)).content.decode()
    again = await Generation.objects.aget(part="title")
    place = f"/generate/{number}/proposals/{again.pk}"
    assert (await grace.post(place, {"take": "1"})).status_code == 204
    assert (await grace.post(place, {"take": "1"}, headers=HTMX)).status_code == 409
    assert "<li" in (await grace.post(f"/generate/{number}/again/tags")).content.decode()
    left = await Generation.objects.aget(part="tags")
    assert (await grace.post(f"/generate/{number}/proposals/{left.pk}")).status_code == 204
    assert (await grace.post(f"/generate/{number}/again/nothing")).status_code == 404
    await grace.post(f"/generate/{number}/save", {"title": "Quite another thing", "tags": "", "content": NOTES})
    origins = {origin.part: origin for origin in await in_database(provenance, await Til.objects.aget())}
    assert (origins["title"].generation, origins["title"].is_changed) == (again, False)
    await left.arefresh_from_db()
    assert left.verdict == "discarded"


async def test_without_scripts_both_texts_are_shown_where_another_tab_was_faster(grace: AsyncClient) -> None:
    number = await draft(grace)
    page = BeautifulSoup((await grace.get(f"/generate/{number}/?edit")).content, "html.parser")
    began = {str(field["name"]): str(field["value"]) for field in page.select("input[name^=base-]")}
    form = {"title": "One", "excerpt": "", "tags": "", "content": NOTES}
    assert (await grace.post(f"/generate/{number}/save", form | began)).status_code == 302
    form |= {"title": "Two", "excerpt": "Another"}
    answer = await grace.post(f"/generate/{number}/save", form | began)
    assert answer.status_code == 409
    page = BeautifulSoup(answer.content, "html.parser")
    assert [part.get_text() for part in page.select(".difference > *")] == ["One", "Two"]
    kept = {name: page.select_one(f"#{name}") for name in ("title", "excerpt")}
    assert [field and field.get_text(strip=True) for field in kept.values()] == ["Two", "Another"]
    assert (await Til.objects.aget()).title == "One"
    began = {str(field["name"]): str(field["value"]) for field in page.select("input[name^=base-]")}
    assert (await grace.post(f"/generate/{number}/save", form | began)).status_code == 302
    til = await Til.objects.aget()
    assert (til.title, til.excerpt) == ("Two", "Another")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (" sub.example.org:8080 ", "https://sub.example.org:8080"),
        ("한글.kr/글", "https://한글.kr/글"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("localhost:8000/x", "https://localhost:8000/x"),
    ],
)
def test_a_link_gets_the_scheme_that_people_leave_out(link: str, address: str) -> None:
    form = DraftForm({"input_type": "url", "link": link})
    assert form.is_valid(), form.errors
    assert form.asked().content == address


@pytest.mark.parametrize("link", ["", "one", "two words.org", "ftp://example.org", "javascript:alert(1)", "x" * 2001])
def test_what_is_no_address_is_said_only_where_a_link_is_asked_for(link: str) -> None:
    assert list(DraftForm({"input_type": "url", "link": link}).errors) == ["link"]
    assert DraftForm({"input_type": "text", "text": "notes", "link": link}).errors == {}


async def test_who_was_signed_in_before_is_told_that_the_session_ended() -> None:
    client = AsyncClient()
    assert (await client.get("/generate/"))["Location"] == "/login/?next=/generate/"
    client.cookies["sessionid"] = "of-yesterday"
    place = (await client.get("/generate/"))["Location"]
    assert "Your session has ended." in (await client.get(place)).content.decode()


async def test_stopping_and_taking_up_what_has_ended_changes_nothing(grace: AsyncClient) -> None:
    number = await draft(grace)
    assert (await grace.post(f"/generate/{number}/stop", headers=HTMX)).status_code == 204
    assert (await grace.post(f"/generate/{number}/retry"))["Location"] == f"/generate/{number}/"
    assert (await Generation.objects.aget(pk=number)).status == "complete"
    await asyncio.sleep(0)


async def test_what_cannot_be_read_leads_back_to_a_form_that_still_holds_it(grace: AsyncClient) -> None:
    number = await draft(grace, input_type="url", link="http://127.0.0.1/private", language="ko", auto_tags="")
    korean = {"Accept-Language": "ko"}
    html = (await grace.get(f"/generate/{number}/", headers=korean)).content.decode()
    assert "127.0.0.1" in html
    assert f'href="/generate/?from={number}">링크 바꾸기</a>' in html
    assert ">다시 시도<" not in html, "it would be refused again"
    form = (await grace.get(f"/generate/?from={number}")).content.decode()
    assert 'id="kind-url" value="url" checked' in form
    assert 'value="http://127.0.0.1/private"' in form
    assert '<option value="ko" selected>' in form
    assert 'name="auto_tags">' in form, "the switches are as they were"
    other = await signed_in("eve", "generate")
    assert (await other.get(f"/generate/?from={number}")).status_code == 404
