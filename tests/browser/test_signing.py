"""Every page names the signed-in user and offers to sign out; visitors are sent to the login page and back."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import PASSWORD, USER, Writer, new_writer
from tests.browser.test_access import DEVICES, LOOKS, Visitor
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.proxy import Proxy
from tests.server import Server

pytestmark = pytest.mark.anyio
MAKE_TAGS = """
from til.days import create_til
for day in range(3):
    tags = ["timeouts", "git", "한글", "long" * 12]
    create_til(title=f"Day of tags {day}", content="text", tags=tags, status="published")
"""


@pytest.fixture(scope="session")
def tagged(daphne: Server) -> None:
    """Create public tags, enough to fill several rows on a phone."""
    daphne.run("shell", "-c", MAKE_TAGS)


@pytest.mark.usefixtures("tagged")
@pytest.mark.parametrize("look", LOOKS, ids="-".join)
async def test_a_visitor_signs_in_comes_back_and_signs_out(
    browser: Browser, proxy: Proxy, look: tuple[str, str, str]
) -> None:
    language, device, scheme = look
    writer = await new_writer(browser, proxy.url, "", locale=language, color_scheme=scheme, **DEVICES[device])
    visitor = Visitor(writer, look)
    page = writer.page
    await page.goto(f"{writer.url}/tags/?page=1")
    await visitor.see("12-visitor")
    await page.click("a.me")
    await expect(page.locator(".me")).to_have_count(0)
    await page.fill("#id_username", USER)
    await page.fill("#id_password", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/tags/?page=1")
    await page.click(".me summary")
    await expect(page.locator(".me b")).to_have_text(USER)
    await visitor.see("13-signed-in")
    await page.click(".me button")
    await page.wait_for_url(f"{writer.url}/")
    await expect(page.locator("a.me")).to_be_visible()
    await page.goto(f"{writer.url}/generate/")
    assert page.url.endswith("/login/?next=/generate/")
    assert writer.complaints == []


async def test_the_menu_closes_by_esc_and_the_draft_goes_on(writer: Writer, writes: FakeProvider) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.02)
    page = writer.page
    await writer.ask()
    await writer.until_text(50)
    await page.click(".me summary")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(page.locator(".me form")).to_be_hidden()
    await expect(page.locator(".me summary")).to_be_focused()
    await page.click(".me summary")
    await page.click("#heading")
    await expect(page.locator(".me form")).to_be_hidden()
    length = len(await writer.text())
    await writer.until_text(length + 100)


async def test_without_scripts_the_menu_opens_too(browser: Browser, proxy: Proxy) -> None:
    writer = await new_writer(browser, proxy.url, "", java_script_enabled=False)
    await writer.sign_in()
    await writer.page.click(".me summary")
    await writer.page.click(".me button")
    await expect(writer.page.locator("a.me")).to_be_visible()


async def test_signing_out_needs_the_form_of_the_page(writer: Writer) -> None:
    forged = await writer.context.request.post(f"{writer.url}/logout/")
    assert forged.status == 403
    await writer.page.reload()
    await expect(writer.page.locator(".me .name")).to_have_text(USER)
