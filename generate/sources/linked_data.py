"""The JSON-LD of a page, before it is parsed as HTML."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

_WRAPPER = re.compile(r"\A\s*(?:/[*/]\s*)?<!(?:\[CDATA\[|--)(?:\s*\*/)?|(?:/[*/]\s*)?(?:\]\]|--)>(?:\s*\*/)?\s*\Z")
_SCRIPT = re.compile(r"<script[^>]+application/ld\+json[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)


def objects_in(html: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those in a graph one by one."""
    for script in _SCRIPT.findall(html):
        yield from described_by(script)


def described_by(script: str) -> list[dict[str, Any]]:
    """Return the objects in a script's text, none if it is not JSON; a CDATA section or a comment may be around it."""
    try:
        said = orjson.loads(_WRAPPER.sub("", script))
    except orjson.JSONDecodeError:
        return []
    return as_objects(said.get("@graph", said) if isinstance(said, dict) else said)


def as_objects(value: object) -> list[dict[str, Any]]:
    """Return the objects in a value that may be one or a list of them."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def is_a(said: dict[str, Any], *types: str) -> bool:
    """Return whether an object has one of the ``types``."""
    kind = said.get("@type")
    return bool(set(kind if isinstance(kind, list) else [kind]) & set(types))
