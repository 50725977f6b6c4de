"""Remove citation marks of search tools: 【4†source】, and words between private-use characters."""

import re

_LONGEST = 120  # maximum length of a mark
_MARK = re.compile(r"【\d+(?:[:†][^】\n]{0,100})】|\ue200[^\ue201\n]{0,110}\ue201")
_OPEN = re.compile(r"【(?:\d+(?:[:†][^】\n]*)?)?$|\ue200[^\ue201\n]*$")
_LOOSE = re.compile(r"[\ue200-\ue2ff]")


class Citations:
    """Removes the marks from pieces of text; an unfinished mark is held back."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        text = _MARK.sub("", self._held + text)
        found = _OPEN.search(text)
        cut = found.start() if found and len(text) - found.start() < _LONGEST else len(text)
        self._held = text[cut:]
        return _LOOSE.sub("", text[:cut])

    def finish(self) -> str:
        """Return the text held back."""
        rest, self._held = self._held, ""
        return _LOOSE.sub("", rest)
