"""Twenty seconds on the train: written without a network and sent once, shared from elsewhere, and by bookmark."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Writer, new_writer
from tests.browser.test_access import DEVICES, NARROW, PICTURES, TAGS
from tests.browser.test_asking import drafts
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import Proxy
from tests.server import Server

pytestmark = pytest.mark.anyio
QUICK = Behaviour(piece=400)
PASTE = """async (field) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "red";
  pen.fillRect(0, 0, 40, 40);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], "photo.png", { type: "image/png" }));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
SHARE = """([title, text, link, name, content]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/generate/share", enctype: "multipart/form-data" });
  for (const [key, value] of Object.entries({ title, text, link })) {
    const field = Object.assign(document.createElement("input"), { name: key, value });
    form.append(field);
  }
  const field = Object.assign(document.createElement("input"), { type: "file", name: "file" });
  const data = new DataTransfer();
  if (name) data.items.add(new File([content], name));
  field.files = data.files;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""


async def is_ready(page: Page) -> None:
    """Wait until the service worker controls the page."""
    await page.evaluate("navigator.serviceWorker.ready")
    await page.evaluate(
        "new Promise((resolve) => navigator.serviceWorker.controller ? resolve()"
        " : navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))"
    )


async def kept(page: Page) -> list[str]:
    """Return the addresses that the browser keeps."""
    found: list[str] = await page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).flat()"
    )
    return found


async def test_notes_without_a_network_are_sent_once_also_after_the_tab_was_closed(
    writer: Writer, proxy: Proxy, writes: FakeProvider, daphne: Server
) -> None:
    writes.by_model["draft"] = QUICK
    before = await drafts(daphne)
    await is_ready(writer.page)
    proxy.break_down()
    await writer.page.goto(f"{writer.url}/generate/")
    await expect(writer.page.locator("h1")).to_have_text("No connection")
    await writer.page.fill("#text", "기차에서 배운 것\n\n- written in a tunnel")
    await writer.page.click("text=Send later")
    await expect(writer.page.locator("#queue li")).to_contain_text("기차에서 배운 것")
    assert await writer.page.input_value("#text") == ""
    await writer.page.close()
    proxy.is_down = False
    writer.page = await writer.context.new_page()
    await writer.page.goto(f"{writer.url}/generate/")
    await expect(writer.page.locator("#queue li")).to_have_count(0, timeout=15_000)
    assert await drafts(daphne) == before + 1
    await writer.page.reload()
    await writer.page.locator(".begin > section .drafts a").first.click()
    await writer.page.click("#source summary")
    await expect(writer.page.locator(".source pre")).to_contain_text("기차에서 배운 것")
    places = await kept(writer.page)
    assert [place for place in places if not place.startswith(("/static/", "/generate/offline/"))] == []


async def test_a_form_that_cannot_be_sent_waits_and_can_be_changed_or_discarded(
    writer: Writer, proxy: Proxy, writes: FakeProvider, daphne: Server
) -> None:
    writes.by_model["draft"] = QUICK
    before, page = await drafts(daphne), writer.page
    await is_ready(page)
    proxy.break_down()
    for notes in ("first notes", "second notes"):
        await page.fill("#text", notes)
        await page.click("#send")
        await expect(page.locator("#queue li").last).to_contain_text(notes)
    await page.locator("#queue [data-act=discard]").first.click()
    await expect(page.locator("#queue [data-act=undo]")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#queue [data-act=discard]")).to_have_count(2)
    await page.locator("#queue li", has_text="first").locator("[data-act=discard]").click()
    await expect(page.locator("#queue [data-act=change]")).to_have_count(1)
    await page.locator("#queue [data-act=change]").click()
    assert await page.input_value("#text") == "second notes"
    await expect(page.locator("#text")).to_be_focused()
    proxy.is_down = False
    await page.click("#send")
    await writer.arrive()
    await writer.until_over()
    assert await drafts(daphne) == before + 1


async def test_what_waits_is_sent_by_itself_and_only_for_who_wrote_it(
    writer: Writer, proxy: Proxy, writes: FakeProvider
) -> None:
    writes.by_model["draft"] = QUICK
    page = writer.page
    await is_ready(page)
    proxy.break_down()
    await page.fill("#text", "of ada")
    await page.click("#send")
    await expect(page.locator("#queue li")).to_have_count(1)
    proxy.is_down = False
    await writer.enter("grace")
    await is_ready(page)
    await expect(page.locator("#queue")).to_be_hidden()
    await page.evaluate("navigator.serviceWorker.controller.postMessage('send')")
    await page.wait_for_timeout(500)  # until the worker has it
    await page.evaluate("navigator.locks.request('til-queue', () => {})")
    await writer.enter()
    await is_ready(page)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.click("#queue a")
    await writer.arrive()
    await expect(page.locator("#source summary")).to_be_visible()


async def test_what_is_shared_lands_in_the_form_also_behind_the_login(
    writer: Writer, writes: FakeProvider, proxy: Proxy
) -> None:
    page = writer.page
    await is_ready(page)
    await page.evaluate(SHARE, ["A page", "A page https://example.com/post", "", "", ""])
    await page.wait_for_url("**/generate/")
    await expect(page.locator("#link")).to_have_value("https://example.com/post")
    await expect(page.locator("#kind-url")).to_be_checked()
    await writer.context.clear_cookies(name="sessionid")
    await page.evaluate(SHARE, ["제목", "고른 글", "https://example.com/a", "notes.md", "# From a file"])
    await page.wait_for_url("**/login/**")
    await page.fill("#id_username", "ada")
    await page.fill("#id_password", "countess of lovelace")
    await page.click("main button")
    await page.wait_for_url("**/generate/")
    await expect(page.locator("#text")).to_have_value("고른 글\n\nFrom [제목](https://example.com/a)")
    assert await page.evaluate("document.getElementById('attachments').files[0].name") == "notes.md"
    await page.reload()
    await expect(page.locator("#text")).to_have_value("고른 글\n\nFrom [제목](https://example.com/a)")


@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "signed out"])
async def test_the_bookmark_fills_notes_or_link(writer: Writer, proxy: Proxy, is_signed_in: bool) -> None:
    page = writer.page
    await page.goto(f"{writer.url}/generate/anywhere/")
    code = (await page.get_attribute("#bookmarklet", "href") or "").removeprefix("javascript:")
    await page.goto(f"{writer.url}/")
    if not is_signed_in:
        await writer.context.clear_cookies(name="sessionid")
    for selected in (True, False):
        if selected:
            await page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
        else:
            await page.evaluate("getSelection().removeAllRanges()")
        heading = (await page.locator("h1").inner_text()).strip()
        async with writer.context.expect_page() as opening:
            await page.evaluate(code)
        opened = await opening.value
        if selected and not is_signed_in:
            await opened.wait_for_url("**/login/**")
            await opened.fill("#id_username", "ada")
            await opened.fill("#id_password", "countess of lovelace")
            await opened.click("main button")
        await opened.wait_for_url("**/generate/")
        if selected:
            await expect(opened.locator("#text")).to_have_value(f"{heading}\n\nFrom [Today I learned]({writer.url}/)")
        else:
            await expect(opened.locator("#link")).to_have_value(f"{writer.url}/")
            await expect(opened.locator("#kind-url")).to_be_checked()
        assert await opened.evaluate("window.opener") is None
        await opened.close()


async def test_a_picture_is_pasted_and_described(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    await page.fill("#text", "before")
    await page.press("#text", "Control+End")
    await page.locator("#text").evaluate(PASTE)
    await expect(page.locator("#picture-alt")).to_be_focused()
    await page.fill("#picture-alt", "a [red] square")
    await expect(page.locator("#picture img")).to_be_visible()
    await page.keyboard.press("Enter")
    written = re.compile(r"^before\n\n!\[a \\\[red\\\] square\]\(/media/pictures/\w{32}\.png\)\n$")
    await expect(page.locator("#text")).to_have_value(written)
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Control+z")
    assert await page.input_value("#text") == "before"


async def test_a_picture_shows_in_its_draft_and_to_others_once_it_is_published(
    writer: Writer, proxy: Proxy, writes: FakeProvider, browser: Browser
) -> None:
    page, picture = writer.page, writer.page.locator("#text img")
    await page.locator("#text").evaluate(PASTE)
    await page.locator("#picture [value=insert]:enabled").click()
    notes = await page.input_value("#text")
    address = notes[notes.index("(") + 1 : notes.index(")")]
    writes.text = f"A draft with its picture.\n\n![a red square]({address})\n"
    writes.by_model["draft"] = QUICK
    await page.click("#send")
    await writer.arrive()
    await writer.until_over()
    await expect(picture).to_have_js_property("naturalWidth", 40)
    await page.click("#edit")
    await page.locator("#content").evaluate(PASTE)
    await page.keyboard.press("Escape")
    await expect(page.locator("#picture")).to_be_hidden()
    await expect(page.locator("#content")).to_be_visible()
    await page.click("[name=draft]")
    await page.locator("#outcome a[href^='/admin/']").wait_for()
    await expect(picture).to_have_js_property("naturalWidth", 40)
    stranger = await new_writer(browser, proxy.url, "grace")
    assert (await stranger.page.request.get(f"{proxy.url}{address}")).status == 404
    await page.click("[name=publish]")
    await page.wait_for_url("**/til/**")
    assert (await stranger.page.request.get(f"{proxy.url}{address}")).status == 200


async def test_drafts_are_deleted_with_undo_and_the_keyboard_is_explained(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    writes.by_model["draft"] = QUICK
    number = await writer.ask("to be deleted")
    await writer.until_over()
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.goto(f"{writer.url}/generate/")
    await page.fill("#text", "why?")
    await page.press("#text", "?")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.fill("#text", "")
    row = page.locator(f"#draft-{number}")
    await expect(row.locator(".waits")).to_be_visible()
    await row.locator("button").click()
    await expect(row).to_contain_text("Deleted")
    await expect(row.locator("button")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(row.locator("a")).to_be_visible()
    await row.locator("button").click()
    await expect(row).to_contain_text("Deleted")
    await page.reload()
    await expect(row).to_have_count(0)
    await page.click("nav.states >> text=Deleted")
    await row.locator("button").click()
    await expect(row.locator("a")).to_be_visible()
    await page.goto(f"{writer.url}/generate/{number}/")
    await expect(page.locator("#heading")).to_have_text("Done")


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_the_page_without_a_network_and_the_one_about_it_fit(
    browser: Browser, proxy: Proxy, writes: FakeProvider, language: str
) -> None:
    device, scheme = ("phone", "dark") if language == "ko" else ("desktop", "light")
    writer = await new_writer(browser, proxy.url, locale=language, color_scheme=scheme, **DEVICES[device])
    await is_ready(writer.page)
    await writer.page.goto(f"{writer.url}/generate/anywhere/")
    for state in ("24-anywhere", "25-offline"):
        PICTURES.mkdir(exist_ok=True)
        if state == "25-offline":
            proxy.break_down()
            await writer.page.goto(f"{writer.url}/generate/")
            await writer.page.fill("#text", "notes")
            await writer.page.click("#ask button")
            await expect(writer.page.locator("#queue li")).to_have_count(1)
        await writer.page.screenshot(path=PICTURES / f"{state}-{language}-{device}-{scheme}.png", full_page=True)
        found = await Axe().run(writer.page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, found.generate_report()
        width, *others, _scale = await writer.page.evaluate(NARROW)
        assert max(others) <= width
