"""“My style”: saved as versions, learned from one's posts, sent to a model, told in provenance, downloaded, deleted."""

from collections.abc import AsyncIterator

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import AsyncClient

from generate.drafting.learning import LEAST
from generate.drafting.provenance import provenance
from generate.drafting.save import save_draft
from generate.models import DraftTemplate, Generation, Style
from generate.running.database import in_database
from generate.running.runner import runner
from tests.fakes.provider import FakeProvider
from tests.generate.fleet import provided
from tests.generate.page.test_views import draft, signed_in
from til.days import create_til

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]
PLACE = "/generate/style/"
SAID = (
    "저는 `git bisect`로 커밋을 찾았어요. 이력을 반씩 나누어 보면 금방 찾을 수 있어요. "
    "좋은 커밋과 나쁜 커밋이 하나씩 필요해요. 다음에도 이렇게 찾아 보려고 해요."
)


@pytest.fixture
async def grace() -> AsyncIterator[AsyncClient]:
    yield await signed_in("grace", "generate", "change_til")
    await runner().stop()


async def shown(client: AsyncClient) -> BeautifulSoup:
    return BeautifulSoup((await client.get(PLACE)).content, "html.parser")


def text_of(page: BeautifulSoup, place: str) -> str:
    (found,) = page.select(place)
    return found.text


def request_of(fake: FakeProvider, words: str) -> list[str]:
    """Return the bodies of the requests that hold ``words``."""
    return [body for one in fake.seen if words in (body := str(one.body))]


async def test_a_style_goes_along_and_the_draft_says_which_version(grace: AsyncClient) -> None:
    async with provided("git bisect halves the history.") as fake:
        await grace.post(PLACE, {"instruction": "Never say simply."})
        await grace.post(PLACE, {"instruction": "Never say just.", "en-profile": "Titles: short."})
        page = await shown(grace)
        assert [one.text.split(",")[0].strip() for one in page.select("ol li > span:first-child")] == [
            "Version 2",
            "Version 1",
        ]
        assert "version 2" in (await grace.get("/generate/")).content.decode()
        number = await draft(grace, provider="openai", in_style="on", key="one")
        assert len(request_of(fake, "Never say just.")) == 2  # content and title; no excerpt was wanted
        assert "Titles: short." in request_of(fake, "Never say just.")[0]
        row = await in_database(Generation.objects.get, pk=number)
        assert row.prompt_versions["style"] == "2"
        assert "Written in your style, version 2" in (await grace.get(f"/generate/{number}/")).content.decode()
        til = await in_database(save_draft, number)
        told = {origin.part: origin.prompt_version for origin in await in_database(provenance, til)}
        assert "style 2" in told["content"]
        assert "style 2" in told["title"]
        assert "style" not in told["tags"]
        fake.seen.clear()
        without = await draft(grace, provider="openai", key="two")
        assert request_of(fake, "Never say just.") == []
        assert "style" not in (await in_database(Generation.objects.get, pk=without)).prompt_versions


async def test_an_older_version_is_used_again_or_none(grace: AsyncClient) -> None:
    for words in ("First.", "Second.", "Second."):
        await grace.post(PLACE, {"instruction": words})
    rows = await in_database(lambda: list(Style.objects.values_list("version", "instruction", "active")))
    assert rows == [(2, "Second.", True), (1, "First.", False)]
    await grace.post(PLACE, {"version": "1"})
    assert "First." in text_of(await shown(grace), "#id_instruction")
    await grace.post(PLACE, {"stop": ""})
    assert not await in_database(Style.objects.filter(active=True).exists)
    assert (await grace.post(PLACE, {"version": "9"})).status_code == 302
    assert (await grace.post(PLACE, {"instruction": "x" * 1001})).status_code == 422


async def test_what_was_learned_is_shown_before_it_is_saved(grace: AsyncClient) -> None:
    user = await in_database(User.objects.get, username="grace")
    for n in range(LEAST - 1):
        await in_database(
            create_til, title=f"커밋 {n} 찾기", content=SAID, language="ko", status="published", author=user
        )
    answer = await grace.post(PLACE, {"learn": "", "instruction": "Kept."})
    assert "too little to learn from" in answer.content.decode()
    await in_database(create_til, title="커밋 찾기", content=SAID, language="ko", status="published", author=user)
    await in_database(create_til, title="남의 글", content="남의 글이다.", language="ko", status="published")
    page = BeautifulSoup((await grace.post(PLACE, {"learn": "", "instruction": "Kept."})).content, "html.parser")
    assert text_of(page, "#id_instruction").strip() == "Kept."
    assert "말투: 해요체." in text_of(page, "#id_ko-profile")
    assert text_of(page, "#id_ko-first").strip() == SAID
    assert not await in_database(Style.objects.exists)
    form = {area["name"]: area.text.strip() for area in page.select("textarea")}
    await grace.post(PLACE, form)
    kept = await in_database(Style.objects.get)
    assert kept.learned["ko"]["examples"] == [SAID, SAID]


async def test_it_is_downloaded_whole_and_deleted_whole(grace: AsyncClient) -> None:
    other = await signed_in("ada", "generate")
    await other.post(PLACE, {"instruction": "Ada's."})
    for words in ("First.", "Second."):
        await grace.post(PLACE, {"instruction": words})
    answer = await grace.get(f"{PLACE}download")
    assert [one["instruction"] for one in answer.json()["styles"]] == ["Second.", "First."]
    await grace.post(PLACE, {"delete": ""})
    left = await in_database(lambda: [one.instruction for one in Style.objects.all()])
    assert left == ["Ada's."]


async def test_a_template_is_asked_for_and_named_with_its_version(grace: AsyncClient) -> None:
    async with provided("git bisect halves the history.") as fake:
        await in_database(DraftTemplate.objects.all().delete)
        asked = {"text_en": "First the symptom.", "text_ko": "먼저 증상.", "name_en": "Bug", "name_ko": "오류"}
        await in_database(DraftTemplate.objects.create, slug="bug-cause-fix", version=4, **asked)
        page = BeautifulSoup((await grace.get("/generate/")).content, "html.parser")
        options = [(one["value"], one.text) for one in page.select("#template option")]
        assert options == [("", "none"), ("bug-cause-fix", "Bug")]
        number = await draft(grace, provider="openai", template="bug-cause-fix", length="short", key="one")
        assert len(request_of(fake, "First the symptom")) == 1
        assert "at most about 150 words" in request_of(fake, "First the symptom")[0]
        row = await in_database(Generation.objects.get, pk=number)
        assert row.prompt_versions["template"] == "bug-cause-fix 4"
        again = await grace.get(f"/generate/?from={number}")
        assert '<option value="bug-cause-fix" selected>' in again.content.decode()
        await in_database(DraftTemplate.objects.filter(slug="bug-cause-fix").update, active=False)
        answer = await grace.post("/generate/", {"input_type": "text", "text": "x", "template": "bug-cause-fix"})
        assert answer.status_code == 404
        assert "no such template" in answer.content.decode()
