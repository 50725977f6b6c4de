"""The outbox of a run: the run fills it, the flusher empties it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from generate.errors import NotSaved
from generate.stream.live import Live, Status


@dataclass(frozen=True, slots=True)
class Change:
    """One write of a run: the text after ``offset`` (code points), and values by field name."""

    id: int
    run: int
    offset: int
    text: str
    values: Mapping[str, object]


class Halt(Enum):
    """Why the flusher stops a run."""

    LOST = auto()  # another process has taken it over, or it was deleted
    CANCELLED = auto()  # a person asked to stop it
    REFUSED = auto()  # the database rejects its data


class Outbox:
    """Unsaved text and values of one run. Values are shown once they are saved."""

    def __init__(self, live: Live, run: int, halt: Callable[[Halt], None]) -> None:
        """``halt`` is called when the run has to stop."""
        self.id = live.id
        self.run = run
        self.halt = halt
        self.saved = len(live.text)  # code points of content
        self._live = live
        self._values: dict[str, object] = {}
        self._emptied: asyncio.Future[None] | None = None
        self._is_closed = False

    @property
    def ends(self) -> bool:
        """Whether the unsaved values include the end of the run."""
        return "status" in self._values

    def put(self, values: Mapping[str, object]) -> None:
        """Add ``values`` to the next flush."""
        self._values |= values

    def emptied(self) -> asyncio.Future[None]:
        """Return a future that resolves when everything added so far is saved."""
        self._emptied = asyncio.get_running_loop().create_future()
        return self._emptied

    def change(self) -> Change | None:
        """Return the unsaved changes, if any."""
        text = self._live.text.since(self.saved)
        if not text and not self._values:
            return None
        return Change(self.id, self.run, self.saved, text, dict(self._values))

    def close(self) -> None:
        """Stop showing anything: readers now see another run."""
        self._is_closed = True

    def settle(self, change: Change) -> None:
        """Show the values of ``change`` after they are saved."""
        if self._is_closed:
            return
        self.saved += len(change.text)
        if isinstance(self._live.error, NotSaved):
            self._live.show([("error", None), ("status", Status.RUNNING)])
        for name, value in change.values.items():
            if self._values.get(name) is value:
                del self._values[name]
        self._live.show((name, value) for name, value in change.values.items() if hasattr(self._live, name))
        if "text" in change.values:
            self.saved = len(self._live.text)
        if self._emptied and not self._values and not self._emptied.done():
            self._emptied.set_result(None)

    def discard(self) -> None:
        """Discard unsaved changes: readers keep what the database has."""
        self._live.text.cut(self.saved)
        self._values.clear()

    def report_unsaved(self, error: NotSaved) -> None:
        """Tell readers that their text could not be saved for a long time."""
        if not self._live.ended and self.change():
            self._live.show([("error", error), ("status", Status.FAILED)])
