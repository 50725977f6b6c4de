"""The form: input is never lost, a double click starts one draft, and completing a Hangul syllable never submits."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Writer, new_writer
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import Proxy
from tests.server import Server

pytestmark = pytest.mark.anyio
DROP = """(form, [name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
PASTE = """(field, [name, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([text], name));
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


async def drafts(server: Server) -> int:
    command = "from generate.models import Generation; print(Generation.objects.count())"
    return int((await asyncio.to_thread(server.run, "shell", "--no-imports", "-c", command)).strip())


async def test_a_double_click_starts_one_draft(writer: Writer, writes: FakeProvider, daphne: Server) -> None:
    before = await drafts(daphne)
    await writer.page.fill("#text", "one press")
    await writer.page.dblclick("#send")
    await writer.arrive()
    assert await drafts(daphne) == before + 1


async def test_the_same_form_sent_twice_leads_to_the_same_draft(writer: Writer, writes: FakeProvider) -> None:
    first = await writer.ask("sent, and sent again after Back")
    await writer.page.go_back()
    assert await writer.ask("sent, and sent again after Back") == first
    await writer.page.go_back()
    assert await writer.ask("changed after Back") != first


async def test_control_and_enter_send_but_enter_does_not(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    await page.fill("#text", "first line")
    await page.press("#text", "End")
    await page.press("#text", "Enter")
    assert await page.input_value("#text") == "first line\n"
    await page.press("#text", "Control+Enter")
    await writer.arrive()


async def test_the_enter_that_ends_a_hangul_syllable_does_not_send(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    await page.click("label[for=kind-url]")
    await page.focus("#link")
    keys = await page.context.new_cdp_session(page)
    await keys.send("Input.imeSetComposition", {"text": "하", "selectionStart": 1, "selectionEnd": 1})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    await keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    await keys.send("Input.insertText", {"text": "하"})
    await asyncio.sleep(0.3)
    assert page.url.endswith("/generate/")
    assert await page.input_value("#link") == "하"
    await page.fill("#link", "http://127.0.0.1:9/nothing")
    await page.press("#link", "Enter")
    await writer.arrive()


async def test_what_is_typed_outlives_the_tab_until_a_draft_holds_it(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400)
    await writer.page.fill("#text", "소중한 메모, typed for an hour")
    await writer.page.close()
    writer.page = await writer.context.new_page()
    await writer.page.goto(f"{writer.url}/generate/")
    assert await writer.page.input_value("#text") == "소중한 메모, typed for an hour"
    await writer.page.click("#send")
    await writer.arrive()
    await writer.until_over()
    await writer.page.goto(f"{writer.url}/generate/")
    assert await writer.page.input_value("#text") == ""


async def test_a_site_that_does_not_answer_costs_no_notes(browser: Browser, proxy: Proxy, writes: FakeProvider) -> None:
    writer = await new_writer(browser, proxy.url, service_workers="block")  # the form works without
    await writer.page.fill("#text", "notes")
    await writer.context.set_offline(True)
    await writer.page.click("#send")
    await expect(writer.page.locator("#offline")).to_be_visible()
    await writer.context.set_offline(False)
    await writer.page.click("#send")
    await writer.arrive()


@pytest.mark.parametrize("how", [DROP, PASTE], ids=["drop", "paste"])
async def test_a_file_is_dropped_or_pasted(writer: Writer, writes: FakeProvider, how: str) -> None:
    place = "#ask" if how == DROP else "#text"
    await writer.page.locator(place).evaluate(how, ["timeouts.md", "# Timeouts\n\nA deadline can be moved."])
    assert await writer.page.is_checked("#kind-file")
    await writer.page.click("#send")
    await writer.arrive()
    await writer.page.click("#source summary")
    await expect(writer.page.locator(".source pre")).to_contain_text("A deadline can be moved.")


async def test_files_dropped_beside_notes_are_added_to_them(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    await page.fill("#text", "A deadline limits a block.")
    for name in ("a.md", "b.md"):
        await page.locator("#ask").evaluate(DROP, [name, f"# {name}\n\nA deadline can be moved."])
    assert await page.is_checked("#kind-text")
    await expect(page.locator("#extras summary span")).to_have_text("+2")
    await page.click("#send")
    await writer.arrive()
    await page.click("#source summary")
    await expect(page.locator(".source h3")).to_have_text(["1. Notes", "2. a.md", "3. b.md"])


async def test_a_file_that_cannot_be_read_is_refused_at_once(
    writer: Writer, writes: FakeProvider, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    await writer.page.click("label[for=kind-file]")
    await writer.page.set_input_files("#file", picture)
    await writer.page.click("#send")
    await expect(writer.page.locator("#problem")).to_contain_text("cannot be read")
    assert writer.page.url.endswith("/generate/")


async def test_nothing_to_learn_from_is_said(writer: Writer, writes: FakeProvider) -> None:
    await writer.page.fill("#text", "   ")
    await writer.page.click("#send")
    await expect(writer.page.locator("#problem [role=alert]")).to_contain_text("Paste or type some notes first.")


async def test_a_bad_link_left_behind_does_not_hold_up_the_notes(writer: Writer, writes: FakeProvider) -> None:
    page = writer.page
    writes.by_model["draft"] = Behaviour(piece=400)
    await page.click("label[for=kind-url]")
    await page.fill("#link", "no address at all")
    await page.click("#send")
    await expect(page.locator("#problem [role=alert]")).to_contain_text("is not a web address.")
    await expect(page.locator("#link")).to_be_focused()
    await page.fill("#link", "example.com/post")
    await page.press("#link", "Tab")
    await expect(page.locator("#link")).to_have_value("https://example.com/post")
    await page.fill("#link", "example")
    await page.click("label[for=kind-text]")
    await page.fill("#text", "notes beside a bad link")
    await page.reload()
    await expect(page.locator("#text")).to_be_focused()
    await page.click("#send")
    await writer.arrive()


async def test_the_meter_counts_characters_and_tokens(writer: Writer) -> None:
    await writer.page.fill("#text", "🎉 가나다라마바")
    await expect(writer.page.locator("#meter")).to_have_text("8 characters, about 5 tokens")
    await writer.page.fill("#text", "")
    await expect(writer.page.locator("#meter")).to_be_hidden()


async def test_without_scripts_the_form_waits_and_shows_the_draft(
    browser: Browser, proxy: Proxy, writes: FakeProvider
) -> None:
    writes.by_model["draft"] = Behaviour(piece=400, delay=0.01)
    writer = await new_writer(browser, proxy.url, java_script_enabled=False)
    await writer.ask("no scripts here")
    assert await writer.page.input_value("#title") == "Timeouts, cleanup"
    assert "Ending the wait is not ending the work." in await writer.text()
    await writer.page.click("text=Edit the text")
    await writer.page.fill("#content", "## By hand\n\nEdited without scripts.")
    await writer.page.click("[name=draft]")
    assert "Edited without scripts." in await writer.text()


async def test_what_is_changed_after_a_refusal_outlives_a_reload(writer: Writer) -> None:
    page = writer.page
    await page.click("label[for=kind-url]")
    await page.fill("#link", "http://127.0.0.1/private")
    await page.click("#send")
    await writer.arrive()
    await writer.until_over()
    await expect(page.locator("#keep")).to_be_hidden()
    await page.goto(f"{writer.url}/generate/")
    await page.fill("#text", "notes that wait")
    await page.go_back()
    await page.click("text=Change the link")
    await expect(page.locator("#link")).to_have_value("http://127.0.0.1/private")
    await page.fill("#link", "http://127.0.0.1/public")
    await page.reload()
    await expect(page.locator("#link")).to_have_value("http://127.0.0.1/public")
    await expect(page.locator("#text")).to_have_value("notes that wait")


async def test_the_history_leads_back_to_what_is_running(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.05)
    number = await writer.ask("to be found again")
    await writer.page.goto(f"{writer.url}/generate/")
    entry = writer.page.locator(f".drafts li:has(a[href='/generate/{number}/'])")
    await expect(entry.locator(".badge")).to_have_text("running")
    await entry.locator("a").click()
    await writer.until_text(50)
    await writer.page.keyboard.press("Escape")
    await writer.until_over()
