"""The exported site in Chromium: its search finds what the server finds, without reading texts for their order."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.async_api import Browser

from til.days import create_til
from til.search.query import Query, answers
from til.search.words import stem

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
ASKED: tuple[str, ...] = (
    "git bisect",
    "인덱스",
    "복합 인덱스를",
    "how to merge",
    "snake_case",
    "C++",
    "café",
    "nothing here",
)
ASKED += ("combine branches", "refere", "인덱ㅅ", "깃")
TEXTS: tuple[tuple[str, str, list[str]], ...] = (
    ("Use git bisect", "Git halves the commits: `git bisect start`.", ["git"]),
    ("복합 인덱스의 순서", "인덱스의 열은 순서가 있다. 인덱스, 인덱스, 인덱스.", ["데이터베이스"]),
    ("Merging branches", "A merge of snake_case names, merged by git.", ["git", "c++"]),
    ("C++ references", "café & <b>bold</b>", []),
    ("다중 인덱스", "복합적인 것", ["데이터베이스"]),
)
_WORDS = """
dying lying evening outing succeed exceeded egged adding hopping hoped hoping skies sky news ties dies
gently only past organization university generously communication international sensational conditional
rational fluently apologist analogies happily happy enjoy yes yellow boy sayings agreed feed bled tanned
falling hissing fizzed failing filing relational digitizer conformably radically differently vilely
analogously vietnamization predication operator feudalism decisiveness hopefulness callousness formality
sensitivity sensibility triplicate formative formalize electricity electrical hopeful goodness revival
allowance inference airliner adjustable defensible irritant replacement adjustment dependent adoption
communism activate effective bowdlerize probate rate cease controll roll
"""
WORDS = _WORDS.split()
SCRIPTS = Path(__file__).resolve().parents[2] / "tilsite/static/export"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def exported(transactional_db: None, tmp_path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The address of an exported site, and what the server finds."""
    assert sum(file.stat().st_size for file in SCRIPTS.glob("*.js")) < 30_000
    for title, content, tags in TEXTS:
        create_til(title=title, content=content, tags=tags, status="published")
    found = {words: [til.title for til in answers(Query(words))[:]] for words in ASKED}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        address = f"http://127.0.0.1:{server.server_port}/notes"
        call_command("build_site", str(tmp_path / "notes"), "--address", address, "--language", "ko")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address, found
        server.shutdown()
        thread.join()


async def test_the_search_of_an_exported_site_answers_as_the_server_does(
    browser: Browser, exported: tuple[str, dict[str, list[str]]]
) -> None:
    address, expected = exported
    page = await browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{address}/")
    await page.fill("#q", "인덱스")
    await page.press("#q", "Enter")
    await page.wait_for_selector("#results mark")
    assert await page.locator("html").get_attribute("lang") == "ko"
    for words, titles in expected.items():
        await page.goto(f"{address}/search/?q={words.replace('+', '%2B')}")
        await page.wait_for_selector("#found:not(:empty)")
        assert sorted(await page.locator("#results h2").all_text_contents()) == sorted(titles), words
    await page.fill("#q", "bisec")
    await page.fill("#q", "bisect")  # without a key: as it is typed
    await page.wait_for_selector("#results a:has-text('Use git bisect')")
    await page.click("#results a")
    assert "bisect start" in await page.inner_text(".prose")
    stems = await page.evaluate(
        """async ([place, words]) => { const { stem } = await import(place); return words.map(stem); }""",
        [f"{address}/static/export/stem.js", WORDS],
    )
    assert stems == [stem(word) for word in WORDS]
    assert complaints == []
