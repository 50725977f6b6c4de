"""Read the front matter of a Markdown file: YAML, TOML or JSON, between any of the usual fences, even if invalid."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from til.transfer.dates import squeezed

_YAML = re.compile(r"\s*^---[ \t]*(?:ya?ml)?[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"\s*^\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_OTHER = re.compile(r"\s*^(---[ \t]*(\w+)|;;;)[ \t]*\n(.*?)^(?:---|;;;)[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_HEXO = re.compile(
    r"\s*^((?:title|date|layout|tags|categories|draft|private|publish(?:ed)?)[ \t]*:(?:[ \t][^\n]*)?\n"
    r"(?:(?:[^\W\d][\w-]*[ \t]*:|[ \t]|- )[^\n]*\n)*)---[ \t]*$\n?",
    re.MULTILINE,
)
_JSON = re.compile(r"\s*\{\s*\"")
_UNCLOSED = re.compile(r"\s*(?:---[ \t]*\n\s*[^\W\d][\w -]*:(?:\s)|\+\+\+[ \t]*\n\s*[^\W\d][\w -]*[ \t]*=)")
_YAML_FIELD = re.compile(r"^[\"']?([^\W\d][\w -]*?)[\"']?[ \t]*:(?=\s|$)", re.MULTILINE)
_TOML_FIELD = re.compile(r"^([^\W\d][\w-]*)[ \t]*=", re.MULTILINE)
_UNREADABLE = (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError)
_HIDING = {
    "draft",
    "private",
    "publish",
    "published",
    "public",
    "unlisted",
    "hidden",
    "visibility",
    "status",
    "비공개",
    "공개",
}
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
    if found := _OTHER.match(text):
        return _named(text, found)
    if found := _HEXO.match(text):  # the upper fence may be missing
        return _front_matter(text, found, yaml.safe_load, _YAML_FIELD)
    return FrontMatter({}, text, "front matter without an end" if _UNCLOSED.match(text) else "")


def _front_matter(text: str, found: re.Match[str], load: _Load, field: re.Pattern[str]) -> FrontMatter:
    """Parse the text between the fences as a whole, else field by field. A thematic break at the top is not a fence."""
    written, content = found[1], text[found.end() :].removeprefix("\n")
    try:
        fields = load(written)
    except _UNREADABLE:
        fields = None
    if isinstance(fields, dict):
        return FrontMatter(fields, content, _said_twice(written, field))
    if not written.strip():
        return FrontMatter({}, content)
    if not field.match(written.lstrip()):
        return FrontMatter({}, text)
    fields, unread = _one_by_one(written.replace("\t", "  ").lstrip(), load, field)
    return FrontMatter(fields, content, f"front matter cannot be parsed at: {unread[:80]}" if unread else "")


def _said_twice(written: str, field: re.Pattern[str]) -> str:
    """Return a fault if a field that may hide the note is there twice: one of them may have been meant."""
    names = [squeezed(name) for name in field.findall(written)]
    twice = next((name for name in names if name in _HIDING and names.count(name) > 1), "")
    return f"front matter has {twice} twice" if twice else ""


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


def _named(text: str, found: re.Match[str]) -> FrontMatter:
    """Read what stands between fences that name another language than YAML, or Hexo's for JSON."""
    language, written, content = (found[2] or "json").lower(), found[3], text[found.end() :].removeprefix("\n")
    inside = written.strip()
    try:
        if language == "toml":
            return FrontMatter(tomllib.loads(written), content)
        if language == "json":
            return FrontMatter(dict(json.loads(inside if inside.startswith("{") else f"{{{inside}}}")), content)
    except _UNREADABLE:
        pass
    return FrontMatter({}, content, f"front matter in {language} cannot be parsed")


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
