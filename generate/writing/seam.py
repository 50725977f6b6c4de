"""Where to continue an interrupted text: after its last whole line of code, or its last sentence."""

import re

from generate.clean.fences import Fence

MOST = 600  # maximum characters removed, so that text without sentences does not start over
_END = re.compile(r"(?:[.!?。！？…:][\"'”’»)\]*_`]*|`{3,}|~{3,})$")
_STANDS_ALONE = re.compile(r"\s*(?:[-*+|>#]|\d{1,9}[.)]\s|<)")  # list items, rows, quotes, headings, tags
_SENTENCE = re.compile(r"[.!?。！？…][\"'”’»)\]]*\s+")


def seam(text: str) -> int:
    """Return how many code points of ``text`` to keep; the rest is rewritten.

    Inside a code block that is the end of the last whole line, elsewhere the end of the last sentence or line.
    """
    floor = max(0, len(text) - MOST)
    line = text.rfind("\n") + 1
    if is_in_code(text):
        found = line
    else:
        last = [match.end() for match in _SENTENCE.finditer(text, floor)]
        found = max(line, *last, 0) if last else line
    if found > floor or len(text) <= MOST:
        return found
    return max(text.rfind(" ", floor) + 1, floor)


def breaks_off(text: str) -> bool:
    """Return whether ``text`` ends inside a code block, or in a paragraph without the end of a sentence."""
    last = text.rstrip().rpartition("\n")[2]
    return is_in_code(text) or not (_STANDS_ALONE.match(last) or _END.search(last))


def shared_length(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts, in code points."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def is_in_code(text: str) -> bool:
    """Return whether ``text`` ends inside a code block."""
    fence: Fence | None = None
    for line in text.splitlines(keepends=True):
        if fence is None:
            fence = Fence.opened_by(line)
        elif fence.closed_by(line):
            fence = None
    return fence is not None
