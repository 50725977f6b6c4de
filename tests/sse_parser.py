"""A strict parser of event streams, written from WHATWG HTML §9.2.6, independent of the code under test."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """An event as a browser would dispatch it."""

    type: str
    data: str
    last_event_id: str


class Parser:
    """Parses bytes in any pieces, and returns the complete events.

    ``retry`` is in milliseconds (None until the stream names one); ``last_event_id`` is what a reader would send back.
    """

    def __init__(self) -> None:
        self.retry: int | None = None
        self.last_event_id = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._at_start = True
        self._after_cr = False
        self._line = ""
        self._type = ""
        self._data: list[str] = []
        self._id = ""

    def feed(self, data: bytes) -> list[Message]:
        text = self._decoder.decode(data)
        if self._at_start and text:
            self._at_start = False
            text = text.removeprefix("\ufeff")
        return [message for line in self._lines(text) if (message := self._take(line))]

    def _lines(self, text: str) -> list[str]:
        if self._after_cr and text:
            self._after_cr = False
            text = text.removeprefix("\n")
        if text.endswith("\r"):
            self._after_cr = True
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[0] = self._line + lines[0]
        self._line = lines.pop()
        return lines

    def _take(self, line: str) -> Message | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        self._field(name, value.removeprefix(" "))
        return None

    def _field(self, name: str, value: str) -> None:
        if name == "event":
            self._type = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)

    def _dispatch(self) -> Message | None:
        self.last_event_id = self._id
        kind, data = self._type or "message", self._data
        self._type, self._data = "", []
        return Message(kind, "\n".join(data), self._id) if data else None


def parse(pieces: Iterable[bytes]) -> list[Message]:
    """Return the events of a complete stream given in ``pieces``."""
    parser = Parser()
    return [message for piece in pieces for message in parser.feed(piece)]
