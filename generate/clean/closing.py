"""Remove the closing tag around a whole answer, and a short remark after it."""

LONGEST = 300  # characters after the closing tag; if more follow, the tag belongs to the text


class Closing:
    """Passes text on; from the closing tag on, text is held back until the end is certain."""

    def __init__(self, name: str) -> None:
        """``name`` is the tag's name, "" if there is no tag."""
        self._mark = f"</{name.lower()}>" if name else ""
        self._held = ""

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        if not self._mark:
            return text
        text, self._held = self._held + text, ""
        out = ""
        while (at := self._held_from(text)) < len(text):
            out, text = out + text[:at], text[at:]
            if len(text) <= len(self._mark) + LONGEST:
                self._held = text
                return out
            out, text = out + text[: len(self._mark)], text[len(self._mark) :]
        return out + text

    def finish(self) -> str:
        """Return the text held back, unless it begins with the closing tag."""
        rest, self._held = self._held, ""
        return "" if self._mark and rest.lower().startswith(self._mark) else rest

    def _held_from(self, text: str) -> int:
        lower = text.lower()
        at = lower.find(self._mark)
        if at >= 0:
            return at
        starts = (at for at in range(max(0, len(text) - len(self._mark)), len(text)) if lower[at] == "<")
        return next((at for at in starts if self._mark.startswith(lower[at:])), len(text))
