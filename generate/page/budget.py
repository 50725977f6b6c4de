"""What showing a text has cost in bytes, so that slow text can be shown at once for as long as that is cheap."""

from generate.page.difference import difference

MOST = 2.5  # bytes sent for each byte of text; with the head and the end of the page it stays below three
EVENT = 16  # bytes around what an event says


class Budget:
    """Bytes of a text that is shown, and bytes that its readers were sent for them."""

    def __init__(self) -> None:
        self._text = self._spent = self._due = 0

    def pay(self, text: str, before: str, after: str) -> None:
        """Note that ``text`` was shown, which turned the open block's HTML from ``before`` to ``after``."""
        self._text += len(text.encode())
        self._spent += EVENT + len(difference(before, after).encode())
        self._due = 2 * len(after.encode()) if "<pre" in after else 0  # it is sent in colour once it is finished

    def has_room(self, text: str) -> bool:
        """Whether ``text`` can be shown at once."""
        size = len(text.encode())
        return self._spent + self._due + EVENT + size <= MOST * (self._text + size)
