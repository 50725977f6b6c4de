"""A mark that a person dismissed stays dismissed for its sentence, on the draft's page and on the review desk."""

from collections.abc import AsyncIterator

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import AsyncClient, override_settings

from generate.drafting.save import save_draft
from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stages import Stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]
SOURCE = "The build took 40 s before the cache. Nothing else changed."
CONTENT = "The build took 45 s before the cache, with `--fast`.\n\nIt needs Memcached."
HTMX = {"HX-Request": "true"}


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    client = AsyncClient()
    await client.aforce_login(await in_database(User.objects.create_superuser, "ada"))
    yield client
    await runner().stop()


async def made() -> Generation:
    done = {"status": "complete", "stage": Stage.END, "provider": "openai", "model": "m", "title": "Build"}
    return await in_database(
        Generation.objects.create, input=SOURCE, source_text=SOURCE, content=CONTENT, user=None, **done
    )


def listed(page: bytes) -> dict[str, str]:
    """Return the marks by their text, with the values of their buttons, in order."""
    items = BeautifulSoup(page, "html.parser").select(".doubts ul > li")
    return {item.code.text: str(item.button["value"]) for item in items if item.code and item.button}


async def test_a_dismissed_mark_stays_away_until_its_sentence_changes(client: AsyncClient) -> None:
    row = await made()
    place = f"/generate/{row.pk}/"
    marks = listed((await client.get(f"{place}claims")).content)
    assert list(marks) == ["45 s", "--fast", "Memcached"]
    left = listed((await client.post(f"{place}dismiss", {"claim": marks["45 s"]}, headers=HTMX)).content)
    assert list(left) == ["--fast", "Memcached"]
    await in_database(Generation.objects.filter(pk=row.pk).update, content=CONTENT.replace("It needs", "One needs"))
    assert list(listed((await client.get(f"{place}claims")).content)) == ["--fast", "Memcached"]
    beside = BeautifulSoup((await client.get(f"{place}beside")).content, "html.parser")
    assert [item.text for item in beside.select(".doubts code")] == ["--fast", "Memcached"]
    await in_database(Generation.objects.filter(pk=row.pk).update, content=CONTENT.replace("The build", "Our build"))
    assert "45 s" in listed((await client.get(f"{place}claims")).content)


async def test_the_list_follows_the_text_in_the_editor_and_offers_the_nearest_passage(client: AsyncClient) -> None:
    row = await made()
    place, text = f"/generate/{row.pk}/claims", CONTENT.replace("\n\nIt needs Memcached.", "")
    await in_database(Generation.objects.filter(pk=row.pk).update, title="Redis")
    page = await client.post(place, {"content": text.replace("\n", "\r\n")})
    assert list(listed(page.content)) == ["45 s", "--fast", "Redis"]
    items = BeautifulSoup(page.content, "html.parser").select(".doubts ul > li")
    changes = [[button.text for button in item.select("[data-remove]")] for item in items]
    assert changes == [["45 s: Remove the sentence"], ["--fast: Remove the sentence"], []], "a title has one sentence"
    assert [str(item["data-sentence"]) for item in items[:2]] == [text, text]
    beside = (await client.post(f"/generate/{row.pk}/beside", {"content": "One needs Memcached."})).content.decode()
    assert "Memcached</mark>" in beside
    assert "<code>45 s</code>" not in beside


async def test_another_model_may_start_a_finished_draft_over(client: AsyncClient) -> None:
    row = await made()
    await in_database(Generation.objects.filter(pk=row.pk).update, provider="openai", model="gpt-5-mini")
    with override_settings(PROVIDERS={"openai": {"api_key": "k", "model": "gpt-5-mini"}}):
        page = BeautifulSoup((await client.get(f"/generate/{row.pk}/")).content, "html.parser")
    offered = page.select("#with[form=anew] option")
    assert {str(one["value"]) for one in offered} == {"offline", "openai"}
    assert not page.select("#writer"), "the choice names the writer already"
    answer = await client.post(f"/generate/{row.pk}/again/content", {"provider": "offline"})
    second = await Generation.objects.aget(pk=int(answer["Location"].split("/")[2]))
    assert second.provider == "offline"


async def test_the_review_desk_knows_them_and_brings_them_back(client: AsyncClient) -> None:
    row = await made()
    til = await in_database(save_draft, row.pk)
    desk = f"/admin/til/til/{til.pk}/"
    marks = listed((await client.get(f"{desk}change/")).content)
    assert list(marks) == ["45 s", "--fast", "Memcached"]
    left = listed((await client.post(f"{desk}dismiss/", {"claim": marks["Memcached"]}, headers=HTMX)).content)
    assert list(left) == ["45 s", "--fast"]
    assert list(listed((await client.get(f"/generate/{row.pk}/claims")).content)) == ["45 s", "--fast"]
    assert "Memcached</mark>" not in (await client.get(f"{desk}preview/")).content.decode()
    answer = await client.post(f"{desk}dismiss/", {"claim": ""})
    assert answer.status_code == 302
    assert list(listed((await client.get(f"{desk}change/")).content)) == list(marks)
