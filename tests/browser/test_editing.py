"""Edit the text beside its preview, accept or discard proposals, and lose nothing to another tab."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.conftest import Writer, new_writer
from tests.browser.test_access import DEVICES
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import Proxy
from tests.server import Server

pytestmark = pytest.mark.anyio
QUICK = Behaviour(piece=400)


async def test_the_text_is_edited_in_place_with_a_preview(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await page.click("#edit")
    await expect(page.locator("#content")).to_be_focused()
    await page.fill("#content", "one word")
    await page.press("#content", "Home")
    await page.keyboard.press("Shift+Control+ArrowRight")
    await page.keyboard.press("Control+b")
    assert await page.input_value("#content") in {"**one** word", "**one **word"}
    await page.keyboard.press("Control+z")
    assert await page.input_value("#content") == "one word"
    await page.fill("#content", "## Edited\n\n`code` by *hand*")
    await expect(page.locator("#preview")).to_contain_text("code by hand")
    assert await page.locator("#preview em").count() == 1
    await expect(page.locator("#preview")).to_be_in_viewport()
    await page.press("#content", "Escape")
    await expect(page.locator("#text")).to_contain_text("code by hand")
    await expect(page.locator("#edit")).to_be_focused()
    await page.click("#edit")
    assert await page.input_value("#content") == "## Edited\n\n`code` by *hand*", "what was typed is there"
    await page.click("text=Publish")
    await page.wait_for_url("**/til/**")
    await expect(page.locator("main")).to_contain_text("by hand")


async def test_two_brackets_complete_a_til(writer: Writer, writes: FakeProvider, daphne: Server) -> None:
    page = writer.page
    made = 'from til.days import create_til\ncreate_til(title="Loops [and] others", content="x", status="published")'
    await asyncio.to_thread(daphne.run, "shell", "--no-imports", "-c", made)
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await page.click("#edit")
    await page.fill("#content", "")
    await page.type("#content", "See [[others lo")
    options = page.locator("#links [role=option]")
    await expect(options).to_have_text(re.compile(r"Loops \[and\] others Day \d+"))
    await expect(page.locator("#content")).to_have_attribute("aria-activedescendant", "link-0")
    caret, box = await page.locator("#content").bounding_box(), await page.locator("#links").bounding_box()
    assert caret
    assert box
    assert 0 < box["y"] - caret["y"] < 60, "below the line that is typed"
    await page.keyboard.press("Enter")
    stored = re.compile(r"^See \[Loops \\\[and\\\] others\]\(/til/\d+-loops-and-others/\)$")
    await expect(page.locator("#content")).to_have_value(stored)
    await expect(page.locator("#preview a")).to_have_text("Loops [and] others")
    await page.keyboard.press("Control+z")
    await expect(page.locator("#content")).to_have_value("See [[others lo")
    await page.keyboard.press("End")
    await page.type("#content", "x")
    await expect(page.locator("#links")).to_be_hidden()
    await page.press("#content", "Backspace")
    await expect(page.locator("#links")).to_be_visible()
    await page.press("#content", "Escape")
    await expect(page.locator("#links")).to_be_hidden()
    await expect(page.locator("#content")).to_be_visible()


async def test_edits_outlive_a_reload_until_they_are_saved(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await writer.page.click("#edit")
    await writer.page.fill("#title", "고친 제목")
    await writer.page.fill("#content", "고친 본문, not saved yet")
    await writer.page.reload()
    await expect(writer.page.locator("#content")).to_have_value("고친 본문, not saved yet")
    await expect(writer.page.locator("#title")).to_have_value("고친 제목")
    await writer.page.click("[name=draft]")
    await expect(writer.page.locator("#blocks")).to_have_text("고친 본문, not saved yet\n")
    await expect(writer.page.locator("#content")).to_have_count(0)


async def test_on_a_phone_text_and_preview_are_one_behind_the_other(
    browser: Browser, proxy: Proxy, writes: FakeProvider
) -> None:
    writes.by_model["draft"] = QUICK
    writer = await new_writer(browser, proxy.url, **DEVICES["phone"])
    page = writer.page
    await writer.ask()
    await writer.until_over()
    await page.click("#edit")
    await expect(page.locator("#preview")).to_be_hidden()
    await page.click("#switch")
    await expect(page.locator("#preview")).to_be_visible()
    await expect(page.locator("#content")).to_be_hidden()
    await page.click("#close")
    await expect(page.locator("#text")).to_be_visible()
    assert writer.complaints == []


async def test_what_stays_at_the_end_of_the_screen_stays_above_a_phones_keyboard(
    browser: Browser, proxy: Proxy, writes: FakeProvider
) -> None:
    writes.by_model["draft"] = QUICK
    writer = await new_writer(browser, proxy.url, **DEVICES["phone"])
    page, covers = writer.page, "Object.defineProperty(visualViewport, 'height', { configurable: true, value: %s })"
    await writer.ask()
    await writer.until_over()
    bar = "document.querySelector('#outcome .row').getBoundingClientRect().bottom"
    assert await page.evaluate(f"{bar} === innerHeight")
    await page.evaluate(f"{covers % 'innerHeight - 280'}; visualViewport.dispatchEvent(new Event('resize'))")
    assert await page.evaluate(f"innerHeight - {bar}") == 280
    await page.evaluate(f"{covers % 'innerHeight'}; visualViewport.dispatchEvent(new Event('resize'))")
    assert await page.evaluate(f"{bar} === innerHeight")


async def test_text_and_preview_scroll_together(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await writer.page.click("#edit")
    await writer.page.hover("#content")
    await writer.page.mouse.wheel(0, 100_000)
    left = "document.getElementById('preview').scrollHeight - document.getElementById('preview').clientHeight"
    async with asyncio.timeout(5):
        while await writer.page.evaluate(f"{left} - document.getElementById('preview').scrollTop") > 5:
            await asyncio.sleep(0.05)


async def test_a_revised_part_is_a_proposal_and_taking_it_can_be_undone(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await page.fill("#title", "Typed by hand")
    await page.click("#revise-title")
    await expect(page.locator("#offer-title")).to_contain_text("Timeouts, cleanup")
    assert await page.input_value("#title") == "Typed by hand"
    await expect(page.locator("#revise-title")).to_be_focused()
    await page.click("#offer-title [data-take]")
    await expect(page.locator("#title")).to_have_value("Timeouts, cleanup")
    await page.keyboard.press("Control+z")
    await expect(page.locator("#title")).to_have_value("Typed by hand")
    await page.locator("#chips button").first.click()
    await page.fill("#tag", "mine,")
    await page.press("#tag", "Control+z")
    assert await page.input_value("#tags") == "asyncio, timeouts"
    await page.fill("#tag", "mine,")
    await page.click("#revise-tags")
    await page.click("#offer-tags [data-leave]")
    await expect(page.locator("#offer-tags")).to_be_empty()
    assert await page.input_value("#tags") == "asyncio, timeouts, mine"
    writes.by_model["draft"] = Behaviour(status=401)
    await page.click("#revise-excerpt")
    await expect(page.locator("#trouble [role=alert]")).to_contain_text("does not accept the site's key")


async def test_saving_right_after_a_decision_waits_for_it_and_saves_once(writer: Writer, writes: FakeProvider) -> None:
    page, sent = writer.page, []
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await page.click("#revise-title")
    await expect(page.locator("#offer-title [data-take]")).to_be_visible()

    async def slowly(route: Route) -> None:
        sent.append(route.request.url.rsplit("/", 2)[1])
        await asyncio.sleep(0.7)
        await route.continue_()

    await page.route("**/proposals/*", slowly)
    await page.route("**/save", slowly)
    await page.click("#offer-title [data-take]")
    await page.dblclick("[name=draft]")
    await expect(page.locator("#outcome")).to_contain_text("Saved as a draft", timeout=8_000)
    assert len(sent) == 2
    assert sent[0] == "proposals"
    await expect(page.locator(".notes li")).to_have_count(1)


async def test_two_tabs_lose_nothing(writer: Writer, writes: FakeProvider) -> None:
    one = writer.page
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    other = await writer.context.new_page()
    await other.goto(one.url)
    await one.fill("#excerpt", "The excerpt of one tab")
    await one.click("[name=draft]")
    await expect(one.locator("#outcome")).to_contain_text("Saved as a draft")
    await other.fill("#title", "The title of the other")
    await other.click("[name=draft]")
    await expect(other.locator(".notes")).to_contain_text("Changed elsewhere and left unchanged: Excerpt.")
    await expect(other.locator("#excerpt")).to_have_value("The excerpt of one tab")
    await one.fill("#title", "A title of one tab")
    await one.click("[name=draft]")
    await expect(one.locator(".conflict del")).to_have_text("The title of the other")
    await expect(one.locator(".conflict ins")).to_have_text("A title of one tab")
    assert await one.input_value("#title") == "A title of one tab"
    await one.click("text=Use theirs")
    await expect(one.locator("#title")).to_have_value("The title of the other")
    await one.keyboard.press("Control+z")
    await one.click("[name=draft]")
    await expect(one.locator(".notes")).to_contain_text("Saved as a draft")
    await expect(one.locator("#title")).to_have_value("A title of one tab")
