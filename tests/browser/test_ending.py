"""Stop, fail, take up again, edit, keep and publish; and who may not."""

import asyncio

import pytest
from playwright.async_api import Browser, Dialog, expect

from tests.browser.conftest import Writer, new_writer, settings_for
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import Proxy
from tests.server import Site

pytestmark = pytest.mark.anyio
SLOW = Behaviour(piece=10, delay=0.03)
QUICK = Behaviour(piece=400)


async def test_escape_stops_and_what_is_written_can_be_kept(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = SLOW
    await writer.ask()
    await writer.until_text(300)
    await writer.page.keyboard.press("Escape")
    await writer.until_over()
    assert await writer.page.inner_text("#heading") == "Stopped"
    shown = await writer.text()
    assert shown.strip()
    assert await writer.page.evaluate("document.activeElement.id") == "heading"
    await writer.page.fill("#title", "Half a draft")
    await writer.page.click("text=Save as draft")
    await expect(writer.page.locator("#outcome")).to_contain_text("Saved as a draft")
    assert await writer.page.input_value("#title") == "Half a draft"
    await expect(writer.page.get_by_text("Continue")).to_have_count(0)  # it would write what nobody is shown
    assert (await writer.text()).split()[:20] == shown.split()[:20]


async def test_escape_within_a_hangul_syllable_stops_nothing(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = SLOW
    await writer.ask()
    await writer.until_text(100)
    await writer.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))"
    )
    length = len(await writer.text())
    await writer.until_text(length + 200)
    await writer.page.click("#stop button")
    await writer.until_over()


async def test_a_typed_title_and_tags_are_not_overwritten(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = SLOW
    await writer.ask()
    await writer.until_text(50)
    await writer.page.fill("#title", "내가 쓴 제목")
    await writer.page.reload()
    assert await writer.page.input_value("#title") == "내가 쓴 제목", "typed, and kept across a reload"
    writes.by_model["draft"] = QUICK
    await writer.until_over(40)
    assert await writer.page.input_value("#title") == "내가 쓴 제목"
    assert await writer.page.input_value("#excerpt") != ""


async def test_a_failure_says_what_to_do_and_can_be_taken_up_again(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(status=401)
    await writer.ask()
    await writer.until_over()
    alert = writer.page.locator("#verdict [role=alert]")
    await expect(alert).to_contain_text(
        "The language model does not accept the site's key. Tell the person who runs this site."
    )
    writes.by_model["draft"] = QUICK
    await writer.page.click("text=Try again")
    await expect(writer.page.locator("#phase")).to_contain_text("Done")
    await expect(writer.page.locator("#verdict [role=alert]")).to_have_count(0)


@pytest.mark.parametrize("elsewhere", [False, True], ids=["another tab", "another device"])
async def test_what_is_taken_up_again_goes_on_wherever_it_is_open(
    browser: Browser, writer: Writer, writes: FakeProvider, proxy: Proxy, elsewhere: bool
) -> None:
    writes.by_model["draft"] = Behaviour(fault="error", after=20, piece=20)
    await writer.ask()
    await writer.until_over()
    other = (
        await new_writer(browser, writer.url)
        if elsewhere
        else Writer(await writer.context.new_page(), writer.context, writer.url)
    )
    await other.page.goto(writer.page.url)
    watching = [writer.page]
    if not elsewhere:  # one that was there when it failed, and one that came later
        watching.append(await writer.context.new_page())
        await watching[1].goto(writer.page.url)
    for page in watching:
        await expect(page.locator("#verdict [role=alert]")).to_be_visible()
    async with asyncio.timeout(20):
        while proxy.streams < len(watching) + 1:  # each has looked once
            await asyncio.sleep(0.02)
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.01)
    await other.page.click("#again button, [form=again]")
    await expect(other.page.locator("#phase")).to_have_text("Writing")
    if elsewhere:
        assert proxy.streams == 3, "nobody asks again and again"
        await writer.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for page in watching:
        await expect(page.locator("#phase")).to_have_text("Writing")
        await expect(page.locator("#verdict")).to_be_hidden()
        assert await page.get_attribute("#text", "aria-busy") == "true"
    for page in [other.page, *watching]:
        await page.locator("#heading[data-over]").wait_for()
        await expect(page.locator("#phase")).to_contain_text("Done")
        await expect(page.get_by_role("button", name="Save as draft")).to_be_visible()
        assert await page.locator("#blocks").inner_html() == await writer.page.locator("#blocks").inner_html()
    assert await writer.html() == await writer.reloaded()
    assert not await writer.page.locator("#lost").is_visible()


async def test_a_server_that_is_killed_loses_nothing(
    browser: Browser, plain_site: Site, writes: FakeProvider, tmp_path_factory: pytest.TempPathFactory
) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.02)
    server = plain_site.server(tmp_path_factory.mktemp("killed"), "daphne", **settings_for(writes))
    with server:
        writer = await new_writer(browser, server.url)
        await writer.ask()
        await writer.until_text(600)
        await asyncio.to_thread(server.kill)
        await writer.page.locator("#lost").wait_for()
        await asyncio.to_thread(server.start)
        await writer.until_over(60)
        assert await writer.html() == await writer.reloaded()
        assert (await writer.text()).count("Ending the wait is not ending the work.") == 7


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
    await page.fill("#content", "## Edited\n\n`code` by <b>hand</b>")
    await expect(page.locator("#preview")).to_contain_text("code by <b>hand</b>")
    assert await page.locator("#preview b").count() == 0
    await page.click("text=Publish")
    await page.wait_for_url("**/til/**")
    await expect(page.locator("main")).to_contain_text("by <b>hand</b>")


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
    await writer.page.click("text=Save as draft")
    await expect(writer.page.locator("#blocks")).to_have_text("고친 본문, not saved yet\n")
    await expect(writer.page.locator("#content")).to_have_count(0)


