"""The events of the page: those of the API in the same order and at the same positions, as HTML.

`day_number`, `reset`, `title`, `excerpt`, `tags` and `complete` are what their namesakes are. In place of text come

    block   finished blocks, to be appended, and the open one behind them; as a difference to the open one before
    message the open block, as a difference to itself (no id: it can always be sent again; no name: most are such)
    full    the whole text, where its parts were not rendered as the whole is; packed
    state   how it stands, whenever that changes (no id)
    failed  what went wrong (`error` is the browser's own word for a lost connection)
    ping    a sign of life; scripts cannot see comments
    close   nothing more will come unless somebody takes it up again: do not connect by yourself
"""

from collections.abc import Iterator

from django.template.loader import render_to_string

from generate.errors import NotSaved
from generate.page.difference import advance, difference, pack
from generate.page.fragments import Fragments, verdict
from generate.page.shown import Shown
from generate.page.state import State, state_of
from generate.stages import Stage
from generate.stream.events import Event, type_of
from generate.stream.follow import RETRY, Write
from generate.stream.live import Status
from generate.stream.position import Position
from generate.stream.sse import encode

TAKEN_FOR_GRANTED = b"event: message\n"  # readers' own name for what has none
WITHOUT_ID = frozenset({"message", "state", "ping"})


class PageNews:
    """What one connection has not seen yet. A new one starts from nothing: it is sent the open block whole."""

    def __init__(self, shown: Shown, fragments: Fragments) -> None:
        self._shown = shown
        self._fragments = fragments
        self._tail: str | None = None
        self._state: State | None = None

    def __call__(self, position: Position) -> Iterator[Event]:
        """Yield each event that ``position`` and this connection have not seen, in order."""
        shown = self._shown
        if position.ended and position.ended >= shown.run:
            yield Event("close", "", position)
            return
        if self._is_void(position):
            position = Position(position.generation, shown.attempt)
            self._tail = None
            yield Event("reset", "", position)
        if not shown.ended:
            yield from self._standing(position)
        for event in self._stages(position):
            position = event.position
            yield event
        if shown.ended:
            yield from self._standing(position)
            yield from self._last(position)

    def _standing(self, position: Position) -> Iterator[Event]:
        if (state := state_of(self._shown)) != self._state:
            self._state = state
            yield Event("state", self._fragments.state(state), position)

    def _is_void(self, position: Position) -> bool:
        shown = self._shown
        if position.attempt != shown.attempt:
            return position.attempt < shown.attempt
        if position.stage == Stage.CONTENT and not shown.blocks.has(position.offset):
            return shown.ended or position.offset < shown.blocks.end
        return shown.ended and position.stage > shown.stage

    def _stages(self, position: Position) -> Iterator[Event]:
        number, attempt, stage, offset, _ = position
        while stage < Stage.END:
            if stage == Stage.CONTENT:
                yield from self._content(Position(number, attempt, stage, offset))
                if self._shown.stage <= Stage.CONTENT:
                    return
            elif self._shown.stage <= stage:
                return
            elif stage in self._shown.live.wanted:
                fragment = self._fragments.field(type_of[stage], self._shown.live)
                yield Event(type_of[stage], fragment, Position(number, attempt, Stage(stage + 1)))
            stage, offset = Stage(stage + 1), 0

    def _content(self, position: Position) -> Iterator[Event]:
        blocks = self._shown.blocks
        before, end, tail = self._tail, blocks.end, blocks.tail
        if html := blocks.between(position.offset, end):
            position = position._replace(offset=end)
            yield Event("block", advance(before or "", html, tail), position)
        elif position.offset <= end and tail != before:
            yield Event("message", difference(before or "", tail), position)
        self._tail = tail
        if self._shown.stage > Stage.CONTENT and blocks.whole:
            yield Event("full", pack(blocks.whole), position._replace(stage=Stage.TITLE, offset=0))

    def _last(self, position: Position) -> Iterator[Event]:
        shown = self._shown
        name = "complete" if shown.status is Status.COMPLETE else "failed"
        if isinstance(shown.error, NotSaved):  # what is saved later goes on: the browser comes back for it
            yield Event(name, self._fragments.outcome(shown), position)
            return
        position = position._replace(ended=shown.run)
        yield Event(name, self._fragments.outcome(shown), position)
        yield Event("close", "", position)


def as_page() -> Write[bytes]:
    """Return what writes the page's events; the first ones say how soon to come back."""
    begin = RETRY

    def write(events: list[Event]) -> bytes:
        nonlocal begin
        if not events:
            return encode("ping", "")
        head, begin = begin, b""
        parts = [encode(name, data, None if name in WITHOUT_ID else str(place)) for name, data, place in events]
        return head + b"".join(part.removeprefix(TAKEN_FOR_GRANTED) for part in parts)

    return write


def gone(message: str) -> bytes:
    """Return the whole stream for one who may not read this, or for what is not there."""
    html = render_to_string("generate/_problem.html", {"problem": message}).strip()
    return encode("failed", verdict(html)) + encode("close", "")
