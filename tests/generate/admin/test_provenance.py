"""Provenance of each part of a TIL on the review page."""

import pytest

from generate.drafting.provenance import is_by_rules, provenance
from generate.models import Generation
from generate.prompts import VERSION
from generate.running.database import in_database
from tests.generate.admin.desk import Desk
from tests.generate.admin.pages import soup
from til.days import create_til

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(reviewer: Desk) -> Desk:
    return reviewer


async def test_each_part_names_its_writer_and_whether_it_was_changed(desk: Desk) -> None:
    row = await desk.write("title")
    before = {origin.part: origin for origin in await in_database(provenance, desk.til)}
    assert {part: origin.is_changed for part, origin in before.items()} == {
        "title": False,
        "excerpt": True,
        "tags": False,
        "content": False,
    }
    await desk.accept(row)
    await in_database(desk.til.refresh_from_db)
    origins = {origin.part: origin for origin in await in_database(provenance, desk.til)}
    assert (origins["title"].generation, origins["title"].is_changed) == (row, False)
    assert origins["title"].prompt_version == f"built-in {VERSION}"
    page = soup(await desk.client.get(desk.review))
    shown = [" ".join(place.get_text().split()) for place in page.select(".provenance dd")]
    assert shown[0].startswith("openai plain")
    assert f"generation {row.pk}" in shown[0]
    assert shown[0].endswith("unchanged")
    assert shown[1].endswith("edited since")


async def test_only_a_draft_that_no_model_touched_is_by_rules(desk: Desk) -> None:
    first = await in_database(lambda: Generation.objects.get(til=desk.til))
    assert not await in_database(is_by_rules, first)
    await in_database(Generation.objects.filter(pk=first.pk).update, provider="offline")
    await in_database(first.refresh_from_db)
    assert await in_database(is_by_rules, first)
    row = await desk.write("title")
    assert await in_database(is_by_rules, first)
    await desk.accept(row)
    assert not await in_database(is_by_rules, first)


async def test_content_tells_when_and_why_it_was_continued(desk: Desk) -> None:
    def record() -> None:
        times = [f"2026-01-0{day}T03:04:05+00:00" for day in (1, 2)]
        continued = [
            {"attempt": attempt, "length": 10, "why": why, "at": at}
            for attempt, (why, at) in enumerate(zip(("server", "person"), times, strict=True), 2)
        ]
        Generation.objects.filter(til=desk.til).update(continued=continued)

    await in_database(record)
    page = soup(await desk.client.get(desk.review))
    shown = [" ".join(place.get_text(" ").split()) for place in page.select(".provenance dd")]
    (content,) = [text for text in shown if "Interrupted" in text]
    assert "Interrupted at Jan. 1, 2026, 12:04 p.m.; continued by another server" in content
    assert "Continued by a person at Jan. 2, 2026, 12:04 p.m." in content


async def test_what_nobody_generated_has_no_writer(desk: Desk) -> None:
    til = await in_database(create_til, title="By hand", content="x")
    assert [origin.generation for origin in await in_database(provenance, til)] == [None] * 4
