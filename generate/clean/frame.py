"""The frame around a post: the marks that a model was asked to write, found in a stream and removed."""

import re
from collections.abc import Iterator


class Opened:
    """The frame opens here: all text before it stands outside."""


class Frame:
    """Passes on the text between the marks; if there are none, all text.

    A model may ignore the frame, repeat or nest its marks, or break off inside one. Marks are never text. Before the
    frame, one counts only at the beginning or the end of a line, so that a sentence about the marks opens nothing. A
    frame without text does not count. After the frame, nothing counts.
    """

    def __init__(self, mark: str) -> None:
        """``mark`` is the name in the marks: ``<mark>`` and ``</mark>``."""
        self.dropped = 0  # characters outside the frame
        self.found = False  # whether there was a frame
        self._marks = re.compile(rf"<\s?(/?)\s?{re.escape(mark)}\s?>", re.IGNORECASE)
        self._whole = (f"<{mark}>".lower(), f"</{mark}>".lower())
        self._held = ""
        self._depth = 0
        self._over = False
        self._lead: str | None = None  # white space after the opening mark, until text follows
        self._outside = 0  # characters passed on before the frame
        self._line_is_blank = True

    def feed(self, text: str) -> Iterator[str | Opened]:
        """Yield the text that is ready, and Opened before the text of the frame."""
        yield from self._read(text, ended=False)

    def finish(self) -> Iterator[str | Opened]:
        """Yield the text held back, without an unfinished closing mark."""
        yield from self._read("", ended=True)
        rest, self._held = self._held, ""
        if not rest.startswith("</" if self._depth else self._whole[1][:5]):
            yield from self._pass(rest)

    def _read(self, text: str, *, ended: bool) -> Iterator[str | Opened]:
        text, self._held = self._held + text, ""
        at = 0
        for found in self._marks.finditer(text) if "<" in text else ():
            yield from self._pass(text[at : found.start()])
            at = found.start()
            counts = self._counts(text[found.end() :], ended=ended)
            if counts is None:
                self._held = text[at:]
                return
            at = found.end()
            if counts:
                self._take(is_closing=bool(found[1]))
        cut = self._unfinished(text, at)
        yield from self._pass(text[at:cut])
        self._held = text[cut:]

    def _counts(self, behind: str, *, ended: bool) -> bool | None:
        """Return whether a mark before ``behind`` counts; None if that is not certain yet."""
        if self._depth or self._over or self._line_is_blank:
            return True
        line, newline, _ = behind.partition("\n")
        return not line.strip() if line.strip() or newline or ended else None

    def _unfinished(self, text: str, at: int) -> int:
        start = text.rfind("<", max(at, len(text) - len(self._whole[1]) - 3))
        if start < 0:
            return len(text)
        begun = "".join(text[start:].split()).lower()
        return start if any(mark.startswith(begun) for mark in self._whole) else len(text)

    def _take(self, *, is_closing: bool) -> None:
        if is_closing and self._lead is not None:
            self._depth, self._lead = 0, None
        elif is_closing:
            self._depth = max(0, self._depth - 1)
            self._over = not self._depth
        elif self._depth and self._lead is None:
            self._depth += 1
        elif not self.found:
            self._depth, self._lead, self._over = 1, "", False

    def _pass(self, text: str) -> Iterator[str | Opened]:
        if self._over:
            self.dropped += len(text)
            return
        self._line_is_blank = not text.rpartition("\n")[2].strip() and ("\n" in text or self._line_is_blank)
        if self._lead is not None:
            self._lead += text
            if not self._lead.strip():
                return
            text, self._lead = _without_line_end(self._lead), None
            self.dropped, self.found = self.dropped + self._outside, True
            yield Opened()
        elif not self.found:
            self._outside += len(text)
        if text:
            yield text


def _without_line_end(text: str) -> str:
    """Return ``text`` without the rest of the line of the opening mark."""
    bare = text.lstrip(" \t\r")
    return bare.removeprefix("\n")
