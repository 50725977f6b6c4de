"""Remove closing remarks from the end of an answer, but never from its middle."""

import re

from generate.clean.fences import Fence, may_fence
from generate.clean.remarks import LONGEST, is_remark, is_rule, may_remark

_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Ending:
    """Passes text on, but holds back lines that are closing remarks unless other text follows.

    Only the first line of a paragraph outside code is checked, and at most 300 characters of it are held.
    """

    def __init__(self, outer: Fence | None) -> None:
        """``outer`` is the fence around the whole answer, whose opening line was removed."""
        self._outer = outer
        self._fence: Fence | None = None
        self._line = ""  # an incomplete line that cannot be classified yet
        self._passing = False  # inside a line that is passed on
        self._after_blank = False  # whether a paragraph may begin here
        self._tail = ""  # held back: blank lines, rules and remarks
        self._remarks = False  # whether the tail contains a remark

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        text, self._line = self._line + text, ""
        return "".join([self._piece(piece) for piece in _LINES.findall(text)])

    def finish(self) -> str:
        """Return the text held back, unless it is a closing remark."""
        rest, self._line = self._line, ""
        out = self._whole(rest) if rest else ""
        return out if self._remarks else out + self._tail

    def _piece(self, piece: str) -> str:
        complete = piece.endswith("\n")
        if self._passing:
            self._passing = not complete
            return piece
        if complete:
            return self._whole(piece)
        if self._waits(piece):
            self._line = piece
            return ""
        self._passing = True
        return self._release(piece)

    def _waits(self, start: str) -> bool:
        if len(start) > LONGEST:
            return False
        return may_fence(start) or (self._fence is None and (self._after_blank or self._remarks) and _may(start))

    def _whole(self, line: str) -> str:
        if self._fence:
            self._fence = None if self._fence.closed_by(line) else self._fence
            return self._release(line)
        if not line.strip():
            self._after_blank = True
            return self._hold(line)
        if (self._after_blank or self._remarks) and (is_remark(line) or is_rule(line)):
            self._remarks = self._remarks or is_remark(line)
            return self._hold(line)
        closes = self._outer is not None and self._outer.closed_by(line)
        self._fence = None if closes else Fence.opened_by(line)
        out = self._release(line)
        self._after_blank = closes
        return out

    def _hold(self, line: str) -> str:
        self._tail += line
        return ""

    def _release(self, text: str) -> str:
        tail, self._tail = self._tail, ""
        self._remarks = self._after_blank = False
        return tail + text


def _may(start: str) -> bool:
    """Return whether a line with this start may be a remark or a rule."""
    return may_remark(start) or is_rule(start) or start.strip() in {"-", "--", "*", "**", "_", "__", ""}
