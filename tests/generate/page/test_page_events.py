"""The page's stream: from any position and after any cuts, every reader ends with the same page."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from generate.errors import NotSaved, ProviderUnavailable
from generate.page import rendering as shown_module
from generate.page.difference import Held, held
from generate.page.fragments import Fragments, gone
from generate.page.page_events import PageEvents, as_page, goodbye
from generate.page.rendering import Rendering, rendering_of
from generate.stages import Stage, TagChoice, wanted
from generate.stream.events import Event
from generate.stream.live import Continued, Live, Status
from generate.stream.position import Position, parse
from tests.generate.page.drafts import LONG, pieces
from tests.generate.page.test_difference import apply, saying
from tests.sse_parser import Parser
from til.text.markdown import render

pytestmark = pytest.mark.anyio
ALL = wanted(day_number=True, excerpt=True, tags=True)
DONE = [
    ("truncated", False), ("stage", Stage.END), ("title", "A title"), ("excerpt", "An excerpt"),
    ("tags", (TagChoice(1, "python", "python", is_new=False), TagChoice(None, "새것", "새것", is_new=True))),
    ("status", Status.COMPLETE),
]  # fmt: skip


@dataclass
class Browser:
    """A reader of events that works like `text.js` and `connection.js`."""

    blocks: str = ""
    tail: str = ""
    open: str = ""
    after: str = ""
    seen: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)

    def connect(self) -> None:
        self._parser = Parser()

    def read(self, stream: bytes) -> None:
        for message in self._parser.feed(stream):
            self.after = message.last_event_id or self.after
            self.seen.append(message.type)
            self.data[message.type] = message.data
            getattr(self, f"on_{message.type}", lambda _: None)(message.data)

    def on_part(self, data: str) -> None:
        self.open = apply(self.open, data)

    def on_block(self, data: str) -> None:
        length, difference = data.split(" ", 1)
        html = apply(self.open, difference).encode("utf-16-le")
        self.blocks += html[: 2 * int(length)].decode("utf-16-le")
        self.tail = self.open = html[2 * int(length) :].decode("utf-16-le")

    def on_message(self, data: str) -> None:
        self.tail = self.open = apply(self.open, data)

    def on_full(self, data: str) -> None:
        self.blocks, self.tail, self.open = apply(self.open, data), "", ""

    def on_reset(self, _: str) -> None:
        self.blocks = self.tail = self.open = ""


@dataclass
class Scene:
    """A generation, its rendering, and one browser."""

    live: Live
    shown: Rendering
    browser: Browser = field(default_factory=Browser)

    def connect(self) -> None:
        """Open a connection at the browser's position."""
        self.browser.connect()
        self.position = parse(self.browser.after, 7, self.live.attempt) if self.browser.after else Position(7)
        opened = self.browser.open
        known = held(saying(opened, len(opened.rstrip("</pliu>\n")))) if opened else Held(), self.state
        self.news = PageEvents(self.shown, Fragments("en", datetime.now(UTC), may_publish=True), *known)
        self.write = as_page()

    @property
    def state(self) -> str:
        """The key of the state that the browser shows."""
        found = re.search(r'data-key="(\w+)"', self.browser.data.get("state", ""))
        return found[1] if found else ""

    def _is_current(self) -> bool:
        shown, live = self.shown, self.live
        ours = shown.run, shown.attempt, shown.stage, shown.status, shown.error, shown.length
        return ours == (live.run, live.attempt, live.stage, live.status, live.error, len(live.text))

    async def look(self) -> list[Event]:
        """Render, and send new events to the browser."""
        await until(self._is_current)
        events = list(self.news(self.position))
        if events:
            self.position = events[-1].position
            self.browser.read(self.write(events))
        return events


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.001)


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    for name in ("TICK", "LATE", "LINGER", "HANDED_OUT"):
        monkeypatch.setattr(shown_module, name, 0.001)
    live = Live(7, ALL)
    live.show([("day_number", 12), ("provider", "openai"), ("model", "m")])
    live.show([("stage", Stage.CONTENT)])
    scene = Scene(live, await rendering_of(live, lambda _: None, "text"))
    scene.shown.followers += 1
    scene.connect()
    yield scene
    scene.shown.followers -= 1
    await until(lambda: live.followers == 0)


async def test_everything_comes_in_order_and_ends_with_close(scene: Scene) -> None:
    for piece in pieces(LONG, 40):
        scene.live.write(piece)
        await scene.look()
    scene.live.show(DONE)
    await scene.look()
    browser = scene.browser
    assert browser.blocks == render(LONG, images=False)
    assert browser.tail == ""
    assert browser.seen[:2] == ["state", "day_number"]
    assert browser.seen[-6:] == ["title", "excerpt", "tags", "state", "complete", "close"]
    assert (browser.data["title"], browser.data["day_number"]) == ("A title", "12")
    assert (browser.data["tags"].count("<li"), browser.data["tags"].count('class="tag new"')) == (2, 1)
    assert ">Done<" in browser.data["state"]


@pytest.mark.parametrize("every", [1, 3, 7])
async def test_a_connection_cut_again_and_again_ends_the_same(scene: Scene, every: int) -> None:
    for number, piece in enumerate(pieces(LONG, 60)):
        scene.live.write(piece)
        await scene.look()
        if number % every == 0:
            scene.connect()
    scene.live.show(DONE)
    await scene.look()
    assert scene.browser.blocks == render(LONG, images=False)
    assert scene.browser.seen.count("title") == 1


