"""Every state of the page in both languages, on desktop and phone, light and dark: it passes axe and fits the screen.

Screenshots are saved in tests/screenshots/ for review.
"""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Writer, new_writer
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import UNAVAILABLE, Proxy

pytestmark = pytest.mark.anyio
PICTURES = Path(__file__).resolve().parent.parent / "screenshots"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
}
NARROW = """() => [screen.width, document.documentElement.scrollWidth, innerWidth, visualViewport.scale]"""
TARGETS = "a, button, input, select, textarea, summary, .tabs label, .switches label"
EXEMPT = ".prose *, .heat *, h1 *, h2 *, h3 *, p:not(.help) *, .help a, .note a, label > input, .skip, [type=hidden]"
SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")].filter((one) => !one.matches("{EXEMPT}"))
  .filter((one) => one.checkVisibility({{ visibilityProperty: true }}) && getComputedStyle(one).clipPath === "none")
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, {{ width, height }}]) => width && height && (width < 43.5 || height < 43.5))
  .map(([one, {{ width, height }}]) => `${{one.outerHTML.slice(0, 80)}} ${{width}}x${{height}}`)"""
PINNED = """() => [...document.querySelectorAll("#main *, details[open] > :not(summary)")].filter((one) =>
  (one.closest("#main") ? ["fixed", "sticky"] : ["absolute"]).includes(getComputedStyle(one).position))"""
LOOKS = [
    ("ko", "desktop", "light"),
    ("ko", "phone", "dark"),
    ("en", "desktop", "dark"),
    ("en", "phone", "light"),
]


@dataclass
class Visitor:
    """A visitor with a device who looks at each state."""

    writer: Writer
    look: tuple[str, str, str]

    async def see(self, state: str, *, is_for_fingers: bool = True) -> None:
        """Take a screenshot, and check for faults; Django's admin ``is_for_fingers`` only in part."""
        page, (language, device, scheme) = self.writer.page, self.look
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURES / f"{state}-{language}-{device}-{scheme}.png", full_page=True)
        async with unpinned(page):
            found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, found.generate_report()
        width, *others, scale = await page.evaluate(NARROW)
        assert max(others) <= width, f"{state} is wider than the device"
        assert scale == 1
        if device == "phone" and is_for_fingers:
            assert await page.evaluate(SMALL) == []


@asynccontextmanager
async def unpinned(page: Page) -> AsyncIterator[None]:
    """Let go of what stays in view and of an open menu: what they cover can be scrolled or uncovered."""
    pinned = await page.evaluate_handle(PINNED)
    await pinned.evaluate("(all) => { for (const one of all) one.style.position = 'static'; }")
    yield
    await pinned.evaluate("(all) => { for (const one of all) one.style.position = ''; }")


@pytest.fixture(params=LOOKS, ids="-".join)
async def visitor(
    request: pytest.FixtureRequest, browser: Browser, proxy: Proxy, writes: FakeProvider
) -> AsyncIterator[Visitor]:
    language, device, scheme = request.param
    writer = await new_writer(
        browser, proxy.url, "", locale=language, color_scheme=scheme, reduced_motion="reduce", **DEVICES[device]
    )
    yield Visitor(writer, request.param)
    assert writer.complaints == []


async def test_asking_waiting_writing_and_reconnecting(visitor: Visitor, writes: FakeProvider, proxy: Proxy) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.02, wait=1.5)
    writer = visitor.writer
    await writer.page.goto(f"{writer.url}/login/?next=/generate/")
    await visitor.see("1-login")
    await writer.enter()
    await visitor.see("2-empty")
    await writer.page.fill("#text", "asyncio.timeout 정리\n\n- 블록 안의 작업이 취소된다.\n- notes in English, too")
    await writer.page.click("#send")
    await writer.arrive()
    await visitor.see("3-waiting")
    await writer.until_text(1200)
    await visitor.see("4-writing")
    proxy.answers = [UNAVAILABLE] * 8
    proxy.cut()
    await writer.page.locator("#hint").wait_for()
    await visitor.see("5-reconnecting")
    await writer.page.keyboard.press("Escape")
    await writer.until_over()
    await visitor.see("6-stopped")


