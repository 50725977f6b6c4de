"""Shared chats of ChatGPT, which a page holds only as data for its scripts: written out as HTML, in order.

The data is a stream of React Router: a flat list of values that refer to each other by their place in it.
"""

import re
from html import escape
from typing import Any

import orjson
from markdown_it import MarkdownIt

_CHUNK = re.compile(r"streamController\.enqueue\((\"(?:[^\"\\]|\\.)*+\")\)")
_CHAT = "linear_conversation"
_ROLE = "data-message-author-role"  # what messages have once the page's scripts have run
_SPEAKERS = ("user", "assistant")  # others are instructions and tools, which the page does not show
_MARKS = re.compile("\ue200[^\ue201]*\ue201")  # where the page shows a citation
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def with_chat(html: str) -> str:
    """Return ``html`` with the messages that only its data contains, if it has any."""
    if _CHAT not in html or _ROLE in html:
        return html
    return html + "".join(_written(message) for message in _messages(html))


def _messages(html: str) -> list[dict[str, Any]]:
    """Return the messages of the conversation, each with its ``role`` and ``text``."""
    for values in filter(None, map(_list_in, _stream(html).splitlines())):
        if _CHAT not in values:
            continue
        said = _Flat(values)
        key = f"_{values.index(_CHAT)}"
        chat = next((value[key] for value in values if isinstance(value, dict) and key in value), None)
        return [said.message(node) for node in said.items(chat)]
    return []


def _stream(html: str) -> str:
    try:
        return "".join(orjson.loads(chunk) for chunk in _CHUNK.findall(html))
    except (orjson.JSONDecodeError, TypeError):
        return ""


def _list_in(line: str) -> list[Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return []  # a promise that was kept later begins with its number
    return found if isinstance(found, list) else []


class _Flat:
    """A flat list of values: in an object, ``{"_3": 7}`` is the key at place 3 with the value at place 7."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._place_of = {f"_{at}": value for at, value in enumerate(values) if isinstance(value, str)}

    def message(self, node: object) -> dict[str, Any]:
        """Return who says what in a node of the conversation."""
        message = self._field(node, "message")
        content = self._field(message, "content")
        parts = [self._at(part) for part in self.items(self._field(content, "parts"))]
        return {
            "role": self._at(self._field(self._field(message, "author"), "role")),
            "kind": self._at(self._field(content, "content_type")),
            "text": "\n\n".join(part for part in parts if isinstance(part, str)),
        }

    def items(self, place: object) -> list[Any]:
        """Return the places of the items of the list at ``place``."""
        found = self._at(place)
        return found if isinstance(found, list) else []

    def _field(self, place: object, name: str) -> object:
        """Return the place of a field of the object at ``place``."""
        found = self._at(place)
        fields = found.items() if isinstance(found, dict) else ()
        return next((value for key, value in fields if self._place_of.get(key) == name), None)

    def _at(self, place: object) -> Any:
        """Return the value at ``place``; None for negative ones, which stand for null and the like."""
        return self._values[place] if isinstance(place, int) and 0 <= place < len(self._values) else None


def _written(message: dict[str, Any]) -> str:
    text = _MARKS.sub("", message["text"])
    if message["role"] not in _SPEAKERS or message["kind"] not in {"text", "multimodal_text"} or not text.strip():
        return ""
    return f'<div {_ROLE}="{escape(message["role"])}">{_MARKDOWN.render(text)}</div>'
