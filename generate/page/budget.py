"""Track the bytes sent per byte of text, so that slow text appears immediately while that is cheap."""

from generate.page.difference import difference

MOST = 2.45  # bytes sent per byte of text; below three with the page's head and end
EVENT = 16  # bytes of an event besides its content


class Budget:
    """The bytes of a text shown so far, and the bytes sent to show them."""

    def __init__(self) -> None:
        self._text = self._spent = self._due = 0

    def pay(self, text: str, before: str, after: str) -> None:
        """Record that showing ``text`` changed the open block's HTML from ``before`` to ``after``."""
        self._text += len(text.encode())
        self._spent += EVENT + len(difference(before, after).encode())
        self._due = 2 * len(after.encode()) if "<pre" in after else 0  # highlighting is sent once the block is finished

    def has_room(self, text: str) -> bool:
        """Return whether ``text`` can be shown immediately."""
        size = len(text.encode())
        return self._spent + self._due + EVENT + size <= MOST * (self._text + size)
