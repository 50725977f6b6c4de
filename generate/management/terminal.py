"""A draft as a terminal shows it: its text on standard output, what happens on one live line below."""

import sys

from rich.console import Console
from rich.status import Status
from rich.text import Text

from generate.stream.events import Event


class Terminal:
    """Shows events as they come. In a pipe standard output holds the draft alone, as Markdown."""

    def __init__(self) -> None:
        self._notes = Console(stderr=True, highlight=False)
        self._status = Status("Waiting for the first words", console=self._notes, spinner="dots")
        self._written = 0
        self._line = ""

    def __call__(self, event: Event) -> None:
        """Show one event."""
        getattr(self, f"_on_{event.name}")(event.data)

    def _on_day_number(self, data: dict[str, int]) -> None:
        self._say("Day", str(data["day_number"]))
        self._status.start()

    def _on_content_chunk(self, data: dict[str, str]) -> None:
        self._written += len(data["chunk"])
        if sys.stdout.isatty():
            self._print_whole_lines(data["chunk"])
        else:
            sys.stdout.write(data["chunk"])
            sys.stdout.flush()
        self._status.update(f"Writing, {self._written:,} characters")
        self._status.start()

    def _print_whole_lines(self, chunk: str) -> None:
        """Print lines as they are finished: the live line stays below them."""
        *lines, self._line = (self._line + chunk).split("\n")
        for line in lines:
            self._notes.print(Text(line))

    def _on_reset(self, _data: object) -> None:
        self._line, self._written = "", 0
        self._say("Again", "from the beginning; forget the text above")

    def _on_title(self, data: dict[str, str]) -> None:
        self._end_content()
        self._say("Title", data["title"])

    def _on_excerpt(self, data: dict[str, str]) -> None:
        self._say("Excerpt", data["excerpt"])

    def _on_tags(self, data: dict[str, list[dict[str, str]]]) -> None:
        self._say("Tags", ", ".join(tag["name"] for tag in data["tags"]) or "none")

    def _on_complete(self, data: dict[str, object]) -> None:
        self._status.stop()
        by = (
            "arranged from the notes, no AI"
            if data["provider"] == "offline"
            else f"{data['provider']}, {data['model']}"
        )
        self._say("Done", f"{data['content_length']:,} characters, {by}")

    def _on_error(self, _data: object) -> None:
        self._end_content()
        self._status.stop()

    def _end_content(self) -> None:
        if sys.stdout.isatty():
            self._print_whole_lines("\n")
        elif self._written:
            sys.stdout.write("\n")

    def _say(self, label: str, text: str) -> None:
        self._notes.print(Text.assemble((f"{label:>8}  ", "bold green"), text))
