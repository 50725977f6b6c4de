"""Distinguish a post inside a code fence from one that begins with a code block."""

import re

from generate.clean.fences import Fence, may_fence
from generate.clean.remarks import is_remark

LOOK_AHEAD = 1_000  # maximum characters held back if an answer begins with a fence

_MARKDOWN = {"markdown", "md", "mdx"}
_HEADING = re.compile(r"^#{2,6} |\A# [^\n]+\n\n", re.MULTILINE)


def wrapped(text: str, *, ended: bool) -> bool | None:
    """Return whether the opening fence wraps the whole ``text``; None if that is not certain yet.

    A closed fence followed by more than a closing remark is a code block. A fence wraps the whole if the text ends with
    it, if it contains fences that would close it, or if it is labelled Markdown and is longer than an example. A fence
    without a label must also contain a heading.
    """
    full = len(text) >= LOOK_AHEAD
    ended = ended and not full
    lines = text[:LOOK_AHEAD].split("\n")
    if len(lines) == 1 and not ended:
        return None if may_fence(text) else False
    outer = outer_fence(lines[0])
    if outer is None:
        return False
    found = _evidence(outer, lines[1:] if ended or full else lines[1:-1])
    if found is None and (full or ended):
        return outer.info in _MARKDOWN or bool(_HEADING.search("\n".join(lines[1:])))
    return found


def outer_fence(line: str) -> Fence | None:
    """Return the fence that ``line`` opens, if it may wrap a whole answer."""
    fence = Fence.opened_by(line)
    if fence is None or line.lstrip(" ")[:1] not in {"`", "~"} or fence.info not in {"", *_MARKDOWN}:
        return None
    return fence


def _evidence(outer: Fence, lines: list[str]) -> bool | None:
    for at, line in enumerate(lines):
        if outer.closed_by(line):
            rest = lines[at + 1 :]
            more = any(line.strip() and not is_remark(line) for line in rest)
            return _opens_code(outer, lines[:at], rest) if more else None
        inner = Fence.opened_by(line)
        if inner and inner.marks.startswith(outer.marks):
            return True
    return None


def _opens_code(outer: Fence, before: list[str], after: list[str]) -> bool:
    """Return whether bare marks open a block inside ``outer`` rather than close it, judging by the lines around."""
    return outer.info in _MARKDOWN and not "".join(before[-1:]).strip() and bool(after[0].strip())
