"""Watching a draft: no fault of the connection loses or repeats a character."""

import asyncio
import random
import re
from html import unescape

import pytest
from django.utils.html import strip_tags
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Writer, new_writer
from tests.browser.test_access import DEVICES
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.generate.page.drafts import LONG
from tests.proxy import LOGIN, UNAVAILABLE, Proxy
from til.text.markdown import render

pytestmark = pytest.mark.anyio
EVENT = re.compile(rb"\n\n")


def words_of(markdown: str) -> list[str]:
    return unescape(strip_tags(render(markdown, images=False))).split()


async def assert_whole(writer: Writer) -> None:
    """Assert that the page equals a freshly loaded one, and that the text is complete."""
    await writer.until_over()
    assert await writer.html() == await writer.reloaded()
    assert (await writer.text()).split() == words_of(LONG)


async def test_a_draft_grows_block_by_block_and_its_fields_fill_in(writer: Writer, writes: FakeProvider) -> None:
    await writer.ask()
    await writer.until_text(600)
    page = writer.page
    assert await page.inner_text("#heading") == "Writing"
    assert await page.get_attribute("#text", "aria-busy") == "true"
    blocks = await page.locator("#blocks > *").count()
    first = await page.locator("#blocks > :first-child").element_handle()
    assert blocks > 1
    await writer.until_over()
    assert await first.evaluate("block => block.isConnected"), "a finished block was drawn again"
    assert await page.input_value("#title") == "Timeouts, cleanup"
    assert await page.input_value("#tags") == "python, asyncio, timeouts"
    assert await page.locator("#chips li").count() == 3
    assert "asyncio.timeout" in await page.input_value("#excerpt")
    assert await page.get_attribute("#text", "aria-busy") is None
    assert await page.inner_text("#heading") == "Done"
    assert re.search(r"\d+ words", await page.inner_text("#state p"))
    assert await page.inner_text("#said") == "Done"
    await assert_whole(writer)


async def test_a_draft_of_6_kb_in_600_pieces_costs_at_most_three_times_its_length(
    writer: Writer, writes: FakeProvider, proxy: Proxy
) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.015)
    await writer.ask()
    await writer.until_over(60)
    assert len(writes.seen[0].said) == len(LONG) >= 6_000
    assert proxy.streams == 1
    assert proxy.stream_bytes <= 3 * len(LONG.encode()), f"{proxy.stream_bytes / len(LONG.encode()):.2f} times"


async def test_open_code_is_code_and_gets_its_colours_when_it_closes(writer: Writer, writes: FakeProvider) -> None:
    head, rest = "```python\ndef one():\n    return 1\n", "```\n\nAfter it.\n\nAnd after that."
    writes.text = head + "    # more\n" * 40 + rest
    writes.by_model["draft"] = Behaviour(piece=8, delay=0.03)
    await writer.ask()
    code = writer.page.locator("#tail pre code.language-python")
    await code.wait_for()
    assert await code.locator("span").count() == 0
    await writer.page.locator("#blocks pre span.k").first.wait_for()
    await writer.until_over()


@pytest.mark.parametrize("within", [0, 5], ids=["between events", "inside an event"])
async def test_a_cut_at_every_event(writer: Writer, writes: FakeProvider, proxy: Proxy, within: int) -> None:
    writes.by_model["draft"] = Behaviour(piece=100, delay=0.1)

    def after_two(came: bytes) -> int | None:
        ends = [match.end() for match in EVENT.finditer(came.partition(b"\r\n\r\n")[2])]
        return len(came.partition(b"\r\n\r\n")[0]) + 4 + ends[2] - within if len(ends) > 2 else None

    proxy.cut_after = after_two
    await writer.ask()
    await writer.until_text(1500)
    proxy.cut_after = lambda _: None
    assert proxy.cuts > 1
    await assert_whole(writer)