async def test_thinking_and_trying_again(visitor: Visitor, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour("<think>What is the point? " * 40, piece=10, delay=0.2)
    writer = visitor.writer
    await writer.enter()
    await writer.ask()
    await writer.page.locator("#heading[data-phase=thinking]").wait_for()
    await visitor.see("3-thinking")
    await writer.page.keyboard.press("Escape")
    await writer.until_over()
    writes.script(Behaviour(status=429, retry_after="6"))
    await writer.page.goto(f"{writer.url}/generate/")
    await writer.ask()
    await writer.page.locator("#heading[data-phase=again]").wait_for()
    await visitor.see("3-trying-again")
    await writer.page.keyboard.press("Escape")
    await writer.until_over()


async def test_done_editing_and_saved(visitor: Visitor, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400)
    writer = visitor.writer
    await writer.enter()
    await writer.ask()
    await writer.until_over()
    await visitor.see("7-done")
    await writer.page.click("#edit")
    await writer.page.locator("#preview").wait_for(state="attached")
    await visitor.see("8-editing")
    await writer.page.click("[name=draft]")
    await writer.page.locator("#outcome a[href^='/admin/']").wait_for()
    await visitor.see("9-saved")


async def test_revising_comparing_and_looking_back(visitor: Visitor, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400)
    writer, page = visitor.writer, visitor.writer.page
    await writer.enter()
    await page.click("#options summary")
    await visitor.see("13-options")
    number = await writer.ask("asyncio.timeout 정리\n\n- `git bisect` is not named in the draft.")
    await writer.until_over()
    await page.fill("#tag", "as")
    await visitor.see("14-tags")
    await page.keyboard.press("Escape")
    writes.script(Behaviour(text=f"{writes.text[:900]}\n\nOne more sentence.", piece=400))
    await page.fill("#wish", "shorter")
    await page.press("#wish", "Enter")
    await page.locator("[data-take-revision]").wait_for()
    await visitor.see("15-revision")
    await page.click("[data-take-revision]")
    await page.locator("#untake").wait_for()
    await visitor.see("16-taken")
    await page.click("[name=draft]")
    await page.locator("#outcome a[href^='/admin/']").wait_for()
    await page.click("#compare")
    await page.locator("#beside .sheet").first.wait_for()
    await visitor.see("17-beside")
    pages = {"versions": f"generate/{number}/versions", "search": "search/?q=timeout", "on-this-day": "on-this-day/"}
    for at, (state, path) in enumerate(pages.items()):
        await page.goto(f"{writer.url}/{path}")
        await visitor.see(f"{18 + at}-{state}")


async def test_failed_and_refused(visitor: Visitor, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(fault="error", after=20, piece=20)
    writer = visitor.writer
    await writer.enter()
    await writer.ask()
    await writer.until_over()
    await visitor.see("10-failed")
    await writer.page.goto(f"{writer.url}/generate/")
    await writer.page.fill("#text", " ")
    await writer.page.click("#send")
    await writer.page.locator("#problem [role=alert]").wait_for()
    await visitor.see("11-refused")


async def test_keys_alone_lead_from_the_notes_to_the_draft(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400)
    page = writer.page
    await expect(page.locator("#text")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.id") == "kind-text":
            break
    await page.keyboard.press("ArrowRight")
    assert await page.is_checked("#kind-url")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Tab")
    await page.keyboard.type("written without a mouse")
    await page.keyboard.press("Control+Enter")
    await writer.arrive()
    await writer.until_over()
    assert await page.evaluate("document.activeElement.id") == "heading"


async def test_scripts_and_styles_weigh_less_than_60_kb(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=400)
    await writer.ask()
    await writer.until_over()
    loaded = {url for url in writer.requests if url.endswith((".js", ".css"))}
    bodies = [await (await writer.context.request.get(url)).body() for url in loaded]
    assert sum(len(gzip.compress(body)) for body in bodies) < 60_000
