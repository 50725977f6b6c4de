"""A generation as this process sees it: what its readers are shown, and the signal that there is more."""

import asyncio
import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from enum import StrEnum

from generate.errors import GenerateError
from generate.stages import Stage, TagChoice


class Status(StrEnum):
    """How a generation stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Text:
    """A text that grows at its end. Reading from an offset costs what is read, not what is there."""

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
        """Forget all behind ``length`` code points."""
        if length < len(self):
            kept = str(self)[:length]
            self._pieces.clear()
            self._ends.clear()
            self.append(kept)

    def since(self, offset: int) -> str:
        """Return all from ``offset`` on (code points); empty at the end or beyond it."""
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
    """Wakes all who wait; a state is looked at again after each ring, so a ring carries nothing.

    ``rings`` counts them: who has looked since the last one need not look again.
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
        """Wake all who wait now."""
        self.rings += 1
        for future in list(self._waiting):
            if not future.done():
                future.set_result(True)


class Live:
    """What readers of one generation are shown. Fed by the run of this process, or from the row by a watch.

    ``run`` counts how often somebody took it up; ``attempt`` how often its content was begun; ``stage`` is the first
    unfinished one. ``error`` is set once it failed or was cancelled.
    """

    __slots__ = (
        "_digest", "attempt", "changed", "day_number", "error", "excerpt", "followers", "id", "is_local", "model",
        "provider", "run", "source_masked", "source_title", "source_truncated", "source_url", "stage", "status", "tags",
        "text", "title", "truncated", "usage", "wanted",
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
        self.error: GenerateError | None = None
        self._digest = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come unless somebody takes it up again."""
        return self.status is not Status.RUNNING

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the content as UTF-8, in hex; ask for it only when the content is finished."""
        if not self._digest:
            self._digest = hashlib.sha256(str(self.text).encode()).hexdigest()
        return self._digest

    def write(self, piece: str) -> None:
        """Show one more piece of content."""
        self.text.append(piece)
        self.changed.ring()

    def begin(self, *, run: int, attempt: int) -> None:
        """Take up again; in a new attempt the content starts over."""
        if attempt > self.attempt:
            self.text = Text()
        self.run, self.attempt = run, attempt
        self.status, self.error, self._digest = Status.RUNNING, None, ""

    def show(self, values: Iterable[tuple[str, object]]) -> None:
        """Show what was stored: pairs of a name and its value."""
        for name, value in values:
            setattr(self, name, value)
        self.changed.ring()
