"""Show a draft in a terminal: its text on standard output, its progress on a live line below."""

import sys

from rich.console import Console
from rich.status import Status
from rich.text import Text

from generate.stream.events import Event


class Terminal:
    """Shows events as they arrive. In a pipe, standard output contains only the draft, as Markdown."""

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
        """Print completed lines, above the live line."""
        *lines, self._line = (self._line + chunk).split("\n")
        for line in lines:
            self._notes.print(Text(line))

    def _on_reset(self, data: dict[str, int]) -> None:
        taken_back = self._written - data["length"]
        self._line, self._written = "", data["length"]
        what = f"the last {taken_back:,} characters above are" if data["length"] else "all text above is"
        self._say("Resumed", f"{what} being rewritten")

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
