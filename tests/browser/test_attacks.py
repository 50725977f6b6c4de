"""Attacks in all stored data, shown in Chromium: nothing runs, and every page has its content security policy.

The policy would stop most attacks, so any violation that it reports also counts as a failure.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest
from playwright.async_api import Browser, BrowserContext, Dialog, FilePayload, Page, Response

from tests.browser.conftest import PASSWORD, USER, settings_for
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from til.text.markdown import render

pytestmark = pytest.mark.anyio
KEPT = Path(__file__).resolve().parent.parent / "xss_payloads.json"
PAYLOADS: list[str] = orjson.loads(KEPT.read_bytes())["payloads"]
FILL = """
import json
from generate.models import Generation
from generate.stages import Stage
from til.days import create_til
from til.tagging.merge import merge
from til.tagging.lookup import get_or_create

payloads = json.load(open("PLACE"))["payloads"]
made = []
for number, bad in enumerate(payloads):
    status = "draft" if number % 3 == 0 else "published"
    til = create_til(
        title=f"{bad}"[:200], content=f"{bad}\\n\\n`{bad}` findable", excerpt=bad, tags=["attack", bad[:60]],
        source_title=bad, source_url=f"https://x.test/{bad}" if number % 2 else bad, source_kind=bad[:10],
        provider=bad[:20], model=bad, status=status,
    )
    row = Generation.objects.create(
        provider="offline", input=bad, source_text=bad, source_title=bad, title=bad[:200], content=bad,
        status="complete", stage=Stage.END, til=til,
    )
    made.append([til.pk, til.get_absolute_url(), status, row.pk])
