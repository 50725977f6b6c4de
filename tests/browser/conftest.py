"""A real browser, a daphne server, a scripted provider, and a proxy that breaks connections."""

import asyncio
import os
import re
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.generate.page.drafts import LONG
from tests.proxy import Proxy
from tests.server import Server, Site, make_template

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
expect.set_options(timeout=15_000)  # ms; other lanes run beside this one
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
USER, PASSWORD = "ada", "countess of lovelace"
WISHER = "mary"  # whose wishes are not offered to others
SESSION = "session-of-{}"
MAKE_USERS = f"""
from datetime import timedelta
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.utils.timezone import now
for name in ("{USER}", "{WISHER}"):
    User.objects.create_superuser(name, "", "{PASSWORD}")
writer = User.objects.create_user("grace", "", "{PASSWORD}")
writer.user_permissions.add(Permission.objects.get(codename="generate"))
User.objects.create_user("guest", "", "{PASSWORD}")
for user in User.objects.all():
    Session.objects.save("{SESSION}".format(user.username), {{
        "_auth_user_id": str(user.pk),
        "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
        "_auth_user_hash": user.get_session_auth_hash(),
    }}, now() + timedelta(days=1))
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not CHROMIUM:
            item.add_marker(pytest.mark.skip("Chromium is not installed here (apt install chromium)"))


@pytest.fixture(scope="session")
def provider() -> Iterator[FakeProvider]:
    """The provider, on a separate event loop that outlives the tests'."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="provider")
    thread.start()
    fake = FakeProvider()
    asyncio.run_coroutine_threadsafe(fake.__aenter__(), loop).result()
    yield fake
    asyncio.run_coroutine_threadsafe(fake.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def writes(provider: FakeProvider) -> FakeProvider:
    """The provider, writing ``LONG`` in 600 pieces within a few seconds; a test may change this."""
    provider.seen.clear()
    provider.text = LONG
    provider.by_model["draft"] = Behaviour(piece=10, delay=0.005)
    return provider


def settings_for(provider: FakeProvider) -> dict[str, str]:
    return {
        "TIL_PROVIDER": "openai",
        "OPENAI_BASE_URL": f"{provider.url}/v1",
        "OPENAI_MODEL": "draft",
        "ANTHROPIC_API_KEY": "fake",
        "ANTHROPIC_BASE_URL": provider.url,
        "ANTHROPIC_MODEL": "draft",
        "TIL_LEASE_SECONDS": "1",
        "TIL_HEARTBEAT_SECONDS": "1",
        "TIL_STARTS_PER_MINUTE": "10000",
        "TIL_MAX_RUNS": "100",
    }


@pytest.fixture(scope="session")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site on SQLite and memory: pages do not depend on the backend, and browsers are slow."""
    made = make_template(tmp_path_factory.mktemp("site"))
    Server({"DATABASE_URL": made.template}, made.folder).run("shell", "-c", MAKE_USERS)
    return made


@pytest.fixture(scope="session")
def daphne(plain_site: Site, provider: FakeProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not stop it."""
    with plain_site.server(tmp_path_factory.mktemp("daphne"), "daphne", **settings_for(provider)) as server:
        yield server


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One event loop for all tests of a file, since they share a browser."""
    return "asyncio"


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """A fresh browser; pages opened by a test are closed."""
    yield chromium
    for context in chromium.contexts:
        await context.close()


@pytest.fixture
async def proxy(daphne: Server) -> AsyncIterator[Proxy]:
    async with Proxy(daphne.port) as proxy:
        yield proxy


@dataclass
class Writer:
    """A user at the generate page, and the errors of their browser."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def enter(self, name: str = USER) -> None:
        """Open the form as a signed-in user. Signing out affects all tests."""
        session = {"name": "sessionid", "value": SESSION.format(name), "url": self.url}
        await self.context.add_cookies([session])  # type: ignore[list-item]  # a TypedDict of Playwright's own
        await self.page.goto(f"{self.url}/generate/")

    async def sign_in(self, name: str = USER) -> None:
        await self.page.goto(f"{self.url}/login/?next=/generate/")
        await self.page.fill("#id_username", name)
        await self.page.fill("#id_password", PASSWORD)
        await self.page.click("main button")
        await self.page.wait_for_load_state()

    async def ask(self, notes: str = "asyncio.timeout, notes of today") -> int:
        """Send notes, and return the id of the generation that the browser opens."""
        await self.page.fill("#text", notes)
        await self.page.click("#send")
        return await self.arrive()

    async def arrive(self) -> int:
        await self.page.wait_for_url("**/generate/*/")
        found = re.search(r"/generate/(\d+)/", self.page.url)
        assert found
        return int(found[1])

    async def until_over(self, seconds: float = 30) -> None:
        await self.page.locator("#heading[data-over]").wait_for(timeout=seconds * 1000)

    async def until_text(self, length: int = 300) -> None:
        """Wait until this much of the draft is shown."""
        async with asyncio.timeout(20):
            while len(await self.text()) < length:
                await asyncio.sleep(0.02)

    async def text(self) -> str:
        return str(await self.page.locator("#text").text_content())

    async def html(self) -> str:
        return await self.page.locator("#blocks").inner_html() + await self.page.locator("#tail").inner_html()

    async def reloaded(self) -> str:
        """Return the text of a freshly loaded page."""
        fresh = await self.context.new_page()
        await fresh.goto(self.page.url)
        html = await fresh.locator("#blocks").inner_html() + await fresh.locator("#tail").inner_html()
        await fresh.close()
        return html


async def new_writer(browser: Browser, url: str, name: str = USER, **context: object) -> Writer:
    """Return a signed-in user at the form."""
    options = {"locale": "en", "viewport": {"width": 1280, "height": 860}} | context
    made = await browser.new_context(**options)  # type: ignore[arg-type]  # its many options, by name
    writer = Writer(await made.new_page(), made, url)
    writer.page.on("pageerror", lambda error: writer.complaints.append(f"{error}"))
    writer.page.on("console", lambda said: _note(writer, said.type, said.text))
    made.on("request", lambda request: writer.requests.append(request.url))
    if name:
        await writer.enter(name)
    return writer


EXPECTED = (
    "Failed to load resource",
    "EventSource's response has a MIME type",
    "Response Status Error Code",
    "htmx:",
)  # expected by the tests


def _note(writer: Writer, kind: str, text: str) -> None:
    if kind == "error" and not text.startswith(EXPECTED):
        writer.complaints.append(text)


@pytest.fixture
async def writer(browser: Browser, proxy: Proxy) -> AsyncIterator[Writer]:
    """A signed-in user at the form, behind the proxy. Their browser must not report errors."""
    writer = await new_writer(browser, proxy.url)
    yield writer
    assert writer.complaints == []
