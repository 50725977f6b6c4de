"""Follow a generation from a position to its end: how every reader is served, on pages and over the API."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from generate import metrics
from generate.stream.events import Event
from generate.stream.live import Signal
from generate.stream.position import Position
from generate.stream.sse import SSEEvent, comment

KEEP_ALIVE = comment("keep-alive")
RETRY = b"retry: 1000\n"  # milliseconds until a browser reconnects

PAUSE = 0.005  # minimum seconds between two sends: halves the work for fast text, unnoticed by readers

T = TypeVar("T")
News = Callable[[Position], Iterator[Event]]
Write = Callable[[list[Event]], T]


class Followed(Protocol):
    """Something to follow: it counts its readers, signals changes, and knows whether more may come."""

    changed: Signal
    followers: int

    @property
    def ended(self) -> bool:
        """Whether it has ended, for now."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """How to serve a reader: which events, in which encoding, what to call when the reader leaves, and who it is."""

    write: Write[T]
    left: Callable[[], None]
    news: News
    who: Hashable = None


class Follower:
    """One reader and the time of its last sign of life. Nothing is queued for it."""

    __slots__ = ("is_over", "since", "task", "waiting", "who")

    def __init__(self, who: Hashable) -> None:
        self.who = who
        self.task = asyncio.current_task()
        self.waiting: asyncio.Future[bool] | None = None
        self.since = 0.0
        self.is_over = False

    def end(self) -> None:
        """End the stream; its reader may reconnect."""
        self.is_over = True
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(True)


class Heart:
    """One heartbeat for all readers: a keep-alive after a silence; readers that accept no data are dropped."""

    def __init__(self, heartbeat: float, stalled: float) -> None:
        self.heartbeat = heartbeat
        self.stalled = stalled
        self.closing = False
        self._followers: dict[Follower, None] = {}

    def __len__(self) -> int:
        return len(self._followers)

    def touch(self, follower: Follower) -> None:
        """Record a sign of life."""
        follower.since = asyncio.get_running_loop().time()
        self._followers[follower] = None

    def leave(self, follower: Follower) -> None:
        """Forget a reader."""
        self._followers.pop(follower, None)

    async def beat(self) -> None:
        """Serve silent readers until cancelled."""
        while True:
            await asyncio.sleep(min(1.0, self.heartbeat / 4))
            now = asyncio.get_running_loop().time()
            for follower in list(self._silent(now)):
                self._prod(follower, now)

    def close(self) -> None:
        """End all streams now; readers reconnect to another process."""
        self.closing = True
        for follower in self._followers:
            follower.end()

    def known(self) -> set[Hashable]:
        """Return who the readers are, as far as that is known."""
        return {follower.who for follower in self._followers if follower.who is not None}

    def dismiss(self, who: Hashable) -> None:
        """End the streams of ``who``."""
        for follower in self._followers:
            if follower.who == who:
                follower.end()

    async def until_alone(self) -> None:
        """Wait up to a second until the last reader has left, so that streams end cleanly."""
        for _ in range(20):
            if not self._followers:
                return
            await asyncio.sleep(0.05)

    def _silent(self, now: float) -> Iterator[Follower]:
        return (one for one in self._followers if now - one.since >= self.heartbeat)

    def _prod(self, follower: Follower, now: float) -> None:
        if follower.waiting:
            if not follower.waiting.done():
                follower.waiting.set_result(False)
        elif now - follower.since > self.stalled and follower.task:
            follower.task.cancel()  # it has been blocked in a send all this time


def as_bytes() -> Write[bytes]:
    """Return a writer of server-sent events; the first batch starts with the reconnection time."""
    begin = RETRY

    def write(events: list[Event]) -> bytes:
        nonlocal begin
        if not events:
            return KEEP_ALIVE
        head, begin = begin, b""
        return head + b"".join([SSEEvent(name, data, str(position)).encode() for name, data, position in events])

    return write


async def follow(live: Followed, position: Position, read: Reading[T], heart: Heart) -> AsyncGenerator[T, None]:
    """Yield the events after ``position``, then new ones until the end, encoded by ``read.write``.

    A keep-alive (no events) is yielded after ``heart.heartbeat`` seconds of silence.
    """
    follower = Follower(read.who)
    sent_at = 0.0
    live.followers += 1
    metrics.streams.inc()
    heart.touch(follower)
    try:
        while not (heart.closing or follower.is_over):
            ended, rings = live.ended, live.changed.rings
            if events := list(read.news(position)):
                _count_discarded(position, events[0])
                position = events[-1].position
                heart.touch(follower)
                yield read.write(events)
            if ended:
                return
            if events:
                sent_at = await _paced(sent_at)
            if live.changed.rings == rings and not await _more(live, follower, heart):
                heart.touch(follower)
                yield read.write([])
    finally:
        live.followers -= 1
        metrics.streams.dec()
        heart.leave(follower)
        read.left()


def _count_discarded(before: Position, event: Event) -> None:
    if event.name == "reset":
        metrics.taken_back.inc(max(0, before.offset - event.position.offset))


async def _paced(sent_at: float) -> float:
    """Pause if the last send, at ``sent_at``, was just now; return the time of this one."""
    now = asyncio.get_running_loop().time()
    if now - sent_at < PAUSE:
        await asyncio.sleep(PAUSE)
    return now


async def _more(live: Followed, follower: Follower, heart: Heart) -> bool:
    """Wait for a change (True) or a heartbeat (False)."""
    if heart.closing or follower.is_over:
        return True
    follower.waiting = live.changed.wait()
    try:
        return await follower.waiting
    finally:
        follower.waiting = None
