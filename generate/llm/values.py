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