@pytest.mark.parametrize(("least", "most"), [(300, 2500), (1500, 1500)])
async def test_every_short_connection_brings_more_than_it_costs(scene: Scene, least: int, most: int) -> None:
    chance = random.Random(least)
    text = LONG + "\n\n```python\n" + "value = compute(1, 'two', three=3)  # a comment\n" * 60 + "```\n"
    scene.live.write(text)
    scene.live.show(DONE)
    await until(lambda: scene.shown.ended)
    connections = 0
    while scene.browser.seen[-1:] != ["close"]:
        scene.connect()
        stream = scene.write(list(scene.news(scene.position)))
        scene.browser.read(stream[: chance.randint(least, most)])
        connections += 1
        assert connections < 40, "a whole page of such a text is 24,000 bytes"
    assert scene.browser.blocks == render(text, images=False)


async def test_a_new_connection_repeats_neither_the_state_nor_the_open_block(scene: Scene) -> None:
    scene.live.write("# One\n\nAn open paragraph that goes on and")
    await scene.look()
    scene.connect()
    assert await scene.look() == []
    scene.connect()
    scene.live.write(" on")
    assert [event.data for event in await scene.look()] == ["5,0  on</p>\x1d"]


async def test_another_server_that_went_on_is_named(scene: Scene) -> None:
    scene.live.write("half a sentence")
    scene.live.begin(run=2, attempt=2, continued=(Continued(2, 5, "server", "2026-11-27T03:04:05+00:00"),))
    scene.live.changed.ring()
    await scene.look()
    assert "Interrupted at 12:04; continued by another server" in scene.browser.data["state"]


async def test_a_link_is_fetched_before_the_model_is_waited_for(scene: Scene) -> None:
    live = Live(8, ALL)
    link = Scene(live, await rendering_of(live, lambda _: None, "url"))
    link.connect()
    await link.look()
    assert "Fetching the page" in link.browser.data["state"]
    live.show([("source_url", "https://example.org/")])
    await link.look()
    assert "Waiting for the model" in link.browser.data["state"]
    live.show([("stage", Stage.CONTENT)])
    live.write("text")
    await link.look()
    assert "Writing" in link.browser.data["state"]


async def test_a_file_is_read_before_the_model_is_waited_for(scene: Scene) -> None:
    live = Live(8, ALL)
    file = Scene(live, await rendering_of(live, lambda _: None, "file"))
    file.connect()
    await file.look()
    assert "Reading the file" in file.browser.data["state"]
    live.show([("source_title", "notes.pdf")])
    await file.look()
    assert "Waiting for the model" in file.browser.data["state"]


async def test_a_new_attempt_starts_over(scene: Scene) -> None:
    scene.live.write("# Old\n\nold text\n\nmore")
    await scene.look()
    scene.live.begin(run=2, attempt=2, continued=(Continued(2, 0, "model", ""),))
    scene.live.write("# New\n\nnew text")
    await scene.look()
    scene.live.show(DONE)
    await scene.look()
    assert "reset" in scene.browser.seen
    assert scene.browser.blocks == render("# New\n\nnew text", images=False)


async def test_blocks_that_are_kept_stay_on_the_page(scene: Scene) -> None:
    scene.live.write("# Kept\n\nkept text\n\nlost wor")
    await scene.look()
    scene.live.begin(run=2, attempt=2, continued=(Continued(2, 19, "server", ""),))
    scene.live.write("found words")
    await scene.look()
    scene.live.show(DONE)
    await scene.look()
    assert "reset" not in scene.browser.seen
    assert scene.browser.blocks == render("# Kept\n\nkept text\n\nfound words", images=False)


async def test_a_text_that_explains_itself_below_is_sent_whole_once(scene: Scene) -> None:
    text = "See [docs].\n\nMore.\n\n[docs]: https://example.org\n"
    for piece in pieces(text, 10):
        scene.live.write(piece)
        await scene.look()
    scene.live.show(DONE)
    await scene.look()
    assert scene.browser.seen.count("full") == 1
    assert scene.browser.blocks == render(text, images=False)


async def test_a_failure_is_called_failed_and_closes(scene: Scene) -> None:
    scene.live.write("half")
    scene.live.show([("status", Status.FAILED), ("error", ProviderUnavailable())])
    await scene.look()
    assert "cannot be reached" in scene.browser.data["state"]
    assert "error" not in scene.browser.seen
    assert scene.browser.seen[-1] == "close"
    scene.connect()
    await scene.look()
    assert scene.browser.seen[-1] == "close", "who comes back is told again that it is over"
    assert scene.browser.seen.count("failed") == 1


async def test_what_could_not_be_saved_yet_does_not_close(scene: Scene) -> None:
    scene.live.write("half")
    scene.live.show([("status", Status.FAILED), ("error", NotSaved())])
    await scene.look()
    assert scene.browser.seen[-1] == "failed"


async def test_a_reader_from_nowhere_starts_over(scene: Scene) -> None:
    scene.live.write("one\n\ntwo\n\nthree")
    await scene.look()
    scene.position = Position(7, 1, Stage.CONTENT, 2)
    scene.browser.connect()
    await scene.look()
    assert scene.browser.seen.count("reset") == 1
    assert scene.browser.blocks + scene.browser.tail == render("one\n\ntwo\n\nthree", images=False)


async def test_a_silence_is_a_ping_and_a_refusal_ends_at_once() -> None:
    assert Parser().feed(as_page()([]))[0].type == "ping"
    messages = Parser().feed(goodbye(gone("You are <signed> out.", "/login/")))
    assert [message.type for message in messages] == ["state", "close"]
    assert "You are &lt;signed&gt; out." in messages[0].data
    assert 'href="/login/"' in messages[0].data
