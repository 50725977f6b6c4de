"""Rewriting parts of a TIL on the review page: streamed, shown as a difference, accepted or discarded."""

import asyncio
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import AsyncClient, override_settings

from generate.drafting.provenance import written_texts
from generate.llm.base import Task
from generate.models import Generation
from generate.prompts import VERSION
from generate.running import prompt_versions
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.live import Status
from tests.fakes.behaviour import Behaviour
from tests.generate.admin.desk import DRAFT, Desk
from tests.generate.admin.pages import one, soup
from tests.sse_parser import Message, parse
from til.days import create_til
from til.review.ai_disclosure import disclosure

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(reviewer: Desk) -> Desk:
    return reviewer


async def read(answer: Any) -> list[Message]:
    pieces = [piece async for piece in answer.streaming_content]
    return parse(pieces)


async def test_nothing_changes_before_it_is_accepted(desk: Desk) -> None:
    row = await desk.write("title", instruction="shorter")
    assert (row.status, row.content, row.title) == (Status.COMPLETE, DRAFT, "Timeouts, cleanup")
    page = await desk.proposal(row)
    assert [line.get_text() for line in page.select("del")] == ["Bisect"]
    assert [line.get_text() for line in page.select("ins")] == ["Timeouts, cleanup"]
    await in_database(desk.til.refresh_from_db)
    assert desk.til.title == "Bisect"
    assert [seen.body["model"] for seen in desk.fake.seen] == ["plain"]
    assert "shorter" in str(desk.fake.seen[0].body)
    assert "git bisect halves" in str(desk.fake.seen[0].body)


async def test_accepting_keeps_what_was_typed_beside_it_and_is_in_the_history(desk: Desk) -> None:
    row = await desk.write("title")
    answer = await desk.accept(row, title="Typed over", excerpt="Typed by hand.")
    assert f"Accepted: title of generation {row.pk}." in soup(answer).get_text()
    assert not soup(answer).select("#proposals article")
    await in_database(desk.til.refresh_from_db)
    assert (desk.til.title, desk.til.excerpt) == ("Timeouts, cleanup", "Typed by hand.")
    history = await in_database(lambda: list(desk.til.history.all()))
    assert [record.title for record in history[:2]] == ["Timeouts, cleanup", "Typed over"]
    assert history[0].history_change_reason == f"title: generation {row.pk}"
    assert str(history[0].history_user_id)
    versions = soup(await desk.client.get(f"/admin/til/til/{desk.til.pk}/history/"))
    assert f"editor, title: generation {row.pk}" in " ".join(versions.select(".versions p")[0].get_text().split())
    again = await desk.accept(row, title="Mine")
    assert "already accepted or discarded" in soup(again).get_text()
    await in_database(desk.til.refresh_from_db)
    assert desk.til.title == "Mine"


async def test_tags_and_content_are_accepted_as_they_were_shown(desk: Desk) -> None:
    tags = await desk.write("tags")
    await desk.accept(tags)
    desk.fake.text = "All new, with `--first-parent`.\n\n    indented"
    content = await desk.write("content", instruction="explain the flag")
    assert "explain the flag" in str(desk.fake.seen[-1].body)
    assert "git bisect run" in str(desk.fake.seen[-1].body)
    assert "git bisect halves" in str(desk.fake.seen[-1].body)  # the target of the action
    await desk.accept(content)
    await in_database(desk.til.refresh_from_db)
    assert desk.til.content == content.content == desk.fake.text
    names = await in_database(lambda: {tag.name for tag in desk.til.tags.all()})
    assert names == {"python", "asyncio", "timeouts"}
    assert "All new" in desk.til.html
    assert await in_database(lambda: disclosure(desk.til, written_texts(desk.til))) == "ai-generated"


async def test_discarding_leaves_the_til_as_it_is(desk: Desk) -> None:
    row = await desk.write("excerpt")
    answer = await desk.client.post(f"{desk.again}{row.pk}/discard/", headers={"HX-Request": "true"})
    assert not soup(answer).select("article")
    await in_database(desk.til.refresh_from_db)
    assert desk.til.excerpt == "Halves."
    assert (await desk.client.get(f"{desk.again}{row.pk}/")).status_code == 404


