"""Ten wishes about one draft: what is not asked for stays as it is, each can be undone, and no text is lost."""

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import WISHER, Writer, new_writer
from tests.browser.test_access import DEVICES
from tests.browser.test_revising import select
from tests.browser.test_stream import MEASURE
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.generate.page.drafts import LONG
from tests.proxy import Proxy

pytestmark = pytest.mark.anyio
ROOT = Path(__file__).resolve().parents[2]
PLAIN = re.compile(r"(?<=[^\W\d_] )[^\W\d_]+ [^\W\d_]+ [^\W\d_]+(?= [^\W\d_])")  # three words inside a sentence
NEW = "three new words"
SIZES = {"1280": DEVICES["desktop"], "390": DEVICES["phone"] | {"viewport": {"width": 390, "height": 844}}}


def draft_of(markdown: str) -> str:
    """Return about 3,000 characters of a document from its first section on, as a model might write them."""
    begin = max(0, markdown.find("\n## "))
    return markdown[begin : begin + 3_000].rpartition("\n\n")[0].strip()


def passage_of(text: str, at: int) -> str:
    """Return one of the triples of plain words that occur once."""
    found = [match[0] for match in PLAIN.finditer(text) if text.count(match[0]) == 1]
    return found[at % len(found)]


def paragraphs(text: str) -> list[str]:
    """Return the plain paragraphs that occur once."""
    return [one for one in text.split("\n\n") if one[:1].isalpha() and text.count(one) == 1]


class Talk:
    """Wishes about the text in a draft's editor, and every text that was there or proposed."""

    def __init__(self, writer: Writer, writes: FakeProvider) -> None:
        self.page = writer.page
        self._writes = writes
        self.texts: list[str] = []
        self.wishes: list[str] = []

    async def wish(self, words: str, answer: str, *, fault: bool = False) -> None:
        self._writes.script(Behaviour(text=answer, piece=200, fault="error" if fault else ""))
        self.wishes.append(words)
        await self.page.fill("#wish", words)
        await self.page.press("#wish", "Enter")
        await self.page.locator("[data-drop-revision]:not(:has-text('Stop'))").wait_for()

    async def take(self, expected: str, button: str = "Take all") -> None:
        await self.page.click(f"text={button}")
        await expect(self.page.locator("#taken")).to_be_visible()
        assert await self.page.input_value("#content") == expected

    async def leave(self, expected: str) -> None:
        await self.page.click("[data-drop-revision]")
        await expect(self.page.locator("#revision")).to_be_empty()
        assert await self.page.input_value("#content") == expected

    async def undo(self, expected: str) -> None:
        await self.page.keyboard.press("Control+z")
        await expect(self.page.locator("#content")).to_have_value(expected)

    async def select_in_editor(self, words: str) -> None:
        start = (await self.page.input_value("#content")).index(words)
        await self.page.click("#edit")
        await self.page.locator("#content").evaluate(
            "(field, [start, end]) => field.setSelectionRange(start, end)", [start, start + len(words)]
        )
        await expect(self.page.locator("#passage q")).to_have_text(words)


async def wish_for_all(talk: Talk, text: str) -> str:
    """Wishes one to four: for the whole text, taken, undone, taken in part, and left. Return the text now."""
    first, second, *_others = paragraphs(text)
    shorter = text.replace(f"{second}\n\n", "") if f"{second}\n\n" in text else text.replace(f"\n\n{second}", "")
    await talk.wish("shorter", shorter)
    await talk.take(shorter)
    await talk.undo(text)
    changed = text.replace(first, f"{first} Firstly.").replace(second, f"{second} Secondly.")
    await talk.wish("more", changed)
    await talk.page.locator(".changed input").first.uncheck()
    in_part = text.replace(second, f"{second} Secondly.")
    await talk.take(in_part, "Take 1 of 2 changes")
    await talk.wish("louder", in_part.upper())
    await talk.leave(in_part)
    await talk.wish("nothing at all", in_part)
    await expect(talk.page.locator(".ways-out")).to_contain_text("changed nothing")
    await talk.leave(in_part)
    talk.texts += [text, shorter, changed, in_part, in_part.upper()]
    return in_part


async def wish_for_passages(talk: Talk, writer: Writer, text: str) -> str:
    """Wishes five to eight: for a passage in the text or in the editor, whatever the model answers."""
    for at, is_whole in enumerate([False, True]):
        words = passage_of(text, at)
        await select(writer, words)
        before, _, after = text.partition(words)
        await talk.wish(f"passage {at}", before.upper() + NEW + after.upper() if is_whole else NEW)
        await talk.take(text.replace(words, NEW))
        await talk.undo(text)
    for at, is_kept in enumerate([False, True], 2):
        words = passage_of(text, at)
        await talk.select_in_editor(words)
        await talk.wish(f"editor {at}", NEW)
        await talk.take(text.replace(words, NEW))
        if not is_kept:
            await talk.undo(text)
        else:
            text = text.replace(words, NEW)
            talk.texts.append(text)
    return text


