"""Encode server-sent events (WHATWG HTML §9.2.5); no other module does."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

_LINE_END = re.compile(r"\r\n|\r|\n")
_FRAMING = re.compile(r"[\0\r\n]")
# clients that use str.splitlines() treat these as line ends
_FOREIGN_LINE_ENDS = ((b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"), (b"\xc2\x85", rb"\u0085"))


@dataclass(slots=True)  # not frozen: one is made for every chunk, and a frozen one takes twice as long
class SSEEvent:
    """One event. ``data`` that is not a string is written as JSON; ``retry`` is in milliseconds."""

    event: str
    data: Any
    id: int | str | None = None
    retry: int | None = None

    def to_sse(self) -> str:
        """Return the event as text; see ``encode``."""
        return self.encode().decode()

    def encode(self) -> bytes:
        """Return the event as bytes for the wire.

        Raises ValueError if ``event``, ``id`` or ``retry`` could break the framing or would be ignored by clients,
        and for NaN; TypeError for what JSON cannot hold.
        """
        head = _head(self.event, self.id, self.retry)
        if isinstance(self.data, str):
            body = "\ndata: ".join(_LINE_END.split(self.data))
            return _utf8(f"{head}data: {body}\n\n")
        return b"%bdata: %b\n\n" % (_utf8(head), _json(self.data))


def comment(text: str) -> bytes:
    """Return a comment: clients ignore it, and proxies see that the stream is alive."""
    lines = (f": {line}\n" if line else ":\n" for line in _LINE_END.split(text))
    return _utf8("".join(lines) + "\n")


def _head(event: str, event_id: int | str | None, retry: int | None) -> str:
    head = _event_line(event)
    if retry is not None:
        if type(retry) is not int or retry < 0:
            raise ValueError(f"A reader cannot wait {retry!r} milliseconds; use a whole number from 0.")
        head += f"retry: {retry}\n"
    if event_id is None:
        return head
    if type(event_id) is not int:  # a bool is an int, but not an id
        _refuse_bad_id(event_id)
    return f"id: {event_id}\n{head}"


@lru_cache(maxsize=64)  # there are only a few event names, so each is checked once
def _event_line(event: str) -> str:
    if not event or event.startswith(" ") or _FRAMING.search(event):
        raise ValueError(f"An event cannot be named {event!r}.")
    return f"event: {event}\n"


def _refuse_bad_id(event_id: object) -> None:
    if not isinstance(event_id, str) or (not event_id.isprintable() and _FRAMING.search(event_id)):
        raise ValueError(f"An event cannot have the id {event_id!r}.")


def _json(data: Any) -> bytes:
    try:
        payload = orjson.dumps(data, None, orjson.OPT_PASSTHROUGH_DATACLASS)
        if payload.find(b"null") >= 0:
            payload = _strict_json(data)  # orjson silently writes NaN as null
    except TypeError:
        payload = _strict_json(data)  # a lone surrogate, an integer over 64 bits, or a bug
    if 0xE2 in payload or 0xC2 in payload:  # ten times as fast as a search for the line ends themselves
        for raw, escaped in _FOREIGN_LINE_ENDS:
            payload = payload.replace(raw, escaped)
    return payload


def _plain(value: Any) -> Any:
    """Return an UUID, date or enum as orjson writes it."""
    return orjson.loads(orjson.dumps(value, None, orjson.OPT_PASSTHROUGH_DATACLASS))


_STRICT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _strict_json(data: Any) -> bytes:
    return _utf8(_STRICT.encode(data))


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
