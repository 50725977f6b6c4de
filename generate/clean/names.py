"""The names in a model's answer to "which tags?": a line, a list, or JSON."""

import re
import unicodedata
from collections.abc import Iterator

import orjson

from generate.clean.content import content as clean_content

LONGEST = 40  # characters of a name
WORDS = 4  # more are a sentence

_READS = 2_000
_JSON = re.compile(r"\[.*\]", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,}).*$", re.MULTILINE)
_LABEL = re.compile(r"^\W*(?:tags?|keywords?|태그|키워드)\W*[:：]\W*?(?=[\w.#`\"']|$)", re.IGNORECASE | re.MULTILINE)
_BETWEEN = re.compile(r"[\n,;、，；]|\s(?=#\w)")
_BULLET = re.compile(r"^\s*(?:[-*+•·‣]\s+|\(?\d{1,2}[.)]\s+)")
_MARKS = " \t\"'`“”‘’«»「」*"


def tag_names(answer: str) -> list[str]:
    """Return the names in NFKC, in their order, without numbering, bullets, ``#``, quotes and sentences."""
    text = clean_content(answer)[:_READS]
    names = (_name(part) for part in _parts(text))
    return [name for name in names if _is_name(name)]


def _parts(text: str) -> Iterator[str]:
    found = _JSON.search(text)
    listed = _json_names(found[0]) if found else None
    if listed is None:
        listed = _BETWEEN.split(_LABEL.sub("", _FENCE.sub("", text)).strip().strip("[]"))
    yield from listed


def _json_names(text: str) -> list[str] | None:
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    values = [value.get("name") if isinstance(value, dict) else value for value in values]
    return [value for value in values if isinstance(value, str)]


def _name(part: str) -> str:
    name = _BULLET.sub("", unicodedata.normalize("NFKC", part)).strip(_MARKS).lstrip("#").strip(_MARKS)
    return " ".join(re.sub(r"(?<=\w)[.:!?]+$", "", name).split())


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST and len(name.split()) <= WORDS and any(map(str.isalnum, name))