async def test_a_line_that_is_cut_all_the_time_catches_up(writer: Writer, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = Behaviour(piece=100, delay=0.1)
    chance = random.Random(7)
    cuts: dict[int, int] = {}

    def somewhere(came: bytes) -> int | None:
        head = came.find(b"\r\n\r\n") + 4
        return head + cuts.setdefault(proxy.streams, chance.randint(300, 2500)) if head > 3 else None

    proxy.cut_after = somewhere
    await writer.ask()
    await writer.until_over(20)
    assert proxy.cuts > 8
    proxy.cut_after = lambda _: None
    await assert_whole(writer)


@pytest.mark.parametrize("answer", [UNAVAILABLE, LOGIN], ids=["503", "login page"])
async def test_a_cut_and_two_refusals(writer: Writer, writes: FakeProvider, proxy: Proxy, answer: bytes) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.008)
    await writer.ask()
    await writer.until_text(600)
    proxy.answers = [answer, answer]
    proxy.cut()
    await assert_whole(writer)
    assert proxy.streams >= 4
    await expect(writer.page.locator("#hint")).to_be_hidden()


async def test_reload_back_and_a_second_tab(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.008)
    await writer.ask()
    await writer.until_text(600)
    await writer.page.reload()
    assert len(await writer.text()) >= 600
    other = await writer.context.new_page()
    await other.goto(writer.page.url)
    await writer.page.goto(f"{writer.url}/generate/")
    await writer.page.go_back()
    await assert_whole(writer)
    await other.locator("#heading[data-over]").wait_for()
    assert await other.locator("#blocks").inner_html() == await writer.page.locator("#blocks").inner_html()


async def test_the_end_closes_the_stream_for_good(writer: Writer, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = Behaviour(piece=400, delay=0.01)
    await writer.ask()
    await writer.until_over()
    streams = proxy.streams
    await writer.page.reload()
    await asyncio.sleep(1.5)  # a browser that reconnects does so after one second
    assert proxy.streams == streams, "a finished draft needs no stream"


async def test_nothing_is_loaded_from_elsewhere(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400, delay=0.01)
    await writer.ask()
    await writer.until_over()
    assert [url for url in writer.requests if not url.startswith((writer.url, "data:"))] == []


MEASURE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifts.push(value);
}).observe({ type: "layout-shift", buffered: true });
"""


async def end_of_text(page: Page) -> float:
    return float(await page.evaluate("document.getElementById('tail').getBoundingClientRect().bottom - innerHeight"))


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_nothing_moves_and_the_page_follows_until_its_reader_scrolls(
    browser: Browser, proxy: Proxy, writes: FakeProvider, device: str
) -> None:
    writes.by_model["draft"] = Behaviour(piece=30, delay=0.03, wait=0.2)
    writer = await new_writer(browser, proxy.url, **DEVICES[device])
    page = writer.page
    await writer.context.add_init_script(MEASURE)
    await writer.ask()
    await writer.until_text(3000)
    await expect(page.locator("#earlier > .help, #earlier summary")).to_have_text(re.compile("before: Day|No earlier"))
    assert abs(await end_of_text(page)) < 100, "the end of the text is in sight"
    await expect(page.locator("#follow")).to_be_hidden()
    await page.evaluate("dispatchEvent(new Event('wheel')); scrollTo(0, 0)")
    await expect(page.locator("#follow")).to_be_visible()
    await writer.until_text(3600)
    assert await page.evaluate("scrollY") == 0
    await page.click("#follow")
    await writer.until_over()
    assert abs(await end_of_text(page)) < 100
    await expect(page.locator("#claims .doubts li").first).to_be_attached()
    assert sum(await page.evaluate("shifts")) <= 0.05
    assert sum(url.endswith("/earlier") for url in writer.requests) == 2, "for the source, and for the draft"
    assert writer.complaints == []


async def test_twenty_drafts_in_tabs_leave_room_for_other_pages(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.2)
    await writer.ask()
    place = writer.page.url
    tabs = [await writer.context.new_page() for _ in range(10)]
    for tab in tabs:
        await tab.goto(place, wait_until="commit")
    await writer.page.goto(f"{writer.url}/", timeout=5000)
    await writer.page.goto(place)
    await writer.page.click("#stop button")
    for tab in tabs:
        await tab.close()
    await writer.until_over()


async def test_a_silence_is_said_and_a_dead_line_replaced(writer: Writer, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.002, wait=3.0)
    await writer.ask()
    await expect(writer.page.locator("#hint")).to_contain_text("Still waiting for OpenAI")
    assert proxy.streams == 1, "pings keep the line"
    await writer.until_text(100)
    await expect(writer.page.locator("#hint")).to_be_hidden()
    proxy.stall()
    await assert_whole(writer)
    assert proxy.streams >= 2
