"""The same page in Firefox: draft, lose the connection, stop, revise, edit, publish; skipped if Firefox is missing."""

from pathlib import Path

import pytest

from tests.browser.conftest import EXPECTED, PASSWORD, USER
from tests.browser.firefox import FIREFOX, Firefox, firefox
from tests.browser.test_access import PICTURES
from tests.browser.test_stream import words_of
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.generate.page.drafts import LONG
from tests.proxy import UNAVAILABLE, Proxy

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not FIREFOX, reason="Firefox is not installed here (apt install firefox-esr)"),
]
TEXT = "document.getElementById('text').textContent"
BLOCKS = "document.getElementById('blocks').innerHTML"
HEADING = "document.getElementById('heading').textContent"
OVER = "'over' in document.getElementById('heading').dataset"


async def sign_in(fox: Firefox, url: str) -> None:
    await fox.goto(f"{url}/login/?next=/generate/")
    await fox.type("#id_username", USER)
    await fox.type("#id_password", PASSWORD)
    await fox.press("Enter")
    await fox.until("location.pathname === '/generate/'")


async def picture(fox: Firefox, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    await fox.picture(PICTURES / f"firefox-{name}.png")


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_draft_from_notes_to_its_public_page(
    writes: FakeProvider, proxy: Proxy, tmp_path: Path, language: str
) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.02)
    size = {"width": 360, "height": 740} if language == "ko" else {"width": 1280, "height": 860}
    async with firefox(tmp_path, dark=language == "ko", language=language) as fox:
        await fox.open_tab(**size)
        await sign_in(fox, proxy.url)
        assert await fox.run("document.documentElement.lang") == language
        await fox.type("#text", "notes of today")
        await picture(fox, f"1-asking-{language}")
        await fox.press("Control", "Enter")
        await fox.until("/generate\\/\\d+\\/$/.test(location.pathname)")
        await fox.until(f"{TEXT}.length > 800")
        await picture(fox, f"2-writing-{language}")
        proxy.answers = [UNAVAILABLE] * 6
        proxy.cut()
        await fox.until("!document.getElementById('hint').hidden")
        await fox.until(OVER)
        assert proxy.streams >= 4
        assert (await fox.run(TEXT)).split() == words_of(LONG)
        shown = await fox.run(BLOCKS)
        await picture(fox, f"3-done-{language}")
        await fox.goto(await fox.run("location.href"))
        assert await fox.run(BLOCKS) == shown, "byte for byte what a fresh page shows"
        assert await fox.run("document.documentElement.scrollWidth <= innerWidth")
        paper = await fox.run("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(18, 22, 20)" if language == "ko" else "rgb(251, 252, 251)")
        await edit_and_publish(fox, language)
        assert [said for said in fox.complaints if not said.startswith(EXPECTED) and "/events" not in said] == []


async def edit_and_publish(fox: Firefox, language: str) -> None:
    await fox.click("#edit")
    await fox.until("document.activeElement.id === 'content'")
    await fox.run("document.getElementById('content').setSelectionRange(3, 3)")  # after "## "
    for sign in "xyzzy ":
        await fox.press(sign)
    await fox.until("document.getElementById('preview').textContent.includes('xyzzy')")
    await picture(fox, f"4-editing-{language}")
    await fox.click("#outcome [name=draft]")
    await fox.until("document.querySelector('#outcome .note a') !== null && !document.getElementById('content')")
    await fox.click("#outcome [name=publish]")
    await fox.until("location.pathname.startsWith('/til/')")
    assert "xyzzy" in await fox.run("document.querySelector('main').textContent")
    await picture(fox, f"5-published-{language}")


async def test_stop_continue_revise_take_and_undo(writes: FakeProvider, proxy: Proxy, tmp_path: Path) -> None:
    writes.by_model["draft"] = Behaviour(piece=10, delay=0.02)
    async with firefox(tmp_path) as fox:
        await fox.open_tab(width=1280, height=860)
        await sign_in(fox, proxy.url)
        await fox.type("#text", "notes")
        await fox.press("Control", "Enter")
        await fox.until("/generate\\/\\d+\\/$/.test(location.pathname)")
        await fox.until(f"{TEXT}.length > 500")
        await fox.press("Escape")
        await fox.until(f"{OVER} && {HEADING} === 'Stopped'")
        shown = await fox.run(TEXT)
        writes.by_model["draft"] = Behaviour(piece=400)
        await fox.click(".ways [form=again]")
        await fox.until(f"{OVER} && {HEADING} === 'Done'")
        whole = await fox.run(TEXT)
        assert whole.startswith(shown[: len(shown) // 2])
        writes.script(Behaviour(text="Ending the wait is not ending the work.", piece=9))
        await fox.type("#wish", "one line")
        await fox.press("Enter")
        await fox.until("document.querySelector('[data-take-revision]') !== null")
        await fox.click("[data-take-revision]")
        await fox.until(f"{TEXT}.trim() === 'Ending the wait is not ending the work.'")
        await fox.press("Control", "z")
        await fox.until(f"{TEXT}.length > 500")
        assert (await fox.run(TEXT)).split() == whole.split()
        assert [said for said in fox.complaints if not said.startswith(EXPECTED) and "/events" not in said] == []
