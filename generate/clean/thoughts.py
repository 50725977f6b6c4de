"""The marks between which some models think aloud."""

import re

_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning")
_LONGEST = len("</reasoning>")
_OPENING = re.compile(rf"[ ]{{0,3}}<({'|'.join(_NAMES)})>", re.IGNORECASE | re.ASCII)


def opened_by(text: str) -> re.Match[str] | None:
    """Return the mark that ``text`` begins with, if it does."""
    return _OPENING.match(text)


def may_open(start: str) -> bool:
    """Whether a line that starts like this may turn out to begin with such a mark."""
    bare = start.lstrip(" ")
    return len(start) - len(bare) <= 3 and any(f"<{name}>".startswith(bare.lower()) for name in _NAMES)


class Thoughts:
    """A block of thoughts that is being dropped."""

    def __init__(self, opening: re.Match[str]) -> None:
        self._closing = re.compile(f"</{opening[1]}>", re.IGNORECASE | re.ASCII)
        self._tail = ""

    def skip(self, text: str) -> str | None:
        """Return what follows the block, or None while it goes on."""
        text = self._tail + text
        if end := self._closing.search(text):
            return text[end.end() :]
        self._tail = text[-_LONGEST:]
        return None
