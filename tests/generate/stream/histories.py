"""Any history of a generation, seen from the process that runs it and from its row, and a client that reads it."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from generate.errors import Cancelled, Failed, Interrupted
from generate.stages import Stage, TagChoice, first
from generate.stream.events import Event, news
from generate.stream.live import Live, Status, Text
from generate.stream.position import Position, parse

RESULTS = {
    Stage.CONTENT: ("truncated", False),
    Stage.TITLE: ("title", "제목"),
    Stage.EXCERPT: ("excerpt", "In short."),
    Stage.TAGS: ("tags", (TagChoice(1, "git", "git", is_new=False),)),
}


class History:
    """One generation: ``memory`` is what its process shows, ``row`` what is kept."""

    def __init__(self, wanted: frozenset[Stage]) -> None:
        self.memory, self.row = Live(7, wanted), Live(7, wanted)
        self._both(stage=first(wanted, Stage.DAY_NUMBER), day_number=15)

    def write(self, piece: str) -> None:
        """Show a piece that is not kept yet."""
        if not self.row.ended and self.row.stage is Stage.CONTENT:
            self.memory.write(piece)

    def flush(self) -> None:
        """Keep what is shown."""
        self.row.text = Text(str(self.memory.text))

    def finish(self) -> None:
        """End a stage, or the whole after the last."""
        if self.row.ended:
            return
        self.flush()
        if self.row.stage is Stage.END:
            self._both(status=Status.COMPLETE)
        else:
            name, value = RESULTS[self.row.stage]
            self._both(**{name: value}, stage=first(self.row.wanted, self.row.stage))

    def fail(self) -> None:
        """End with an error, in good order."""
        if not self.row.ended:
            self.flush()
            self._both(status=Status.FAILED, error=Failed())

    def crash(self) -> None:
        """Lose the process; another one takes the row up."""
        if not self.row.ended:
            self._take_up()

    def give_up(self) -> None:
        """Lose the process; nobody takes it up, and what was only shown is lost."""
        if not self.row.ended:
            self._end_row(Status.FAILED, Interrupted())

    def cancel_orphan(self) -> None:
        """Lose the process, then somebody stops what nobody runs."""
        if not self.row.ended:
            self._end_row(Status.CANCELLED, Cancelled())

    def retry(self) -> None:
        """Take up what failed."""
        if self.row.status in {Status.FAILED, Status.CANCELLED}:
            self._take_up()

    def complete(self) -> None:
        """Run to the end."""
        self.retry()
        while not self.row.ended:
            self.finish()

    def _end_row(self, status: Status, error: Exception) -> None:
        run = self.row.run + 1
        self.memory.text = Text(str(self.row.text))
        self._both(status=status, error=error, run=run)

    def _take_up(self) -> None:
        again = self.row.stage <= Stage.CONTENT
        run, attempt = self.row.run + 1, self.row.attempt + again
        for live in (self.memory, self.row):
            live.begin(run=run, attempt=attempt)
        self._both()

    def _both(self, **values: object) -> None:
        for live in (self.memory, self.row):
            live.show(values.items())


@dataclass
class Client:
    """Reads events, keeps what they say, and comes back with the last id."""

    last_id: str = ""
    content: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    last: list[Event] = field(default_factory=list)

    def read(self, live: Live, most: int = 99) -> list[Event]:
        """Read what is there, until the line is cut after ``most`` events."""
        position = parse(self.last_id, live.id, live.attempt) if self.last_id else Position(live.id)
        events = list(news(live, position))[:most]
        for event in events:
            self.take(event)
        return events

    def take(self, event: Event) -> None:
        """Do as a client does."""
        self.last_id = str(event.position)
        match event.name:
            case "content_chunk":
                self.content += event.data["chunk"]
            case "reset":
                self.content, self.fields = "", {}
            case "complete" | "error":
                self.last.append(event)
            case _:
                self.fields |= event.data

    def copy(self) -> "Client":
        """Return who has read the same."""
        return replace(self, fields=dict(self.fields), last=list(self.last))

    def prove(self, live: Live) -> None:
        """Assert that nothing was lost or repeated."""
        assert self.content == str(live.text)
        assert [event.name for event in self.last if event.name == "complete"] == ["complete"]
        assert self.last[-1].data["content_sha256"] == hashlib.sha256(self.content.encode()).hexdigest()
        wanted = {name for stage, name in NAMES.items() if stage in live.wanted}
        assert set(self.fields) == wanted


NAMES = {Stage.DAY_NUMBER: "day_number", Stage.TITLE: "title", Stage.EXCERPT: "excerpt", Stage.TAGS: "tags"}
