"""Code fences according to CommonMark 0.31 (4.5), line by line."""

import re
from dataclasses import dataclass
from typing import Self

_OPENING = re.compile(
    r"(?P<prefix>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)", re.DOTALL
)
_UNFINISHED = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:[-*+]|\d{1,9}[.)]?|`{1,2}|`{3,}[^`]*|~{1,2}|~{3,}.*)?"
)
_CLOSING = re.compile(r"([ \t]*)(`{3,}|~{3,})\s*")

LONGEST = 200  # maximum characters held back of a line that may be a fence


@dataclass(frozen=True, slots=True)
class Fence:
    """An open fence: its marks, its indentation, and the first word of its info string."""

    marks: str
    indent: int
    info: str

    @classmethod
    def opened_by(cls, line: str) -> Self | None:
        """Return the fence that ``line`` opens, even inside a list item."""
        found = _OPENING.fullmatch(line)
        if not found or len(line.rstrip("\n")) > LONGEST:
            return None
        info = found["info"].split(maxsplit=1)
        return cls(found["marks"], _width(found["prefix"]), info[0].lower() if info else "")

    def closed_by(self, line: str) -> bool:
        """Return whether ``line`` ends this code block."""
        found = _CLOSING.fullmatch(line)
        if not found or len(line.rstrip("\n")) > LONGEST:
            return False
        return found[2].startswith(self.marks) and _width(found[1]) <= self.indent + 3

    @property
    def closing(self) -> str:
        """Return the line that closes this fence."""
        return " " * self.indent + self.marks


def may_fence(start: str) -> bool:
    """Return whether a line with this start may open or close a fence."""
    return len(start) <= LONGEST and bool(_UNFINISHED.fullmatch(start))


def _width(prefix: str) -> int:
    return len(prefix.expandtabs(4))