async def test_content_streams_into_the_screen_and_can_be_taken_up_after_a_loss(desk: Desk) -> None:
    desk.fake.text = "<b>One</b> & two.\n\nThree 한글.\n" * 8
    desk.fake.by_model["plain"] = Behaviour(piece=4, delay=0.02)
    row = await desk.begin("content")
    page = soup(await desk.client.get(desk.review))
    article = one(page, f"#proposal-{row.pk}[sse-connect]")
    first = await read(await desk.client.get(str(article["sse-connect"])))
    assert [message.type for message in first if message.type != "chunk"] == ["reset", "done", "close"]
    chunks = [message for message in first if message.type == "chunk"]
    assert len(chunks) > 2
    assert _text(chunks) == desk.fake.text.strip()
    assert "<b>" not in str(chunks)
    rest = await read(
        await desk.client.get(str(article["sse-connect"]), headers={"Last-Event-ID": str(chunks[1].last_event_id)})
    )
    assert _text(chunks[:2]) + _text([message for message in rest if message.type == "chunk"]) == _text(chunks)
    assert rest[0].type == "chunk"


def _text(chunks: list[Message]) -> str:
    return BeautifulSoup("".join(message.data for message in chunks), "html.parser").get_text()


async def test_it_can_be_stopped_and_fails_in_words(desk: Desk) -> None:
    desk.fake.by_model["plain"] = Behaviour(piece=2, delay=0.2)
    row = await desk.begin("content")
    await desk.client.post(f"{desk.again}{row.pk}/stop/", headers={"HX-Request": "true"})
    await asyncio.wait_for(runner().until_ended(row.pk), 5)
    page = await desk.proposal(row)
    assert "Stopped" in page.get_text()
    assert page.select("button[name=_accept]") == []


async def test_a_til_written_by_hand_can_be_improved_too(desk: Desk) -> None:
    desk.til = await in_database(create_til, title="By hand", content="Notes of mine.", language="ko")
    row = await desk.write("title")
    assert "Notes of mine." in str(desk.fake.seen[-1].body)
    assert "제목" in str(desk.fake.seen[-1].body)
    assert (await desk.proposal(row)).select("ins")


async def test_a_draft_is_written_with_the_edited_prompt_and_says_which(desk: Desk) -> None:
    user = await in_database(get_user_model().objects.get)
    await in_database(prompt_versions.save_text, Task.TITLE, "en", "MY OWN RULES", user)
    row = await desk.write("title")
    assert "MY OWN RULES" in str(desk.fake.seen[-1].body)
    assert row.prompt_versions["title"] == "1"
    assert row.prompt_versions["tags"] == f"built-in {VERSION}"


async def test_a_part_is_no_draft_of_its_own(desk: Desk) -> None:
    row = await desk.write("title")
    assert (await desk.client.get(f"/generate/{row.pk}/")).status_code == 404
    assert f"/generate/{row.pk}/" not in (await desk.client.get("/generate/")).content.decode()


async def test_nonsense_is_refused_in_words(desk: Desk) -> None:
    answer = await desk.client.post(desk.again, {"part": "poem"}, headers={"HX-Request": "true"})
    assert "Choose a part" in soup(answer).get_text()
    assert await in_database(Generation.objects.filter(part="poem").count) == 0
    answer = await desk.client.post(desk.again, {"part": "title"})
    assert answer.headers["Location"] == f"{desk.review}#again"


async def test_a_limit_is_told_on_the_screen(desk: Desk) -> None:
    with override_settings(TIL_STARTS_PER_MINUTE=1):
        await desk.write("title")
        answer = await desk.client.post(desk.again, {"part": "tags"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (429, "#trouble")
    assert "reached the limit for new drafts" in answer.content.decode()
    assert one(soup(await desk.client.get(desk.review)), "#again #trouble").get_text() == ""


async def test_only_reviewers_may(desk: Desk) -> None:
    row = await desk.write("title")
    guest = AsyncClient()
    assert (await guest.post(desk.again, {"part": "title"})).headers["Location"].startswith("/login/")
    user = await in_database(get_user_model().objects.create_user, "staff", is_staff=True)
    await guest.aforce_login(user)
    for place in (f"{desk.again}{row.pk}/", f"{desk.again}{row.pk}/events"):
        assert (await guest.get(place)).status_code == 403
    assert (await guest.post(f"{desk.again}{row.pk}/discard/")).status_code == 403


async def test_what_is_not_saved_yet_cannot_be_written_again(desk: Desk) -> None:
    page = soup(await desk.client.get("/admin/til/til/add/"))
    assert not page.select("#again, .provenance, #write-again")
