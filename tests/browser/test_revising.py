"""Revise the text: see the changes, take all, some or none, undo that, and leave the rest byte for byte."""

import asyncio
import re
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Writer, new_writer
from tests.browser.test_access import DEVICES
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import Proxy

pytestmark = pytest.mark.anyio
TEXT = """`git bisect` finds the commit that broke a test.

## How it works

Mark one commit as bad and one as good. After a handful of rounds, only one commit remains.

```bash
git bisect start
git bisect run pytest -q  # 0 is good
```

See [the manual](https://git-scm.com/docs/git-bisect) &amp; its examples.

## 주의할 점

- 빌드가 깨진 커밋은 `git bisect skip`으로 건너뛴다.
- 끝나면 `git bisect reset`으로 원래 브랜치로 돌아온다.

Merge commits count as *one* step. 😀 That is all."""
SHORTER = TEXT.replace("After a handful of rounds, only one commit remains.", "A few rounds leave one.").replace(
    "See [the manual](https://git-scm.com/docs/git-bisect) &amp; its examples.\n\n", ""
)
ENDED = TEXT.replace("That is all.", "That is all there is to it.")
SELECT = """(words) => {
  const at = (node, offset) => {
    for (const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT); text.nextNode();) {
      if (offset <= text.currentNode.length) return [text.currentNode, offset];
      offset -= text.currentNode.length;
    }
  };
  const [box, range] = [document.getElementById("text"), document.createRange()];
  const start = box.textContent.indexOf(words);
  range.setStart(...at(box, start));
  range.setEnd(...at(box, start + words.length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


async def begin(writer: Writer, writes: FakeProvider) -> None:
    writes.text = TEXT
    writes.by_model["draft"] = Behaviour(piece=400)
    await writer.ask()
    await writer.until_over()


async def wish(writer: Writer, writes: FakeProvider, words: str, answer: str, piece: int = 60) -> None:
    writes.script(Behaviour(text=answer, piece=piece))
    await writer.page.fill("#wish", words)
    await writer.page.press("#wish", "Enter")
    await writer.page.locator("[data-drop-revision]:not(:has-text('Stop'))").wait_for()


async def select(writer: Writer, words: str) -> None:
    """Select ``words`` in the text, again if it is rendered anew meanwhile."""
    async with asyncio.timeout(5):
        while words[:12] not in (await writer.page.locator("#passage q").text_content() or ""):
            await writer.page.evaluate(SELECT, words)
            await asyncio.sleep(0.05)


async def test_a_revision_is_seen_first_and_taken_whole_in_part_or_not_at_all(
    writer: Writer, writes: FakeProvider
) -> None:
    await begin(writer, writes)
    page = writer.page
    await wish(writer, writes, "shorter", SHORTER)
    assert "shorter" in writes.seen[-1].body["messages"][-1]["content"]
    await expect(page.locator(".changed del").first).to_have_text("After a handful of")
    await expect(page.locator(".removed del")).to_contain_text("the manual")
    await page.keyboard.press("Escape")
    await expect(page.locator("#wish")).to_be_focused()
    assert await page.input_value("#content") == TEXT
    await wish(writer, writes, "shorter again", SHORTER)
    await page.locator(".removed input").uncheck()
    await page.click("text=Take 1 of 2 changes")
    await expect(page.locator("#text")).to_contain_text("A few rounds leave one")
    await expect(page.locator("#text")).to_contain_text("its examples")
    await page.keyboard.press("Control+z")
    await expect(page.locator("#text")).to_contain_text("After a handful")
    assert await page.input_value("#content") == TEXT
    await page.reload()
    await expect(page.locator("#content")).to_be_visible()
    await wish(writer, writes, "shorter, all of it", SHORTER)
    await page.reload()
    await page.click("text=Take all")
    await expect(page.locator("#taken")).to_be_visible()
    assert await page.input_value("#content") == SHORTER
    await page.click("[name=draft]")
    await expect(page.locator(".notes")).to_contain_text("Saved as a draft")
    await expect(page.locator("#blocks")).not_to_contain_text("manual")


async def test_another_model_revises(writer: Writer, writes: FakeProvider) -> None:
    await begin(writer, writes)
    page = writer.page
    assert "system" not in writes.seen[-1].body
    await page.select_option("#reviser", "anthropic")
    await wish(writer, writes, "shorter", SHORTER)
    assert "system" in writes.seen[-1].body, "Anthropic's way to send rules"


async def test_a_revision_is_stopped_and_one_that_fails_says_why(writer: Writer, writes: FakeProvider) -> None:
    await begin(writer, writes)
    page = writer.page
    writes.script(Behaviour(text=SHORTER, piece=5, delay=0.2))
    await page.click("[data-wish=Shorter]")
    await expect(page.locator(".ahead")).not_to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.locator("#revision")).to_be_empty()
    await expect(page.locator("#text")).to_be_visible()
    writes.script(Behaviour(status=401))
    await page.click("[data-wish=Shorter]")
    await expect(page.locator(".ways-out [role=alert]")).to_contain_text("does not accept the site's key")
    await page.click("[data-drop-revision]")
    await expect(page.locator("#wish")).to_have_value("Shorter")


@dataclass(frozen=True)
class Case:
    """What is selected in the text, the model's answer, and what the Markdown selected becomes."""

    selected: str
    answer: str
    old: str
    new: str


