"""The page's stream: whoever follows it, from wherever and however often cut, ends with the same page."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from generate.errors import NotSaved, ProviderUnavailable
from generate.page import shown as shown_module
from generate.page.fragments import Fragments
from generate.page.news import PageNews, as_page, gone
from generate.page.shown import Shown, shown_of
from generate.stages import Stage, TagChoice, wanted
from generate.stream.events import Event
from generate.stream.live import Live, Status
from generate.stream.position import Position, parse
from tests.generate.page.drafts import LONG, pieces
from tests.generate.page.test_difference import apply, unpack
from tests.sse_parser import Parser
from til.markdown import render

pytestmark = pytest.mark.anyio
ALL = wanted(day_number=True, excerpt=True, tags=True)
DONE = [
    ("truncated", False), ("stage", Stage.END), ("title", "A title"), ("excerpt", "An excerpt"),
    ("tags", (TagChoice(1, "python", "python", is_new=False), TagChoice(None, "새것", "새것", is_new=True))),
    ("status", Status.COMPLETE),
]  # fmt: skip


@dataclass
class Browser:
    """What `draft.js` does with the events."""

    blocks: str = ""
    tail: str = ""
    after: str = ""
    seen: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)

    def connect(self) -> None:
        self.tail, self._parser = "", Parser()

    def read(self, stream: bytes) -> None:
        for message in self._parser.feed(stream):
            self.after = message.last_event_id or self.after
            self.seen.append(message.type)
            self.data[message.type] = message.data
            getattr(self, f"on_{message.type}", lambda _: None)(message.data)

    def on_block(self, data: str) -> None:
        length, difference = data.split(" ", 1)
        html = apply(self.tail, difference).encode("utf-16-le")
        self.blocks += html[: 2 * int(length)].decode("utf-16-le")
        self.tail = html[2 * int(length) :].decode("utf-16-le")

    def on_message(self, data: str) -> None:
        self.tail = apply(self.tail, data)

    def on_full(self, data: str) -> None:
        self.blocks, self.tail = unpack(data), ""

    def on_reset(self, _: str) -> None:
        self.blocks = self.tail = ""


@dataclass
class Scene:
    """A generation, what is shown of it, and one browser."""

    live: Live
    shown: Shown
    browser: Browser = field(default_factory=Browser)

    def connect(self) -> None:
        """Open a connection where the browser is."""
        self.browser.connect()
        self.position = parse(self.browser.after, 7, self.live.attempt) if self.browser.after else Position(7)
        self.news, self.write = PageNews(self.shown, Fragments("en", datetime.now(UTC), may_publish=True)), as_page()

    async def look(self) -> list[Event]:
        """Let the page catch up, and send what is new."""
        await until(lambda: self.shown.is_current)
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
    for name in ("TICK", "LATE", "LINGER"):
        monkeypatch.setattr(shown_module, name, 0.001)
    live = Live(7, ALL)
    live.show([("day_number", 12), ("provider", "openai"), ("model", "m")])
    live.show([("stage", Stage.CONTENT)])
    scene = Scene(live, await shown_of(live, lambda _: None, "text"))
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
    assert "Done, " in browser.data["state"]


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


async def test_a_link_is_fetched_before_the_model_is_waited_for(scene: Scene) -> None:
    live = Live(8, ALL)
    link = Scene(live, await shown_of(live, lambda _: None, "url"))
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
    file = Scene(live, await shown_of(live, lambda _: None, "file"))
    file.connect()
    await file.look()
    assert "Reading the file" in file.browser.data["state"]
    live.show([("source_title", "notes.pdf")])
    await file.look()
    assert "Waiting for the model" in file.browser.data["state"]


async def test_a_new_attempt_starts_over(scene: Scene) -> None:
    scene.live.write("# Old\n\nold text\n\nmore")
    await scene.look()
    scene.live.begin(run=2, attempt=2)
    scene.live.write("# New\n\nnew text")
    await scene.look()
    scene.live.show(DONE)
    await scene.look()
    assert "reset" in scene.browser.seen
    assert scene.browser.blocks == render("# New\n\nnew text", images=False)


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
    assert "cannot be reached" in scene.browser.data["failed"]
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
    messages = Parser().feed(gone("You are <signed> out."))
    assert [message.type for message in messages] == ["failed", "close"]
    assert "You are &lt;signed&gt; out." in messages[0].data
