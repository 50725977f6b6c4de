"""Pages for readers and two of the desk, on a phone or a desktop: they pass axe and fit the screen."""

from itertools import cycle

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import new_writer
from tests.browser.test_access import DEVICES, Visitor
from tests.server import Server

pytestmark = pytest.mark.anyio
MAKE_PAGES = """
from datetime import timedelta
from django.utils import timezone
from til.days import create_til
from til.models import Til
from til.site.models import Site
words = "git bisect halves commits between a good and a bad one, 이분 탐색처럼"
texts = {"content": f"{words}.", "excerpt": words, "tags": ["bisecting"]}
states = ["draft", "published", "published", "published"]
made = [create_til(title=f"Bisect {n}: 커밋을 반씩", status=one, **texts) for n, one in enumerate(states)]
today = timezone.localdate()
Til.objects.filter(pk=made[1].pk).update(published_on=today - timedelta(days=1461))  # four years, a leap day among them
Site.objects.update_or_create(pk=1, defaults={"about": "# 소개\\n\\nWhat I learn, [kept](https://example.com)."})
print(made[0].pk, made[2].get_absolute_url(), f"{today:%Y/%m}")
"""
LOOKS = [("ko", "phone", "dark"), ("en", "desktop", "light")]  # in turn
PAGES = {
    "about": "about/",
    "til": "{til}",
    "month": "{month}/",
    "year": "{year}/",
    "on-this-day": "on-this-day/",
    "tags": "tags/",
    "tag": "tags/bisecting/",
    "search": "search/?q=bisect",
    "nothing-found": "search/?q=zzqqxx",
    "not-found": "til/99999-bisect/",
    "site-form": "admin/site/site/1/change/",
    "links": "admin/til/til/{pk}/change/",
}


@pytest.fixture(scope="module")
def addresses(daphne: Server) -> dict[str, str]:
    """Each page's path, once there is something to show on it."""
    pk, til, month = daphne.run("shell", "--no-imports", "-c", MAKE_PAGES).split()
    return {
        state: path.format(pk=pk, til=til.lstrip("/"), month=month, year=month[:4]) for state, path in PAGES.items()
    }


@pytest.fixture
async def visitor(request: pytest.FixtureRequest, browser: Browser, daphne: Server) -> Visitor:
    language, device, scheme = request.param
    options = {"locale": language, "color_scheme": scheme, "reduced_motion": "reduce", **DEVICES[device]}
    writer = await new_writer(browser, daphne.url, **options)
    return Visitor(writer, request.param)


@pytest.mark.parametrize(
    ("visitor", "state"), list(zip(cycle(LOOKS), PAGES, strict=False)), indirect=["visitor"], ids=list(PAGES)
)
async def test_a_page_is_for_everybody_and_fits(visitor: Visitor, addresses: dict[str, str], state: str) -> None:
    page = visitor.writer.page
    await page.goto(f"{visitor.writer.url}/{addresses[state]}")
    if state == "links":
        await page.focus("#id_content")
        await page.keyboard.type("[[Bisect")
        await expect(page.locator("#links [role=option]").first).to_be_visible()
        await expect(page.locator("#footer")).to_contain_text("tilsite 0.")
    assert visitor.writer.complaints == []  # before axe, which styles Django's fields to measure them
    await visitor.see(f"page-{state}", is_for_fingers="admin/" not in addresses[state])
