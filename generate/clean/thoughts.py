"""The marks around a model's visible thoughts."""

import re

_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning")
_LONGEST = len("</reasoning>")
_OPENING = re.compile(rf"[ ]{{0,3}}<({'|'.join(_NAMES)})>", re.IGNORECASE | re.ASCII)


def opened_by(text: str) -> re.Match[str] | None:
    """Return the mark at the start of ``text``, if any."""
    return _OPENING.match(text)


def may_open(start: str) -> bool:
    """Return whether a line with this start may begin with a mark of thoughts."""
    bare = start.lstrip(" ")
    return len(start) - len(bare) <= 3 and any(f"<{name}>".startswith(bare.lower()) for name in _NAMES)


class Thoughts:
    """Drops a block of thoughts."""

    def __init__(self, opening: re.Match[str]) -> None:
        self._closing = re.compile(f"</{opening[1]}>", re.IGNORECASE | re.ASCII)
        self._tail = ""

    def skip(self, text: str) -> str | None:
        """Return the text after the block, or None while it continues."""
        text = self._tail + text
        if end := self._closing.search(text):
            return text[end.end() :]
        self._tail = text[-_LONGEST:]
        return None
