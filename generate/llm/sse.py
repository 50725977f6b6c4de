"""Parse model servers' event streams byte by byte: https://html.spec.whatwg.org/#server-sent-events.

The SDKs fail on different things: comments, a byte order mark, CR line ends, U+2028 inside a string, or a JSON
document instead of a stream. Events parsed here are encoded again in a form that all of them accept.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 8_000_000  # characters of one event, or of a body without events
_LINE = re.compile(r"\r\n|\n|\r")
_OTHER_ENDS = "\u0085\u2028\u2029"  # line ends for some readers, but not in the standard
_FIELD = re.compile(r"(?:data|event|id|retry)(?::|$)|:")
_ERROR = re.compile(r"error: ?(?=\{)")  # a field of its own, from older versions of llama.cpp


class TooLarge(Exception):
    """An event, or a body without events, is too long."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The data of one event; ``whole`` is True for a body without events."""

    data: str
    whole: bool = False


class Decoder:
    """Decodes a body fed in any pieces; call ``finish`` at the end.

    Both raise UnicodeDecodeError for invalid UTF-8, and TooLarge for an event longer than ``MOST``.
    """

    def __init__(self) -> None:
        self._bytes = codecs.getincrementaldecoder("utf-8-sig")()
        self._rest: list[str] = []  # pieces of a line; joining them each time would take quadratic time
        self._line_held = self._held = 0  # characters, of that line and of the lines before it
        self._data: list[str] = []
        self._body: list[str] | None = None

    def feed(self, data: bytes) -> Iterator[Payload]:
        """Yield the complete events."""
        yield from self._read(self._bytes.decode(data), ended=False)

    def finish(self) -> Iterator[Payload]:
        """Yield the event completed by the end: the last one without its blank line, or a body without events."""
        yield from self._read(self._bytes.decode(b"", final=True), ended=True)
        yield from self._event()
        if self._body is not None:
            yield Payload("\n".join(self._body), whole=True)

    def _read(self, text: str, *, ended: bool) -> Iterator[Payload]:
        if self._rest and self._rest[-1] == "\r":
            text = self._rest.pop() + text
        held = text.endswith("\r") and not ended  # a line feed may belong to it
        first, *others = _LINE.split(text[: len(text) - held])
        for line in others:
            yield from self._line("".join([*self._rest, first]))
            self._rest, self._line_held, first = [], 0, line
        self._rest += [first, "\r"] if held else [first]
        self._line_held += len(first)
        if self._line_held + self._held > MOST:
            raise TooLarge
        if ended and (line := "".join(self._rest)):
            yield from self._line(line)
            self._rest = []

    def _line(self, line: str) -> Iterator[Payload]:
        if self._body is None and not line:
            yield from self._event()
            return
        self._held += len(line)
        if self._body is not None:
            self._body.append(line)
        elif error := _ERROR.match(line):
            self._data.append(f'{{"error": {line[error.end() :]}}}')
        elif not _FIELD.match(line) and not self._data:
            self._body = [line]
        elif line.startswith("data"):
            self._data.append(line[4:].removeprefix(":").removeprefix(" "))

    def _event(self) -> Iterator[Payload]:
        data, self._data, self._held = "\n".join(self._data), [], 0
        if data.strip() not in {"", "null"}:
            yield Payload(data)


def may_begin(body: str) -> bool:
    """Return whether ``body`` may be the beginning of JSON or of events, cut anywhere."""
    text = body.strip()
    return text.startswith(("{", "[")) or any(field.startswith(text) for field in ("data", "event", "id", "retry"))


def encode(data: bytes, name: str = "") -> bytes:
    """Return an event that every reader understands; ``data`` is JSON on one line."""
    for end in _OTHER_ENDS:
        data = data.replace(end.encode(), f"\\u{ord(end):04x}".encode())
    return (f"event: {name}\n".encode() if name else b"") + b"data: " + data + b"\n\n"