async def wish_after_typing(talk: Talk, text: str) -> str:
    """Wishes nine and ten: one after a hand edit, one that fails."""
    await talk.page.click("#edit")
    await talk.page.locator("#content").press("Control+End")
    await talk.page.keyboard.type(" Typed by hand.")
    typed = f"{text} Typed by hand."
    await talk.page.keyboard.press("Escape")
    await talk.wish("an end", f"{typed}\n\nThe end.")
    await talk.take(f"{typed}\n\nThe end.")
    await talk.undo(typed)
    await talk.wish("a failure", typed.upper(), fault=True)
    await talk.leave(typed)
    talk.texts += [typed, f"{typed}\n\nThe end."]
    return typed


async def shown(page: Page, path: str, side: str) -> str:
    """Return the old or the new text of a comparison, from all of its blocks."""
    html = await (await page.request.get(path)).text()
    return "".join(unescape(one) for one in re.findall(rf'data-{side}="([^"]*)"', html))


async def assert_versions(writer: Writer, talk: Talk, address: str) -> None:
    """Assert that all texts are listed, compared whole, and brought back exactly."""
    page = await writer.context.new_page()
    await page.goto(f"{address}versions")
    listed = await page.locator("[name=old]").evaluate_all("all => all.map((one) => one.value)")
    wished = await page.locator("td.what q").all_inner_texts()
    assert [one.strip('“”"') for one in wished] == [*reversed(talk.wishes[:-1])], "all but the one that failed"
    texts: dict[str, str] = {}
    for old, new in [*pairwise(listed), (listed[-1], listed[0])]:
        place = f"{address}versions?old={old}&new={new}"
        for name, side in ((old, "old"), (new, "new")):
            text = await shown(page, place, side)
            assert texts.setdefault(name, text) == text
    assert set(talk.texts) <= set(texts.values())
    for name, text in texts.items():
        html = await (await page.request.get(f"{address}?bring={name}")).text()
        brought = re.search(r'data-brought="([^"]*)"', html)
        assert brought
        assert unescape(brought[1]) == text
    await page.goto(f"{address}?bring={listed[-1]}")
    await expect(page.locator("#content")).to_have_value(texts[listed[-1]])


async def ten_wishes(writer: Writer, writes: FakeProvider, text: str) -> None:
    """Begin a draft of ``text``, revise it ten times, save it, start over, and look at its versions."""
    writes.text, writes.by_model["draft"] = text, Behaviour(piece=400)
    await writer.ask()
    await writer.until_over()
    talk = Talk(writer, writes)
    text = await wish_for_all(talk, text)
    text = await wish_for_passages(talk, writer, text)
    text = await wish_after_typing(talk, text)
    await writer.page.click("[name=draft]")
    await expect(writer.page.locator("#outcome")).to_contain_text("Saved as a draft")
    await expect(writer.page.locator("#content")).to_have_count(0)
    writes.text = "Started over, and now quite different."
    async with writer.page.expect_navigation():
        await writer.page.click("button[form=anew]")
    await writer.until_over()
    await expect(writer.page.locator("#text")).to_have_text(writes.text)
    talk.texts.append(writes.text)
    await assert_versions(writer, talk, writer.page.url)


@pytest.mark.parametrize("name", ["README.ko.md", "docs/security.md"])
async def test_ten_wishes_change_what_they_name_and_lose_nothing(
    browser: Browser, proxy: Proxy, writes: FakeProvider, name: str
) -> None:
    writer = await new_writer(browser, proxy.url, WISHER)
    await ten_wishes(writer, writes, draft_of((ROOT / name).read_text("utf-8")))
    assert writer.complaints == []


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_moves_while_a_draft_is_written_and_revised(
    browser: Browser, proxy: Proxy, writes: FakeProvider, size: str
) -> None:
    writes.by_model["draft"] = Behaviour(piece=60, delay=0.02, wait=0.3)
    writer = await new_writer(browser, proxy.url, WISHER, **SIZES[size])
    page = writer.page
    await writer.context.add_init_script(MEASURE)
    await writer.ask()
    await writer.until_text(2000)
    bar = await page.locator(".make > header").bounding_box()
    assert bar
    assert (bar["y"], bar["height"]) <= (0, 64), "one slim line"
    await writer.until_over()
    await page.locator("#claims .doubts li").first.wait_for(state="attached")
    answer = LONG.replace("cancels the task", "stops the task").replace("timeout (5)", "timeout, five")
    writes.script(Behaviour(text=answer, piece=30, delay=0.02, wait=1.0))
    await page.fill("#wish", "simpler")
    await page.press("#wish", "Enter")
    await page.locator(".changed ins").first.wait_for()
    await expect(page.locator(".changed ins").first).to_be_in_viewport()
    place = await page.locator(".changed ins").first.bounding_box()
    await page.locator("[data-take-revision]").wait_for()
    assert await page.locator(".changed ins").first.bounding_box() == place
    assert await page.locator("details.fold:not([open])").count() > 0
    assert sum(await page.evaluate("shifts")) <= 0.05
    assert writer.complaints == []
