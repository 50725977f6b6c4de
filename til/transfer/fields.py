"""Read the front matter of a Markdown file: YAML, TOML or JSON, even if slightly invalid."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import yaml

_YAML = re.compile(r"\s*^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"\s*^\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_JSON = re.compile(r"\s*\{\s*\"")
_UNCLOSED = re.compile(r"\s*(?:---[ \t]*\n\s*[^\W\d][\w -]*:(?:\s)|\+\+\+[ \t]*\n\s*[^\W\d][\w -]*[ \t]*=)")
_YAML_FIELD = re.compile(r"^[\"']?([^\W\d][\w -]*?)[\"']?[ \t]*:(?=\s|$)", re.MULTILINE)
_TOML_FIELD = re.compile(r"^([^\W\d][\w-]*)[ \t]*=", re.MULTILINE)
_UNREADABLE = (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError)
_Load = Callable[[str], Any]


class FrontMatter(NamedTuple):
    """Front matter: ``fields`` is empty if there is none; ``fault`` describes what could not be parsed."""

    fields: dict[str, Any]
    content: str
    fault: str = ""


def split(text: str) -> FrontMatter:
    """Return the fields at the top of a file and the content below them. Never raises."""
    if found := _YAML.match(text):
        return _front_matter(text, found, yaml.safe_load, _YAML_FIELD)
    if found := _TOML.match(text):
        return _front_matter(text, found, tomllib.loads, _TOML_FIELD)
    if _JSON.match(text):
        return _json(text)
    return FrontMatter({}, text, "front matter without an end" if _UNCLOSED.match(text) else "")


def _front_matter(text: str, found: re.Match[str], load: _Load, field: re.Pattern[str]) -> FrontMatter:
    """Parse the text between the fences as a whole, else field by field. A thematic break at the top is not a fence."""
    written, content = found[1], text[found.end() :].removeprefix("\n")
    try:
        fields = load(written)
    except _UNREADABLE:
        fields = None
    if isinstance(fields, dict):
        return FrontMatter(fields, content)
    if not written.strip():
        return FrontMatter({}, content)
    if not field.match(written.lstrip()):
        return FrontMatter({}, text)
    fields, unread = _one_by_one(written.replace("\t", "  ").lstrip(), load, field)
    return FrontMatter(fields, content, f"front matter cannot be parsed at: {unread[:80]}" if unread else "")


def _one_by_one(written: str, load: _Load, field: re.Pattern[str]) -> tuple[dict[str, Any], str]:
    """Return the fields, and the first line that is not a field."""
    fields: dict[str, Any] = {}
    unread = ""
    for name, value, whole in _pieces(written, field):
        try:
            fields |= load(whole)
        except _UNREADABLE:
            fields[name] = value.strip().strip("\"'")
            unread = unread or ("" if "\n" not in value.strip() else value.strip().partition("\n")[2].strip())
    return fields, unread


def _pieces(written: str, field: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    starts = list(field.finditer(written))
    ends = [start.start() for start in starts[1:]] + [len(written)]
    for start, end in zip(starts, ends, strict=True):
        yield start[1], written[start.end() : end], written[start.start() : end]


def _json(text: str) -> FrontMatter:
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return FrontMatter({}, text, "front matter is not valid JSON")
    return FrontMatter(fields, text[end:].lstrip("\n"))


def lines_in(value: Any) -> str:
    """Return the text whose lines are listed in a front matter value."""
    return "\n".join(str(line) for line in value) if isinstance(value, list) else ""


def as_date(value: Any) -> date | None:
    """Return the date in a front matter value."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