async def test_a_part_is_written_again(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await writer.page.fill("#title", "")
    await writer.page.click("[data-again=title]")
    await expect(writer.page.locator("#title")).to_have_value("A timeout that cleans up")
    await writer.page.fill("#tags", "")
    await writer.page.click("[data-again=tags]")
    await expect(writer.page.locator("#tags")).to_have_value("python, asyncio, timeouts")
    writes.by_model["draft"] = Behaviour(status=401)
    await writer.page.click("[data-again=excerpt]")
    await expect(writer.page.locator("#trouble [role=alert]")).to_contain_text("does not accept the site's key")


async def test_leaving_with_unsaved_edits_warns(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = QUICK
    await writer.ask()
    await writer.until_over()
    await writer.page.locator("#title").press_sequentially("!")
    asked: list[str] = []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.accept()

    writer.page.on("dialog", answer)
    await writer.page.goto(f"{writer.url}/")
    assert asked == ["beforeunload"]


async def test_too_many_at_once_says_when_to_try_again(
    browser: Browser, plain_site: Site, writes: FakeProvider, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = settings_for(writes) | {"TIL_STARTS_PER_MINUTE": "1"}
    server = plain_site.server(tmp_path_factory.mktemp("limited"), "daphne", **settings)
    with server:
        writer = await new_writer(browser, server.url)
        await writer.ask()
        await writer.page.goto(f"{server.url}/generate/")
        await writer.page.fill("#text", "another one")
        await writer.page.click("#send")
        problem = writer.page.locator("#problem [role=alert]")
        await expect(problem).to_contain_text("Try again in")
        assert await writer.page.input_value("#text") == "another one"


async def test_an_expired_session_is_said_and_not_retried(writer: Writer, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = SLOW
    await writer.ask()
    await writer.until_text(100)
    await writer.context.clear_cookies()
    proxy.cut()
    await expect(writer.page.locator("#verdict")).to_contain_text("You are signed out.", timeout=15_000)
    streams = proxy.streams
    await asyncio.sleep(2.5)
    assert proxy.streams == streams


async def test_somebody_elses_draft_is_not_there(browser: Browser, writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = QUICK
    number = await writer.ask()
    other = await new_writer(browser, writer.url, "grace")
    answer = await other.page.goto(f"{writer.url}/generate/{number}/")
    assert answer
    assert answer.status == 404
    stream = await other.context.request.get(f"{writer.url}/generate/{number}/events")
    assert (stream.status, "event: close" in await stream.text()) == (200, True)


async def test_who_may_not_write_is_told(browser: Browser, proxy: Proxy) -> None:
    guest = await new_writer(browser, proxy.url, "guest")
    await expect(guest.page.locator("body")).to_contain_text("may not write drafts")


async def test_who_may_write_but_not_publish_sees_no_such_button(
    browser: Browser, proxy: Proxy, writes: FakeProvider
) -> None:
    writes.by_model["draft"] = QUICK
    grace = await new_writer(browser, proxy.url, "grace")
    await grace.ask()
    await grace.until_over()
    await expect(grace.page.get_by_role("button", name="Save as draft")).to_be_visible()
    await expect(grace.page.get_by_role("button", name="Publish")).to_have_count(0)