PASSAGES = [
    Case("After a handful of rounds", "After a few", "After a handful of rounds,", "After a few"),
    Case("the manual & its", "the page", "[the manual](https://git-scm.com/docs/git-bisect) &amp; its", "the page"),
    Case("finds the commit", TEXT.replace("finds the commit", "shows it"), "finds the commit", "shows it"),
    Case("one step", ENDED.replace("*one* step.", "a single step."), "*one* step.", "a single step."),
    Case("git bisect run pytest", "git bisect run tox", "git bisect run pytest", "git bisect run tox"),
]


async def test_only_the_selected_passage_changes_whatever_the_model_answers(
    writer: Writer, writes: FakeProvider
) -> None:
    await begin(writer, writes)
    page = writer.page
    for case in PASSAGES:
        await select(writer, case.selected)
        await wish(writer, writes, "otherwise", case.answer, piece=9)
        await page.click("text=Take all")
        await expect(page.locator("#taken")).to_be_visible()
        assert await page.input_value("#content") == TEXT.replace(case.old, case.new)
        await page.keyboard.press("Control+z")
        assert await page.input_value("#content") == TEXT
        await expect(page.locator("#text")).to_contain_text(case.selected)
    await page.click("#edit")
    start = TEXT.index("😀")
    await page.locator("#content").evaluate(
        "(field, [start, end]) => field.setSelectionRange(start, end)", [start, start + len("😀 That is") + 1]
    )
    await wish(writer, writes, "otherwise", "So much for that, this is")
    await page.click("text=Take all")
    await expect(page.locator("#taken")).to_be_visible()
    changed = await page.input_value("#content")
    assert changed == re.sub("😀 That is", "So much for that, this is", TEXT)


NOTES = "The build took 40 s before the cache.\nThe tests run in parallel since yesterday."
CLAIMS = """The build took 45 s before the cache. It needs Memcached. Nothing else changed.

- The tests run on Windows since yesterday.
- The tests run in parallel.

```sh
make --fast
```

That is all."""


async def act_on(page: Page, claim: str, button: str, place: str = "#claims") -> None:
    await page.locator(f"{place} li li", has_text=claim).get_by_role("button", name=button).click()


