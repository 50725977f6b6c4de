"""A draft is watched while it is written, and no fault of the line loses or repeats a character."""

import asyncio
import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from tests.browser.conftest import Writer
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.generate.page.drafts import LONG
from tests.proxy import LOGIN, UNAVAILABLE, Proxy
from til.markdown import render

pytestmark = pytest.mark.anyio
EVENT = re.compile(rb"\n\n")


def words_of(markdown: str) -> list[str]:
    return unescape(strip_tags(render(markdown, images=False))).split()


async def assert_whole(writer: Writer) -> None:
    """The page shows what a fresh page shows, and nothing of the text is missing."""
    await writer.until_over()
    assert await writer.html() == await writer.reloaded()
    assert (await writer.text()).split() == words_of(LONG)


async def test_a_draft_grows_block_by_block_and_its_fields_fill_in(writer: Writer, writes: FakeProvider) -> None:
    await writer.ask()
    await writer.until_text(600)
    page = writer.page
    assert "Writing the draft for day" in await page.inner_text("#heading")
    assert await page.get_attribute("#text", "aria-busy") == "true"
    blocks = await page.locator("#blocks > *").count()
    first = await page.locator("#blocks > :first-child").element_handle()
    assert blocks > 1
    await writer.until_over()
    assert await first.evaluate("block => block.isConnected"), "a finished block was drawn again"
    assert await page.input_value("#title") == "A timeout that cleans up"
    assert await page.input_value("#tags") == "python, asyncio, timeouts"
    assert await page.locator("#chips li").count() == 3
    assert "asyncio.timeout" in await page.input_value("#excerpt")
    assert await page.get_attribute("#text", "aria-busy") is None
    assert re.match(r"Done, \d+ words", await page.inner_text("#phase"))
    assert await page.inner_text("#said") == await page.inner_text("#phase")
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


@pytest.mark.parametrize("answer", [UNAVAILABLE, LOGIN], ids=["503", "login page"])
async def test_a_cut_and_two_refusals(writer: Writer, writes: FakeProvider, proxy: Proxy, answer: bytes) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.008)
    await writer.ask()
    await writer.until_text(600)
    proxy.answers = [answer, answer]
    proxy.cut()
    await writer.page.locator("#lost").wait_for()
    await assert_whole(writer)
    assert proxy.streams >= 4
    assert not await writer.page.locator("#lost").is_visible()


async def test_a_line_that_died_without_a_word_is_replaced(writer: Writer, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.008)
    await writer.ask()
    await writer.until_text(600)
    proxy.stall()
    await assert_whole(writer)
    assert proxy.streams >= 2


async def test_a_silent_model_does_not_cost_the_line(writer: Writer, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.002, wait=3.0)
    await writer.ask()
    await writer.page.get_by_text("Waiting for the model").first.wait_for()
    await writer.page.get_by_text("2 s", exact=True).wait_for()
    await writer.until_text(100)
    assert proxy.streams == 1, "pings keep the watchdog quiet"


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
    await asyncio.sleep(2.5)  # a browser that would come back does so after one second
    assert proxy.streams == streams
    await writer.page.reload()
    await asyncio.sleep(0.3)
    assert proxy.streams == streams, "a finished draft needs no stream"


async def test_nothing_is_loaded_from_elsewhere(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400, delay=0.01)
    await writer.ask()
    await writer.until_over()
    assert [url for url in writer.requests if not url.startswith((writer.url, "data:"))] == []
