"""The post, line by line: track fences, drop thoughts and the end of a fence around the whole."""

import re

from generate.clean.fences import Fence, may_fence
from generate.clean.thoughts import Thoughts, may_open, opened_by

_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Body:
    """Text from the post's first character on; ordinary lines pass at once."""

    def __init__(self, outer: Fence | None, *, plain_start: bool = False) -> None:
        """``outer`` is the fence around the whole answer, whose opening line was removed.

        With ``plain_start`` the first line is text, even if it looks like the start of thoughts.
        """
        self._outer = outer
        self._fence: Fence | None = None
        self._thoughts: Thoughts | None = None
        self._held = ""
        self._inside = plain_start  # inside a line that is passed on
        self._resuming = False  # after thoughts; the blank rest of the line belongs to them
        self._ending = ""  # a line that may close the fence around the whole

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        text, self._held = self._held + text, ""
        return "".join([self._piece(piece) for piece in _LINES.findall(text)])

    def finish(self) -> str:
        """Return what was held back; ``closing`` is known then."""
        rest, self._held = self._held, ""
        if self._fence and rest.strip() in {self._fence.marks[:1], self._fence.marks[:2]}:
            return ""  # the text ends inside the closing marks; ``closing`` writes them in full
        return self._line(rest, complete=True) if rest else ""

    @property
    def closing(self) -> str:
        """The line that closes the fence left open, or nothing."""
        return self._fence.closing if self._fence else ""

    def _piece(self, piece: str) -> str:
        if self._thoughts:
            return self._skip(self._thoughts, piece)
        complete = piece.endswith("\n")
        if self._inside:
            self._inside = not complete
            return piece
        if not complete and (may_fence(piece) or may_open(piece)):
            self._held = piece
            return ""
        return self._line(piece, complete=complete)

    def _skip(self, thoughts: Thoughts, piece: str) -> str:
        rest = thoughts.skip(piece)
        if rest is None:
            return ""
        self._thoughts, self._resuming = None, True
        return self._piece(rest) if rest else ""

    def _line(self, line: str, *, complete: bool) -> str:
        """Process a line that can be classified."""
        before = self._settle(line)
        opening = None if self._fence else opened_by(line)
        if opening:
            self._thoughts = Thoughts(opening)
            rest = line[opening.end() :]
            return before + (self._piece(rest) if rest else "")
        resuming, self._resuming = self._resuming, False
        if resuming and not line.strip():
            return before
        self._inside = not complete
        return before + (self._follow(line) if complete else line)

    def _settle(self, line: str) -> str:
        """Decide whether the fence before ``line`` opened a code block or ended the whole."""
        ending, self._ending = self._ending, ""
        if not ending:
            return ""
        if not line.strip():
            self._outer = None
            return ""
        self._fence = Fence.opened_by(ending)
        return ending

    def _follow(self, line: str) -> str:
        if self._fence:
            self._fence = None if self._fence.closed_by(line) else self._fence
        elif self._outer and self._outer.closed_by(line):
            self._ending = line
            return ""
        else:
            self._fence = Fence.opened_by(line)
        return line