async def remove_and_undo(page: Page, text: str) -> None:
    await act_on(page, "Memcached", "Remove the sentence")
    await expect(page.locator("#content")).to_have_value(text)
    await expect(page.locator("#untake")).to_be_focused()
    await expect(page.locator("#claims")).not_to_contain_text("Memcached")
    await act_on(page, "make --fast", "Remove the line")
    await expect(page.locator("#content")).to_have_value(text.replace("```sh\nmake --fast\n```\n\n", ""))
    await page.keyboard.press("Control+z")
    await expect(page.locator("#content")).to_have_value(text)
    await expect(page.locator("#untake")).to_be_focused()


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_a_marked_claim_is_kept_removed_or_put_right(
    browser: Browser, proxy: Proxy, writes: FakeProvider, device: str
) -> None:
    writer = await new_writer(browser, proxy.url, **DEVICES[device])
    page = writer.page
    writes.text = CLAIMS
    writes.by_model["draft"] = Behaviour(piece=400)
    await writer.ask(NOTES)
    await writer.until_over()
    other = await writer.context.new_page()
    await other.goto(page.url)
    text = CLAIMS.replace(" It needs Memcached.", "")
    await remove_and_undo(page, text)
    await page.click("#compare")
    await expect(page.locator("#beside-heading")).to_be_focused()
    await expect(page.locator("#beside mark", has_text="make --fast")).to_be_visible()
    await act_on(page, "make --fast", "This is right", "#beside")
    await expect(page.locator("#beside mark", has_text="make --fast")).to_have_count(0)
    await expect(page.locator("#beside li li button:focus")).to_have_count(1)
    await act_on(page, "Windows", "Remove the sentence", "#beside")
    await expect(page.locator("#beside .sheet").first).not_to_contain_text("Windows")
    text = text.replace("- The tests run on Windows since yesterday.\n", "")
    await expect(page.locator("#content")).to_have_value(text)
    writes.script(Behaviour(text="The build took 40 s before the cache.", piece=9))
    await put_right(page, text)
    text = text.replace("45 s", "40 s")
    await expect(page.locator("#beside [data-remove]")).to_have_count(0)
    await page.click("#close-beside")
    await save_in(other)
    await page.click("[name=draft]")
    await expect(page.locator(".conflict[data-part=content]")).to_contain_text("Saved in the other tab")
    assert await page.input_value("#content") == text
    assert writer.complaints == []


async def put_right(page: Page, text: str) -> None:
    await act_on(page, "45 s", "Put right", "#beside")
    await expect(page.locator("#revision h2")).to_contain_text(f"“{NOTES.partition(chr(10))[0]}")
    await expect(page.locator(".changed del")).to_have_text("45")
    assert await page.input_value("#content") == text
    await page.click("text=Take all")
    await expect(page.locator("#beside")).to_be_visible()
    await expect(page.locator("#content")).to_have_value(text.replace("45 s", "40 s"))


async def save_in(other: Page) -> None:
    await other.click("#edit")
    await other.fill("#content", "Saved in the other tab")
    await other.click("[name=draft]")
    await expect(other.locator("#outcome")).to_contain_text("Saved as a draft")


COVERED = """() => {
  const focused = document.activeElement, { left, right, top, bottom } = focused.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
  return focused.contains(there) || there?.contains(focused) ? "" : focused.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("state", ["done", "compared", "revised"])
async def test_bars_that_stay_in_view_cover_nothing_that_has_the_focus(
    browser: Browser, proxy: Proxy, writes: FakeProvider, state: str
) -> None:
    writer = await new_writer(browser, proxy.url, **DEVICES["phone"])
    page = writer.page
    writes.text = CLAIMS
    writes.by_model["draft"] = Behaviour(piece=400)
    await writer.ask(NOTES)
    await writer.until_over()
    await expect(page.locator("#claims .doubts li").first).to_be_attached()
    if state == "compared":
        await page.click("#compare")
        await page.locator("#beside .doubts").wait_for()
        above, below = [await page.locator(place).bounding_box() for place in ("#choice", "#beside-heading")]
        assert above
        assert below
        assert below["y"] - above["y"] - above["height"] < 40, "no empty band"
    if state == "revised":
        await wish(writer, writes, "shorter", SHORTER)
    reached = []
    for _ in range(100):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement === document.body"):
            break
        reached.append(await page.evaluate(COVERED))
    assert len(reached) > 10
    assert [one for one in reached if one] == []
