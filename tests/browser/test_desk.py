"""The review page in a browser: a part is rewritten live, and no edit beside it is lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Browser, Dialog, expect

from tests.browser.conftest import Writer, new_writer
from tests.browser.test_access import DEVICES, LOOKS, PICTURES, TAGS
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server

pytestmark = pytest.mark.anyio
MAKE_DRAFT = """
from til.days import create_til
print(create_til(title="A draft", content="git bisect halves.", excerpt="Short.", tags=["git"], provider="openai").pk)
"""
MAKE_DOUBTFUL = """
from generate.models import Generation
from til.days import create_til
said = {"title": "A draft", "content": "git bisect needs 9 steps and 7 tests.", "excerpt": "Short.", "tags": []}
til = create_til(**said, provider="openai")
notes = "git bisect halves."
Generation.objects.create(til=til, input=notes, source_text=notes, provider="openai", status="complete")
print(til.pk)
"""
PAGES = {
    "generations": ("/admin/generate/generation/", "#changelist-form"),
    "usage": ("/admin/generate/generation/usage/", ".usage"),
    "prompts": ("/admin/generate/prompttext/", "#content"),
    "prompt": ("/admin/generate/prompttext/content/ko/", ".prompt"),
}


async def make_draft(server: Server, code: str = MAKE_DRAFT) -> str:
    pk = await asyncio.to_thread(server.run, "shell", "--no-imports", "-c", code)
    return f"{server.url}/admin/til/til/{pk.strip()}/change/"


@pytest.fixture
async def editor(browser: Browser, daphne: Server, writes: FakeProvider) -> AsyncIterator[Writer]:
    writer = await new_writer(browser, daphne.url)
    yield writer
    assert writer.complaints == []


async def test_a_text_is_written_again_on_the_screen_and_accepted(
    editor: Writer, writes: FakeProvider, daphne: Server
) -> None:
    page = editor.page
    await page.goto(await make_draft(daphne))
    writes.by_model["draft"] = Behaviour(text="All `new` <b>text</b>.\n\n" * 20, piece=6, delay=0.02)
    await page.fill("#id_excerpt", "Typed meanwhile.")
    await page.fill("#again-instruction", "explain the flag")
    await page.locator("#again button[value=content]").press("Enter")
    written = page.locator("#again article[aria-busy] pre")
    await expect(written).to_contain_text("All `new` <b>text</b>.\n\nAll")
    await expect(page.locator("#again article:not([aria-busy]) ins").first).to_have_text("All `new` <b>text</b>.")
    assert await page.input_value("#id_content") == "git bisect halves."
    await page.locator("#again button[name=_accept]").press("Enter")
    await expect(page.locator(".messagelist")).to_contain_text("Accepted: text of generation")
    assert (await page.input_value("#id_content")).startswith("All `new` <b>text</b>.\n\nAll")
    assert await page.input_value("#id_excerpt") == "Typed meanwhile."
    await expect(page.locator("#again article")).to_have_count(0)


async def test_a_dismissed_claim_loses_its_mark_and_typed_text_stays(editor: Writer, daphne: Server) -> None:
    page = editor.page
    await page.goto(await make_draft(daphne, MAKE_DOUBTFUL))
    marks = page.frame_locator("[name=preview]").locator("mark")
    await expect(marks).to_have_text(["9", "7"])
    await page.fill("#id_excerpt", "Typed meanwhile.")
    await page.locator("#claims button", has_text="This is right").first.click()
    await expect(marks).to_have_text(["7"])
    await page.locator("#claims button", has_text="Bring dismissed marks back").click()
    await expect(marks).to_have_text(["9", "7"])
    await expect(page.locator("#id_excerpt")).to_have_value("Typed meanwhile.")


async def test_leaving_unsaved_text_asks_first_and_saving_does_not(editor: Writer, daphne: Server) -> None:
    page = editor.page
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    await page.goto(await make_draft(daphne))
    page.on("dialog", stay)
    await expect(page.locator(".select2-search__field").first).to_have_attribute("aria-label", "Tags")
    await page.fill("#id_content", "git bisect halves, twice.")
    await page.locator("button[formtarget=preview]").press("Enter")
    await expect(page.frame_locator("[name=preview]").locator(".prose")).to_contain_text("twice")
    await page.close(run_before_unload=True)
    await expect(page.locator("#id_content")).to_have_value("git bisect halves, twice.")
    assert asked == ["beforeunload"]
    await page.locator("input[name=_continue]").first.press("Enter")
    await expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert asked == ["beforeunload"]


async def test_a_reload_in_the_middle_shows_all_of_it_once(
    editor: Writer, writes: FakeProvider, daphne: Server
) -> None:
    page = editor.page
    await page.goto(await make_draft(daphne))
    text = "".join(f"Line {number}.\n" for number in range(60)).strip()
    writes.by_model["draft"] = Behaviour(text=text, piece=5, delay=0.08)
    await page.locator("#again button[value=content]").press("Enter")
    await expect(page.locator("#again pre")).to_contain_text("Line 5.")
    await page.reload()
    await expect(page.locator("#again pre")).to_contain_text("Line 20.")
    assert text.startswith(str(await page.locator("#again pre").text_content()))
    await page.locator("#again article button", has_text="Stop").press("Enter")
    await expect(page.locator("#again article [role=alert]")).to_contain_text("Stopped")
    await page.locator("#again article button", has_text="Discard").press("Enter")
    await expect(page.locator("#again article")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
async def test_the_pages_are_for_everybody_and_fit(
    browser: Browser, daphne: Server, writes: FakeProvider, look: tuple[str, str, str]
) -> None:
    language, device, scheme = look
    window: Any = DEVICES[device]["viewport"]
    page = (await new_writer(browser, daphne.url, locale=language, color_scheme=scheme, viewport=window)).page
    places = PAGES | {"review": (await make_draft(daphne), "#again")}
    PICTURES.mkdir(exist_ok=True)
    for name, (place, part) in places.items():
        await page.goto(place if place.startswith("http") else f"{daphne.url}{place}")
        await page.screenshot(path=PICTURES / f"desk-{name}-{'-'.join(look)}.png", full_page=True)
        ours = {"include": [part]}  # the surrounding page is Django's
        found = await Axe().run(page, context=ours, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert await page.evaluate("document.documentElement.scrollWidth") <= window["width"], name
