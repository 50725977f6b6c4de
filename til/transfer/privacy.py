"""Decide whether a note may be published; when in doubt, it may not."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from til.transfer.fields import as_date
from til.transfer.prose import CODE

_HIDES = (
    "draft",
    "private",
    "unlisted",
    "hidden",
    "secret",
    "headless",
    "password",
    "비공개",
    "초안",
)  # unless its value is false
_SHOWS = ("publish", "published", "public", "listed", "dg-publish", "dg_publish", "공개")  # unless its value is false
_STATES = ("status", "state", "visibility", "access", "상태")
_PUBLIC = {"public", "published", "publish", "done", "complete", "completed", "finished", "live", "evergreen", "공개"}
_NO = {"false", "no", "off", "0", "n", "never", "none", "null", "~", ""}
_HIDING_TAGS = {"draft", "drafts", "private", "unlisted", "비공개", "초안"}
_HIDING_FOLDERS = {"_drafts", "drafts", "draft", "_private", "private", "비공개", "초안"}
_REMARK = re.compile(r"(?<!\S)%%(?!%)(?:(?!%%).)+%%(?!\S)", re.DOTALL)  # Obsidian does not show it
STARTS, _ENDS = ("publishdate", "pubdate", "published", "date"), ("expirydate", "unpublishdate")


def why_private(path: str, fields: dict[str, Any], tags: list[str], today: date) -> str:
    """Return why a note must not be published, or "" if it may be.

    ``fields`` have lower-case names. Supports the conventions of Jekyll, Hugo, Hexo, Astro, Docusaurus, Eleventy and
    Obsidian's publishing tools.
    """
    return next(_reasons(path, fields, tags, today), "")


def holds_remark(content: str) -> bool:
    """Return whether a note holds a remark of Obsidian's, ``%%…%%``, which only its author sees there."""
    return "%%" in content and _REMARK.search(CODE.sub("x", content)) is not None


def _reasons(path: str, fields: dict[str, Any], tags: list[str], today: date) -> Iterator[str]:
    yield from (f"marked {name}: {_short(value)}" for name, value in fields.items() if _hides(name, value))
    if marks := _HIDING_TAGS & {tag.lower().lstrip("#") for tag in tags}:
        yield f"tagged {min(marks)}"
    if folders := _HIDING_FOLDERS & {part.lower() for part in PurePosixPath(path).parent.parts}:
        yield f"in a folder named {min(folders)}"
    for name in _ENDS:
        if (day := as_date(fields.get(name))) and day <= today:
            yield f"{name} {day} has passed"


def _hides(name: str, value: Any) -> bool:
    if name in {"build", "_build"} and isinstance(value, dict):
        return any(_is_no(part) for part in value.values())
    if name in _STATES:
        return value is not None and _word(value) not in _PUBLIC
    return (name in _HIDES and not _says_no(value)) or (name in _SHOWS and _is_no(value))


def _word(value: Any) -> str:
    return str(value).strip().lower()


def _says_no(value: Any) -> bool:
    return value is None or _word(value) in _NO


def _is_no(value: Any) -> bool:
    """Return whether a value is false; an empty field is not."""
    return value is not None and _word(value) in _NO - {""}


def _short(value: Any) -> str:
    return " ".join(_word(value).split())[:40]
