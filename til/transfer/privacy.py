"""Decide whether a note may be published; when in doubt, it may not."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from til.transfer.dates import as_date, squeezed
from til.transfer.prose import CODE

_HIDES = {
    *("draft", "private", "unlisted", "hidden", "secret", "headless", "password", "protected", "noindex", "wip"),
    *("unpublished", "eleventyexcludefromcollections", "비공개", "초안"),
}  # unless the value is false
_SHOWS = {"publish", "published", "public", "listed", "visible", "dgpublish", "공개"}  # unless the value is false
_STATES = {"status", "state", "visibility", "access", "privacy", "permission", "permissions", "상태"}
_PUBLIC = {
    *("public", "published", "publish", "done", "complete", "completed", "finished", "live", "evergreen"),
    *("everyone", "anyone", "all", "open", "공개"),
}
_NO = {"false", "no", "off", "0", "n", "never", "none", "null", "~", ""}
_HIDING_WORDS = {"draft", "drafts", "private", "unlisted", "비공개", "초안"}
_WORDS_OF_TEXT = {"title", "subtitle", "slug", "id", "description", "excerpt", "summary", "aliases", "alias", "author"}
_HIDING_FOLDERS = {"_drafts", "drafts", "draft", "_private", "private", "비공개", "초안"}
_OPT_IN = ("dgpublish", "publish", "share")  # of Obsidian's publishers, which publish nothing else
_REMARK = re.compile(r"(?<!\S)%%(?!%)(?:(?!%%).)+%%(?!\S)", re.DOTALL)  # Obsidian does not show it
_ENDS = {"expirydate", "unpublishdate"}


def why_private(path: str, fields: dict[str, Any], tags: list[str], today: date) -> str:
    """Return why a note must not be published, or "" if it may be.

    Supports the conventions of Jekyll, Hugo, Hexo, Astro, Docusaurus, Eleventy and Obsidian's publishing tools.
    """
    return next(_reasons(path, fields, tags, today), "")


def opted_in(fields: dict[str, Any]) -> str:
    """Return the field, as written, by which a vault's note says that it is one of those to publish, or ""."""
    written = {squeezed(name): name for name in fields}
    said = [written[name] for name in _OPT_IN if name in written]
    return next((name for name in said if not _says_no(fields[name])), "")


def holds_remark(content: str) -> bool:
    """Return whether a note holds a remark of Obsidian's, ``%%…%%``, which only its author sees there."""
    return "%%" in content and _REMARK.search(CODE.sub("x", content)) is not None


def hiding_field(fields: dict[str, Any]) -> str:
    """Return the first field, also of a mapping inside, that says a note is not public; or ""."""
    for name, value in fields.items():
        bare = squeezed(str(name))
        if _hides(bare.removeprefix("is"), value):
            return f"marked {name}: {_short(value)}"
        if bare not in _WORDS_OF_TEXT and _word(value) in _HIDING_WORDS:
            return f"marked {name}: {_short(value)}"
        if isinstance(value, dict) and bare != "build" and (inside := hiding_field(value)):
            return inside
    return ""


def _reasons(path: str, fields: dict[str, Any], tags: list[str], today: date) -> Iterator[str]:
    place = PurePosixPath(path)
    if marked := hiding_field(fields):
        yield marked
    if marks := _HIDING_WORDS & {tag.lower().lstrip("#") for tag in tags}:
        yield f"tagged {min(marks)}"
    if folders := _HIDING_FOLDERS & {part.lower() for part in place.parent.parts}:
        yield f"in a folder named {min(folders)}"
    if place.stem.startswith("_") and place.stem.lower() != "_index":
        yield "its name begins with _, as of parts of other pages"
    for name, value in fields.items():
        if squeezed(name) in _ENDS and (day := as_date(value)) and day <= today:
            yield f"{name} {day} has passed"


def _hides(name: str, value: Any) -> bool:
    if name == "build" and isinstance(value, dict):
        return any(_is_no(part) for part in value.values())
    if name == "robots":
        return "noindex" in _word(value)
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
