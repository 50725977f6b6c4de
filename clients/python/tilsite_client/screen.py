"""The output of ``til``: the text on standard output, progress on standard error."""

import shutil
import sys
import unicodedata
from typing import Any

from tilsite_client.draft import Draft
from tilsite_client.events import ContentChunk, Event, Reset
from tilsite_client.http import Retry

CLEAR = "\r\x1b[2K"


class Screen:
    """Streams a draft to a terminal as it is written; into a pipe it writes the whole text once, at the end.

    With ``is_quiet``, standard output is reserved for something else, such as JSON.
    """

    def __init__(self, *, is_quiet: bool = False) -> None:
        self._streams = sys.stdout.isatty() and not is_quiet
        self._is_quiet = is_quiet
        self._has_line = sys.stderr.isatty()
        self._is_line_shown = False
        self._content = ""

    def event(self, event: Event, draft: Draft) -> None:
        """Show an event."""
        self._content = draft.content
        if isinstance(event, Reset):
            self.say("Part of the text was lost and is being rewritten:" if event.length else "The draft starts over:")
        elif isinstance(event, ContentChunk) and self._streams:
            self._clear()
            sys.stdout.write(event.chunk)
            sys.stdout.flush()
        elif isinstance(event, ContentChunk):
            self.progress(f"Writing: {len(draft.content):,} characters")
        elif not self._streams or not draft.content:
            self.progress("Writing …")

    def retry(self, retry: Retry) -> None:
        """Report that the connection is being restored."""
        self.progress(f"{retry.error} Trying again ({retry.failures}) …")

    def finish(self) -> None:
        """End the text."""
        self._clear()
        if self._streams:
            sys.stdout.write("\n\n")
        elif not self._is_quiet:
            sys.stdout.write(self._content.rstrip("\n") + "\n")
        sys.stdout.flush()

    def progress(self, text: str) -> None:
        """Show a line that the next one replaces; only in a terminal."""
        if self._has_line:
            self._clear()
            sys.stderr.write(fitted(text, shutil.get_terminal_size().columns - 1))
            sys.stderr.flush()
            self._is_line_shown = True

    def say(self, text: str) -> None:
        """Write a permanent line to standard error."""
        self._clear()
        sys.stderr.write(f"{printable(text)}\n")
        sys.stderr.flush()

    def _clear(self) -> None:
        if self._is_line_shown:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
            self._is_line_shown = False


def row(til: dict[str, Any], columns: int) -> str:
    """Return one TIL as a line of a list."""
    day = (til["published"] or til["created"])[:10]
    status = "" if til["status"] == "published" else f" ({til['status']})"
    return fitted(f"{til['day_number']:>5}  {day}  {printable(til['title'])}{status}", columns)


def printable(text: str) -> str:
    """Return ``text`` without terminal control characters."""
    return "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)


def fitted(text: str, columns: int) -> str:
    """Return the beginning of ``text`` that fits into ``columns``; East Asian wide characters take two."""
    width = 0
    for at, character in enumerate(text):
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > columns:
            return text[: max(0, at - 1)] + "…"
    return text
