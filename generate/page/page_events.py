"""The events of the page: those of the API, in the same order and at the same positions, as HTML.

`day_number`, `reset`, `title`, `excerpt`, `tags` and `complete` match the API's. Text is sent as

    block   finished blocks to append, and the open block after them; a difference to the previous open block
    message the open block; a difference to its previous version (no id, since it is not a position; no name, for size)
    full    the whole text, if rendering it at once differs from its blocks; a difference to the open block
    part    the first part of a long event, not shown until complete, for short connections (no id)
    state   the state, whenever it changes (no id)
    failed  the failure (browsers use the name `error` for lost connections)
    ping    a sign of life, since scripts cannot see comments
    close   no more events unless somebody continues the draft; do not reconnect
"""

from bisect import bisect_right
from collections.abc import Iterator

from generate.errors import NotSaved
from generate.page.blocks import Blocks
from generate.page.difference import Held, differences, units
from generate.page.fragments import Fragments
from generate.page.rendering import Rendering
from generate.page.state import State, state_of
from generate.stages import Stage
from generate.stream.events import Event, type_of
from generate.stream.follow import RETRY, Write
from generate.stream.live import Status
from generate.stream.position import Position
from generate.stream.sse import SSEEvent

TAKEN_FOR_GRANTED = b"event: message\n"  # the name that browsers give to events without one
WITHOUT_ID = frozenset({"message", "part", "state", "ping"})
ENOUGH = 1_000  # characters of finished blocks per event


class PageEvents:
    """The events that one connection has not received yet.

    To make reconnecting cheap, ``held`` describes the open block that the reader already has, and ``state`` is the key
    of the last state received.
    """

    def __init__(self, shown: Rendering, fragments: Fragments, held: Held | None = None, state: str = "") -> None:
        self._shown = shown
        self._fragments = fragments
        self._open: str | Held = held or ""
        now = state_of(shown)
        self._state: State | None = now if now.key == state else None

    def __call__(self, position: Position) -> Iterator[Event]:
        """Yield each event after ``position`` that this connection has not received, in order."""
        shown = self._shown
        if position.ended and position.ended >= shown.run:
            yield Event("close", "", position)
            return
        position = self._in_present_attempt(position)
        if self._is_void(position):
            position = Position(position.generation, shown.attempt)
            self._open = ""
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

    def _in_present_attempt(self, position: Position) -> Position:
        """Return ``position`` in the current attempt, if everything read of an older attempt is still valid."""
        shown = self._shown
        if position.attempt >= shown.attempt or position.stage > Stage.CONTENT:
            return position
        is_kept = position.offset <= shown.live.kept_since(position.attempt) and shown.blocks.has(position.offset)
        return position._replace(attempt=shown.attempt, ended=0) if is_kept else position

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
        shown, blocks = self._shown, self._shown.blocks
        if shown.stage > Stage.CONTENT and blocks.whole:
            yield from self._change("full", blocks.whole, "", position._replace(stage=Stage.TITLE, offset=0))
            return
        for end in _milestones(blocks, position.offset):
            html, rest = blocks.between(position.offset, end), blocks.tail if end == blocks.end else ""
            position = position._replace(offset=end)
            yield from self._change("block", html, rest, position)
        if position.offset <= blocks.end:
            yield from self._change("message", "", blocks.tail, position)

    def _change(self, name: str, finished: str, rest: str, position: Position) -> Iterator[Event]:
        """Yield the difference from the open block to the ``finished`` blocks and the ``rest``."""
        *parts, last = differences(self._open, finished + rest) or [""]
        yield from (Event("part", part, position) for part in parts)
        self._open = rest
        if name == "block":
            last = f"{units(finished)} {last or '0 '}"
        if last:
            yield Event(name, last, position)

    def _last(self, position: Position) -> Iterator[Event]:
        shown = self._shown
        name = "complete" if shown.status is Status.COMPLETE else "failed"
        if isinstance(shown.error, NotSaved):  # the draft may continue once saved, so the browser must reconnect
            yield Event(name, self._fragments.outcome(shown), position)
            return
        position = position._replace(ended=shown.run)
        yield Event(name, self._fragments.outcome(shown), position)
        yield Event("close", "", position)


def _milestones(blocks: Blocks, offset: int) -> Iterator[int]:
    """Yield intermediate offsets up to the last finished block, so that each step is short."""
    for end in blocks.ends[bisect_right(blocks.ends, offset) :]:
        if end == blocks.end or len(blocks.between(offset, end)) >= ENOUGH:
            yield end
            offset = end


def as_page() -> Write[bytes]:
    """Return an encoder of the page's events; its first batch starts with the reconnection time."""
    begin = RETRY

    def write(events: list[Event]) -> bytes:
        nonlocal begin
        if not events:
            return SSEEvent("ping", "").encode()
        head, begin = begin, b""
        return head + b"".join(_encoded(event).removeprefix(TAKEN_FOR_GRANTED) for event in events)

    return write


def _encoded(event: Event) -> bytes:
    place = None if event.name in WITHOUT_ID else str(event.position)
    return SSEEvent(event.name, event.data, place).encode()


def goodbye(head: str) -> bytes:
    """Return the whole stream for a reader who gets only ``head``."""
    return SSEEvent("state", head).encode() + SSEEvent("close", "").encode()
