"""Stop, fail, continue, edit, save and publish, and the required permissions."""

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
    await writer.page.click("[name=draft]")
    await expect(writer.page.locator("#outcome")).to_contain_text("Saved as a draft")
    assert await writer.page.input_value("#title") == "Half a draft"
    await expect(writer.page.get_by_text("Continue", exact=True)).to_have_count(0)  # it would write unseen text
    assert (await writer.text()).split()[:20] == shown.split()[:20]


async def test_continue_undoes_a_stop_and_keeps_all_that_is_there(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = SLOW
    await writer.ask()
    await writer.until_text(300)
    await writer.page.keyboard.press("Escape")
    await writer.until_over()
    shown = await writer.text()
    await writer.page.evaluate("window.isTheSamePage = true")
    await writer.page.select_option("#with", "anthropic")
    await writer.page.get_by_role("button", name="Continue", exact=True).click()
    await expect(writer.page.locator("#heading")).to_have_text("Done", timeout=30_000)
    await expect(writer.page.locator("#with option:checked")).to_have_text("Anthropic: draft")
    assert (await writer.text()).startswith(shown[: len(shown) // 2])
    assert await writer.page.evaluate("window.isTheSamePage")
    assert await writer.html() == await writer.reloaded()


async def test_escape_in_a_field_or_a_hangul_syllable_stops_nothing(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = SLOW
    await writer.ask()
    await writer.until_text(100)
    await writer.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))"
    )
    await writer.page.press("#title", "Escape")
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
    writes.by_model["draft"] = Behaviour(fault="empty")
    await writer.ask()
    await writer.until_over()
    alert = writer.page.locator("#state [role=alert]")
    await expect(alert).to_contain_text("The language model stopped before it wrote anything. Try again")
    writes.by_model["draft"] = QUICK
    await writer.page.click("text=Try again")
    await expect(writer.page.locator("#heading")).to_have_text("Done")
    await expect(alert).to_have_count(0)


@pytest.mark.parametrize(
    ("behaviour", "said", "button"),
    [
        (Behaviour(status=429, retry_after="25"), "Try again in 25 seconds.", "Try again"),
        (Behaviour(stop="refusal", text=""), "Change the notes", "Change the notes"),
        (Behaviour(status=401), "Choose another model", "Choose another model"),
        (Behaviour(fault="cut", after=9, piece=40), "you can continue", "Continue"),
        (Behaviour(stop="length", piece=400), "the end is missing", "Continue"),
    ],
    ids=["429", "refusal", "401", "cut", "length"],
)
async def test_each_error_has_the_button_that_its_sentence_names(
    writer: Writer, writes: FakeProvider, behaviour: Behaviour, said: str, button: str
) -> None:
    writes.by_model["draft"] = behaviour
    await writer.ask()
    await writer.until_over(60)
    await expect(writer.page.locator(".said")).to_contain_text(said)
    await expect(writer.page.locator(".ways > :first-child")).to_have_text(button)


async def look_until_it_runs(writer: Writer) -> None:
    """Come back to the page, again while an earlier look is under way."""
    async with asyncio.timeout(20):
        while await writer.page.inner_text("#heading") == "Not finished":
            await writer.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            await asyncio.sleep(0.5)


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
    if not elsewhere:  # one reader present at the failure, and one who came later
        watching.append(await writer.context.new_page())
        await watching[1].goto(writer.page.url)
    for page in watching:
        await expect(page.locator("#state [role=alert]")).to_be_visible()
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.015)
    before = proxy.streams  # none, where it failed before the page was there
    await other.page.click("[form=again]")
    await expect(other.page.locator("#heading")).to_have_text("Writing")
    if elsewhere:
        assert before < proxy.streams <= before + 2, "nobody asks again and again"
        await look_until_it_runs(writer)
    for page in watching:
        await expect(page.locator("#heading")).to_have_text("Writing")
        await expect(page.locator("#state [role=alert]")).to_have_count(0)
        assert await page.get_attribute("#text", "aria-busy") == "true"
    for page in [other.page, *watching]:
        await page.locator("#heading[data-over]").wait_for(timeout=60_000)
        await expect(page.locator("#heading")).to_have_text("Done")
        await expect(page.get_by_role("button", name="Save")).to_be_visible()
        assert await page.locator("#blocks").inner_html() == await writer.page.locator("#blocks").inner_html()
    assert await writer.html() == await writer.reloaded()
    await expect(writer.page.locator("#hint")).to_be_hidden()


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
        await expect(writer.page.locator("#hint")).to_contain_text("The server is restarting", timeout=8000)
        await asyncio.to_thread(server.start)
        await writer.until_over(60)
        assert await writer.html() == await writer.reloaded()
        assert (await writer.text()).count("Ending the wait is not ending the work.") == 7


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
    await expect(writer.page.locator("#heading")).to_have_text("Signed out", timeout=15_000)
    streams = proxy.streams
    await asyncio.sleep(1.5)
    assert proxy.streams == streams
    await writer.page.click(".ways a")
    await expect(writer.page.locator("main")).to_contain_text("Your session has ended.")


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
    await expect(guest.page.locator("body")).to_contain_text("cannot create drafts")


async def test_who_may_write_but_not_publish_sees_no_such_button(
    browser: Browser, proxy: Proxy, writes: FakeProvider
) -> None:
    writes.by_model["draft"] = QUICK
    grace = await new_writer(browser, proxy.url, "grace")
    await grace.ask()
    await grace.until_over()
    await expect(grace.page.get_by_role("button", name="Save")).to_be_visible()
    await expect(grace.page.get_by_role("button", name="Publish")).to_have_count(0)
