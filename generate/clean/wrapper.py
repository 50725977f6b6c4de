"""Whether an answer is a post inside a code fence, or a post that begins with a block of code."""

import re

from generate.clean.fences import Fence, may_fence

LOOK_AHEAD = 1_000  # characters that are held back at most, and only where an answer begins with such a fence

_MARKDOWN = {"markdown", "md", "mdx"}
_HEADING = re.compile(r"^#{2,6} |\A# [^\n]+\n\n", re.MULTILINE)


def wrapped(text: str, *, ended: bool) -> bool | None:
    """Whether the fence that ``text`` begins with is around the whole of it; None while that cannot be told.

    It is a block of its own if it is closed and more follows. It is around the whole if that is where the text ends, if
    it has fences inside that would close it, or if it is named Markdown and goes on for longer than examples do. A
    fence without a name needs a heading inside besides.
    """
    full = len(text) >= LOOK_AHEAD
    ended = ended and not full
    lines = text[:LOOK_AHEAD].split("\n")
    if len(lines) == 1 and not ended:
        return None if may_fence(text) else False
    outer = outer_fence(lines[0])
    if outer is None:
        return False
    found = _evidence(outer, lines[1:] if ended else lines[1:-1], "" if ended else lines[-1])
    if found is None and (full or ended):
        return outer.info in _MARKDOWN or bool(_HEADING.search("\n".join(lines[1:])))
    return found


def outer_fence(line: str) -> Fence | None:
    """Return the fence that ``line`` opens if a whole answer may stand in it."""
    fence = Fence.opened_by(line)
    if fence is None or line.lstrip(" ")[:1] not in {"`", "~"} or fence.info not in {"", *_MARKDOWN}:
        return None
    return fence


def _evidence(outer: Fence, lines: list[str], unfinished: str) -> bool | None:
    for at, line in enumerate(lines):
        if outer.closed_by(line):
            rest = [*lines[at + 1 :], unfinished]
            return _opens_code(outer, lines[:at], rest) if any(line.strip() for line in rest) else None
        inner = Fence.opened_by(line)
        if inner and inner.marks.startswith(outer.marks):
            return True
    return None


def _opens_code(outer: Fence, before: list[str], after: list[str]) -> bool:
    """Whether bare marks begin a block inside ``outer``, as what stands around them tells, instead of closing it."""
    return outer.info in _MARKDOWN and not "".join(before[-1:]).strip() and bool(after[0].strip())
