"""Random histories of a generation, as its process shows them and as its row stores them, and a client."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from generate.errors import Cancelled, Failed, Interrupted
from generate.stages import Stage, TagChoice, first
from generate.stream.events import Event, news
from generate.stream.live import Continued, Live, Status, Text
from generate.stream.position import Position, parse
from generate.writing.seam import seam

RESULTS = {
    Stage.CONTENT: ("truncated", False),
    Stage.TITLE: ("title", "제목"),
    Stage.EXCERPT: ("excerpt", "In short."),
    Stage.TAGS: ("tags", (TagChoice(1, "git", "git", is_new=False),)),
}


class History:
    """One generation: ``memory`` is shown by its process, ``row`` is stored."""

    def __init__(self, wanted: frozenset[Stage]) -> None:
        self.memory, self.row = Live(7, wanted), Live(7, wanted)
        self._both(stage=first(wanted, Stage.DAY_NUMBER), day_number=15)

    def write(self, piece: str) -> None:
        """Show a piece that is not saved yet."""
        if not self.row.ended and self.row.stage is Stage.CONTENT:
            self.memory.write(piece)

    def flush(self) -> None:
        """Save what is shown."""
        self.row.text = Text(str(self.memory.text))

    def finish(self) -> None:
        """Finish a stage; after the last one, the generation."""
        if self.row.ended:
            return
        self.flush()
        if self.row.stage is Stage.END:
            self._both(status=Status.COMPLETE)
        else:
            name, value = RESULTS[self.row.stage]
            self._both(**{name: value}, stage=first(self.row.wanted, self.row.stage))

    def fail(self) -> None:
        """End regularly with an error."""
        if not self.row.ended:
            self.flush()
            self._both(status=Status.FAILED, error=Failed())

    def crash(self) -> None:
        """Kill the process; another one adopts the row."""
        if not self.row.ended:
            self._take_up(seam(str(self.row.text)))

    def give_up(self) -> None:
        """Kill the process; no other adopts the row, and unsaved text is lost."""
        if not self.row.ended:
            self._end_row(Status.FAILED, Interrupted())

    def cancel_orphan(self) -> None:
        """Kill the process, then cancel the orphan."""
        if not self.row.ended:
            self._end_row(Status.CANCELLED, Cancelled())

    def retry(self) -> None:
        """Continue a failed generation."""
        if self.row.status in {Status.FAILED, Status.CANCELLED}:
            self._take_up(len(self.row.text))

    def start_over(self) -> None:
        """Let a model start over instead of continuing; this is saved before it is shown."""
        if not self.row.ended and self.row.stage is Stage.CONTENT:
            attempt = self.row.attempt + 1
            continued = (*self.row.continued, Continued(attempt, 0, "model", ""))
            for live in (self.memory, self.row):
                live.show({"text": Text(), "attempt": attempt, "continued": continued}.items())

    def complete(self) -> None:
        """Run to the end."""
        self.retry()
        while not self.row.ended:
            self.finish()

    def _end_row(self, status: Status, error: Exception) -> None:
        run = self.row.run + 1
        self.memory.text = Text(str(self.row.text))
        self._both(status=status, error=error, run=run)

    def _take_up(self, length: int) -> None:
        again = self.row.stage <= Stage.CONTENT
        run, attempt, continued = self.row.run + 1, self.row.attempt + again, self.row.continued
        if again:
            continued = (*continued, Continued(attempt, length, "server", ""))
        for live in (self.memory, self.row):
            live.begin(run=run, attempt=attempt, continued=continued)
        self._both()

    def _both(self, **values: object) -> None:
        for live in (self.memory, self.row):
            live.show(values.items())


@dataclass
class Client:
    """Reads and applies events, and resumes from the last id."""

    last_id: str = ""
    content: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    last: list[Event] = field(default_factory=list)

    def read(self, live: Live, most: int = 99) -> list[Event]:
        """Read the available events, at most ``most`` before the connection is cut."""
        position = parse(self.last_id, live.id, live.attempt) if self.last_id else Position(live.id)
        events = list(news(live, position))[:most]
        for event in events:
            self.take(event)
        return events

    def take(self, event: Event) -> None:
        """Process an event like a client."""
        self.last_id = str(event.position)
        match event.name:
            case "content_chunk":
                self.content += event.data["chunk"]
            case "reset":
                self.content = self.content[: event.data["length"]]
                self.fields = self.fields if event.data["length"] else {}
            case "complete" | "error":
                self.last.append(event)
            case _:
                self.fields |= event.data

    def copy(self) -> "Client":
        """Return a client in the same state."""
        return replace(self, fields=dict(self.fields), last=list(self.last))

    def prove(self, live: Live) -> None:
        """Assert that nothing was lost or repeated."""
        assert self.content == str(live.text)
        assert [event.name for event in self.last if event.name == "complete"] == ["complete"]
        assert self.last[-1].data["content_sha256"] == hashlib.sha256(self.content.encode()).hexdigest()
        wanted = {name for stage, name in NAMES.items() if stage in live.wanted}
        assert set(self.fields) == wanted


NAMES = {Stage.DAY_NUMBER: "day_number", Stage.TITLE: "title", Stage.EXCERPT: "excerpt", Stage.TAGS: "tags"}
