"""The API documentation works under the site's content security policy."""

import pytest
from playwright.async_api import Browser

from tests.server import Server, Site

pytestmark = pytest.mark.anyio


async def test_the_docs_show_every_operation_and_try_one(browser: Browser, server: Server, site: Site) -> None:
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = await page.goto(f"{server.url}/api/v1/docs")
    assert answer
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    await page.locator("#operations-tils-list_tils").wait_for()
    assert await page.locator(".opblock").count() >= 37
    await page.locator("button.authorize").first.click()
    await page.locator(".auth-container input").first.fill(site.key)
    await page.locator(".auth-container button.authorize").first.click()
    await page.locator("button.btn-done").first.click()
    await page.locator("#operations-providers-list_providers .opblock-summary-control").click()
    await page.locator("button.try-out__btn").click()
    await page.locator("button.execute").click()
    said = page.locator(".live-responses-table .response .highlight-code").first
    assert "offline" in await said.inner_text(timeout=10_000)
    assert complaints == []
