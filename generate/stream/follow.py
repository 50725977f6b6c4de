"""Follow a generation from a position to its end: the one way a reader is served, on a page or through the API."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from generate.stream.events import Event
from generate.stream.live import Signal
from generate.stream.position import Position
from generate.stream.sse import comment, encode

KEEP_ALIVE = comment("keep-alive")
RETRY = b"retry: 1000\n"  # milliseconds a browser waits before it comes back

PAUSE = 0.005  # seconds between two takes where text comes faster than that: halves the work, and nobody feels it

T = TypeVar("T")
News = Callable[[Position], Iterator[Event]]
Write = Callable[[list[Event]], T]


class Followed(Protocol):
    """What can be followed: it counts its readers, rings when there is more, and knows whether more may come."""

    changed: Signal
    followers: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will come for now."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """How a reader wants it: which events, written how, and who is told when they are gone."""

    write: Write[T]
    left: Callable[[], None]
    news: News


class Follower:
    """One reader: where they are and since when they have been silent. Nothing is queued for them."""

    __slots__ = ("since", "task", "waiting")

    def __init__(self) -> None:
        self.task = asyncio.current_task()
        self.waiting: asyncio.Future[bool] | None = None
        self.since = 0.0


class Heart:
    """One heartbeat for all readers: a comment after a silence, and a way out for those who take nothing.

    Followers are kept in the order of their last sign of life, so that a beat looks at those only who are due.
    """

    def __init__(self, heartbeat: float, stalled: float) -> None:
        self.heartbeat = heartbeat
        self.stalled = stalled
        self.closing = False
        self._followers: dict[Follower, None] = {}

    def __len__(self) -> int:
        return len(self._followers)

    def touch(self, follower: Follower) -> None:
        """Note a sign of life."""
        follower.since = asyncio.get_running_loop().time()
        self._followers.pop(follower, None)
        self._followers[follower] = None

    def leave(self, follower: Follower) -> None:
        """Forget a reader."""
        self._followers.pop(follower, None)

    async def beat(self) -> None:
        """Look after the silent ones until cancelled."""
        while True:
            await asyncio.sleep(min(1.0, self.heartbeat / 4))
            now = asyncio.get_running_loop().time()
            for follower in list(self._silent(now)):
                self._prod(follower, now)

    def close(self) -> None:
        """End all streams now; the readers come back elsewhere."""
        self.closing = True
        for follower in self._followers:
            if follower.waiting and not follower.waiting.done():
                follower.waiting.set_result(True)

    async def until_alone(self) -> None:
        """Wait, not for long, until the last reader has left, so that their streams end and are not cut."""
        for _ in range(20):
            if not self._followers:
                return
            await asyncio.sleep(0.05)

    def _silent(self, now: float) -> Iterator[Follower]:
        for follower in self._followers:
            if now - follower.since < self.heartbeat:
                return
            yield follower

    def _prod(self, follower: Follower, now: float) -> None:
        if follower.waiting:
            if not follower.waiting.done():
                follower.waiting.set_result(False)
        elif now - follower.since > self.stalled and follower.task:
            follower.task.cancel()  # it has been sending all this time


def as_bytes() -> Write[bytes]:
    """Return what writes events as an event stream; the first ones say how soon to come back."""
    begin = RETRY

    def write(events: list[Event]) -> bytes:
        nonlocal begin
        if not events:
            return KEEP_ALIVE
        head, begin = begin, b""
        return head + b"".join([encode(name, data, str(position)) for name, data, position in events])

    return write


async def follow(live: Followed, position: Position, read: Reading[T], heart: Heart) -> AsyncGenerator[T, None]:
    """Yield all that ``position`` has not seen, then what comes, written by ``read.write``, until the end.

    A keep-alive (no events) goes out after ``heart.heartbeat`` seconds of silence.
    """
    follower = Follower()
    taken = 0.0
    live.followers += 1
    heart.touch(follower)
    try:
        while not heart.closing:
            ended, rings = live.ended, live.changed.rings
            if events := list(read.news(position)):
                position = events[-1].position
                heart.touch(follower)
                yield read.write(events)
            if ended:
                return
            if events:
                taken = await _paced(taken)
            if live.changed.rings == rings and not await _more(live, follower, heart):
                heart.touch(follower)
                yield read.write([])
    finally:
        live.followers -= 1
        heart.leave(follower)
        read.left()


async def _paced(taken: float) -> float:
    """Pause where the last take, at ``taken``, was a moment ago; return when this one was."""
    now = asyncio.get_running_loop().time()
    if now - taken < PAUSE:
        await asyncio.sleep(PAUSE)
    return now


async def _more(live: Followed, follower: Follower, heart: Heart) -> bool:
    """Wait for a change (True) or a heartbeat (False)."""
    if heart.closing:
        return True
    follower.waiting = live.changed.wait()
    try:
        return await follower.waiting
    finally:
        follower.waiting = None
