"""Parse unexpected values from servers: as their only possible meaning, or as empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Object = Mapping[str, Any]


def mapping(value: object) -> Object:
    """Return ``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Object]:
    """Return the objects of a list; none if ``value`` is not a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(value: object) -> Object:
    """Return the choice with index 0, or without an index; others were not requested."""
    found = [value] if isinstance(value, dict) else items(value)
    return next((item for item in found if item.get("index") in {None, 0, "0"}), {})


def count(value: object) -> int | None:
    """Return a number of tokens; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    if isinstance(value, int | float) and 0 <= value < float("inf"):
        return int(value)
    return None


def word(value: object) -> str:
    """Return a code or a reason; "" for anything else."""
    return value if isinstance(value, str) else ""


class Halves:
    """Joins the halves of characters that were sent in two pieces."""

    def __init__(self) -> None:
        self._held = ""

    def joined(self, text: str) -> str:
        """Return the next piece: without a first half at its end, and with U+FFFD for a half that stays alone."""
        if text.isascii() and not self._held:
            return text
        text = self._held + text
        self._held = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        whole = text[: len(text) - len(self._held)].encode("utf-16-le", "surrogatepass")
        return whole.decode("utf-16-le", "replace")


def text_of(content: object) -> str:
    """Return the text of a message's content: a string, the text parts of a list, or a number as written."""
    if isinstance(content, str):
        return content
    if isinstance(content, int | float) and not isinstance(content, bool):
        return str(content)
    if isinstance(content, list):
        return "".join([text_of(part) for part in content])
    if not isinstance(content, dict):
        return ""
    part = mapping(content)
    if part.get("type", "text") not in {"text", "output_text"}:
        return ""
    text = part.get("text")
    return text_of(text.get("value") if isinstance(text, dict) else text)
