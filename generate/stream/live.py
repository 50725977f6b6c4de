"""A generation in the memory of this process: what its readers are shown, and a signal for changes."""

import asyncio
import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from generate.errors import GenerateError
from generate.notices import Notice
from generate.stages import Stage, TagChoice


class Status(StrEnum):
    """The status of a generation."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Continued:
    """How an attempt began: with the first ``length`` code points of the previous one, 0 if it started over.

    ``why`` is ``server`` (another process resumed it), ``person`` (a person resumed it), ``model`` (the model began
    again) or ``restored`` (the text of an earlier attempt was restored); ``at`` is an ISO 8601 time in UTC.
    """

    attempt: int
    length: int
    why: str
    at: str

    @classmethod
    def now(cls, attempt: int, length: int, why: str) -> Self:
        """Return the record of an attempt that starts now."""
        return cls(attempt, length, why, datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing is being written: the model is ``thinking`` since ``at``, or is retried at ``at`` (ISO 8601, UTC).

    It is retried because it did not answer (``again``) or accepts no requests for now (``busy``).
    """

    why: str
    at: str

    @classmethod
    def now(cls, why: str, seconds: float = 0) -> Self:
        """Return a pause that starts now, or ends in ``seconds``."""
        return cls(why, (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds"))

    @property
    def seconds(self) -> float:
        """Return the seconds since ``at``; negative until then."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.at)).total_seconds()


class Text:
    """A growing text. The cost of reading from an offset depends on the length read, not on the whole."""

    __slots__ = ("_ends", "_pieces")

    def __init__(self, text: str = "") -> None:
        self._pieces: list[str] = []
        self._ends: list[int] = []
        self.append(text)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def append(self, piece: str) -> None:
        """Add ``piece`` to the end."""
        if piece:
            self._ends.append(len(self) + len(piece))
            self._pieces.append(piece)

    def cut(self, length: int) -> None:
        """Truncate the text to ``length`` code points."""
        if length < len(self):
            kept = str(self)[:length]
            self._pieces.clear()
            self._ends.clear()
            self.append(kept)

    def since(self, offset: int) -> str:
        """Return the text from ``offset`` (code points) on; "" at the end or beyond it."""
        if self._ends[-2:-1] == [offset]:
            return self._pieces[-1]  # most readers keep up
        index = bisect_right(self._ends, offset)
        if index == len(self._pieces):
            return ""
        begin = self._ends[index - 1] if index else 0
        if index == len(self._pieces) - 1:
            return self._pieces[index][offset - begin :]
        return "".join(self._pieces[index:])[offset - begin :]

    def __str__(self) -> str:
        return "".join(self._pieces)


class Signal:
    """Wakes all waiters; they look at the state themselves, so a ring carries no data.

    ``rings`` counts rings: a waiter that has looked since the last one need not look again.
    """

    __slots__ = ("_waiting", "rings")

    def __init__(self) -> None:
        self.rings = 0
        self._waiting: set[asyncio.Future[bool]] = set()

    def wait(self) -> "asyncio.Future[bool]":
        """Return a future that the next ring resolves to True."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    def ring(self) -> None:
        """Wake all current waiters."""
        self.rings += 1
        for future in list(self._waiting):
            if not future.done():
                future.set_result(True)


class Live:
    """What readers of one generation are shown: updated by a run in this process, or from its row (see ``Remote``).

    ``run`` counts how often a process started or resumed it; ``attempt`` how often its content was begun or
    continued; ``stage`` is the first unfinished one. ``error`` is set once it failed or was cancelled.
    """

    __slots__ = (
        "_digest", "attempt", "changed", "continued", "day_number", "error", "excerpt", "followers", "id", "is_local",
        "model", "notices", "pause", "provider", "run", "source_masked", "source_title", "source_truncated",
        "source_url", "stage", "status", "tags", "text", "title", "truncated", "usage", "wanted",
    )  # fmt: skip

    def __init__(self, pk: int, wanted: frozenset[Stage]) -> None:
        self.id = pk
        self.wanted = wanted
        self.changed = Signal()
        self.is_local = False
        self.followers = 0
        self.run = self.attempt = 1
        self.stage = Stage.DAY_NUMBER
        self.status = Status.RUNNING
        self.text = Text()
        self.day_number: int | None = None
        self.title = self.excerpt = self.provider = self.model = ""
        self.tags: tuple[TagChoice, ...] = ()
        self.source_title = self.source_url = ""
        self.source_truncated = self.truncated = False
        self.source_masked: list[dict[str, object]] = []
        self.usage: dict[str, object] = {}
        self.continued: tuple[Continued, ...] = ()
        self.notices: tuple[Notice, ...] = ()
        self.error: GenerateError | None = None
        self.pause: Pause | None = None
        self._digest = ""

    @property
    def ended(self) -> bool:
        """Whether it has ended; it may be resumed later."""
        return self.status is not Status.RUNNING

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content as UTF-8, in hex; ask for it only when the content is finished."""
        if not self._digest:
            self._digest = hashlib.sha256(str(self.text).encode()).hexdigest()
        return self._digest

    def kept_since(self, attempt: int) -> int:
        """Return how many code points of the content of ``attempt`` are still valid."""
        lengths = [one.length for one in self.continued if one.attempt > attempt]
        return min(lengths) if len(lengths) == self.attempt - attempt else 0  # some attempts are unknown

    def write(self, piece: str) -> None:
        """Show one more piece of content."""
        self.text.append(piece)
        self.changed.ring()

    def begin(self, *, run: int, attempt: int, continued: tuple[Continued, ...]) -> None:
        """Start a new run; content stays as far as all attempts since then kept it."""
        before, self.attempt = self.attempt, attempt
        self.run, self.continued = run, continued
        if attempt > before:
            self.text.cut(self.kept_since(before))
        self.status, self.error, self._digest = Status.RUNNING, None, ""

    def show(self, values: Iterable[tuple[str, object]]) -> None:
        """Show stored values: pairs of name and value."""
        for name, value in values:
            setattr(self, name, value)
        self.changed.ring()