merge(get_or_create("<img src=x onerror=alert(1)>"), get_or_create("<svg onload=alert(1)>"))
print(json.dumps(made))
"""
REPORT = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`stopped by the policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"""
ARMED = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [...element.attributes]
    .filter(({ name, value }) => name.startsWith("on") || /^(hx-|_$)/.test(name) && /alert|load/.test(value)
        && !element.matches("#outcome > [hx-trigger=load][hx-get$='/claims'], .panel > #earlier")  // ours
      || /^(href|src|action|formaction|data)$/.test(name)
        && /^[\\s\\x00-\\x1f]*(javascript:|vbscript:|data:text)/i.test(value))
    .map(({ name, value }) => `${element.tagName} ${name}=${value}`))"""


@dataclass
class Victim:
    """A signed-in browser, and the violations in it."""

    page: Page
    url: str
    happened: list[str] = field(default_factory=list)
    seen: int = 0

    async def listen(self, context: BrowserContext) -> None:
        await context.add_init_script(REPORT)
        self.page.on("dialog", self._on_dialog)
        self.page.on("pageerror", lambda error: self.happened.append(f"error {error}"))
        self.page.on("console", lambda said: self._on_console(said.text))
        self.page.on("response", self._on_response)
        context.on("request", lambda request: self._on_request(request.url))

    async def _on_dialog(self, dialog: Dialog) -> None:
        self.happened.append(f"a script ran on {self.page.url}")
        await dialog.dismiss()

    def _on_console(self, text: str) -> None:
        if "policy" in text.lower():
            self.happened.append(f"{self.page.url}: {text}")

    def _on_request(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "about:", "blob:")):
            self.happened.append(f"asked elsewhere: {url}")

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.seen += 1
            policy = response.headers.get("content-security-policy", "")
            if "script-src 'self';" not in policy or "unsafe-eval" in policy or "script-src-attr" in policy:
                self.happened.append(f"no policy on {response.url}")

    async def visit(self, *paths: str) -> None:
        for path in paths:
            await self.page.goto(f"{self.url}{path}")
            await self.look()

    async def look(self) -> None:
        self.happened += [f"{self.page.url}: {armed}" for armed in await self.page.evaluate(ARMED)]


@dataclass
class Kept:
    """A TIL that contains attacks, and its generation."""

    pk: int
    path: str
    status: str
    row: int


@pytest.fixture(scope="module")
def attacked(
    plain_site: Site, provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, list[Kept]]]:
    """A site in which all text from people, pages and models is an attack."""
    with plain_site.server(tmp_path_factory.mktemp("attacked"), **settings_for(provider)) as server:
        said = server.run("shell", "--no-imports", "-c", FILL.replace("PLACE", str(KEPT)))
        yield server, [Kept(*one) for one in orjson.loads(said)]


@pytest.fixture
async def victim(browser: Browser, attacked: tuple[Server, list[Kept]]) -> AsyncIterator[Victim]:
    context = await browser.new_context(locale="en")
    victim = Victim(await context.new_page(), attacked[0].url)
    await victim.listen(context)
    await victim.visit("/login/?next=javascript:alert(1)")
    await victim.page.fill("#id_username", USER)
    await victim.page.fill("#id_password", PASSWORD)
    await victim.page.click("main button")
    yield victim
    await context.close()


def searches(payloads: Iterable[str]) -> list[str]:
    return [f"/search/?q={quote(bad)}&tag={quote(bad)}" for bad in payloads]


async def test_nothing_kept_runs_on_any_page(victim: Victim, attacked: tuple[Server, list[Kept]]) -> None:
    made = attacked[1]
    drafts = [one.pk for one in made if one.status == "draft"]
    await victim.visit(*(quote(one.path) for one in made if one.status == "published"))
    await victim.visit("/", "/?page=2", "/tags/", "/tags/attack/", "/tags/attack/?page=2", "/search/?q=findable")
    await victim.visit(*searches(PAYLOADS[::5]), "/search/?q=alert", "/feed.xml", "/tags/attack/feed.xml", "/llms.txt")
    await victim.visit(*(f"/admin/til/til/{pk}/change/" for pk in drafts[::2]))
    await victim.visit(*(f"/generate/{one.row}/" for one in made[::6]), "/generate/", "/nowhere/<svg onload=alert(1)>")
    await victim.visit(
        "/admin/til/til/?all=", f"/admin/til/til/{drafts[0]}/history/", "/admin/til/tag/", "/api/v1/docs"
    )
    await victim.visit(f"/admin/til/til/{drafts[0]}/delete/", "/admin/generate/generation/", "/admin/til/alias/")
    await victim.visit("/admin/generate/generation/usage/", f"/admin/generate/generation/{made[0].row}/change/")
    assert victim.happened == []
    assert victim.seen > 90


async def test_nothing_runs_while_it_is_written_previewed_and_saved(victim: Victim, provider: FakeProvider) -> None:
    text = "\n\n".join(PAYLOADS)
    provider.by_model["draft"] = Behaviour(text=text, piece=7, delay=0.003)
    page = victim.page
    await victim.visit("/generate/")
    await page.click("label[for=kind-file]")
    attack: FilePayload = {
        "name": "<img src=x onerror=alert(1)>.md",
        "mimeType": "text/markdown",
        "buffer": text.encode(),
    }
    await page.set_input_files("#file", attack)
    await page.click("#send")
    await page.wait_for_url("**/generate/*/")
    while not await page.locator("#heading[data-over]").count():
        await victim.look()
    await page.click("#edit")
    await page.locator("#preview").wait_for()
    await victim.look()
    await page.click("[name=draft]")
    await page.locator("#outcome a[href^='/admin/']").click()
    await page.frame_locator("[name=preview]").locator("body.preview").wait_for()
    await victim.look()
    assert await page.locator(".review-source pre").inner_text() == text
    assert victim.happened == []


async def test_nothing_runs_in_a_reader_without_a_policy_at_any_point(browser: Browser) -> None:
    context = await browser.new_context()
    bare = Victim(await context.new_page(), "about:")
    await bare.listen(context)
    for bad in PAYLOADS:
        cut = [render(bad[:end], images=True) for end in range(1, len(bad) + 1)]
        await bare.page.set_content("".join(f"<div>{html}</div>" for html in cut))
        await bare.look()
    assert bare.happened == []
    await context.close()


async def test_what_runs_is_noticed(victim: Victim) -> None:
    await victim.visit("/")
    await victim.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    await victim.look()
    async with asyncio.timeout(5):
        while len(victim.happened) < 2:
            await asyncio.sleep(0.02)
    assert any("stopped by the policy: script-src-attr" in said for said in victim.happened)
    assert any("IMG onerror=alert(1)" in said for said in victim.happened)
    victim.happened.clear()
    await victim.page.goto("about:blank")
    await victim.page.set_content("<svg onload=alert(1)>")
    async with asyncio.timeout(5):
        while not any("a script ran" in said for said in victim.happened):
            await asyncio.sleep(0.02)
