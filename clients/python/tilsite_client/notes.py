"""The input of ``til``: notes, links, files, or standard input."""

import re
import sys
from errno import ENOENT
from pathlib import Path
from typing import Any

from tilsite_client.outbox import Waiting, encode

FILE = re.compile(r"\S+\.(?:md|markdown|txt|html?|ipynb|pdf|docx|odt|rtf|epub|eml|srt|vtt)", re.IGNORECASE)
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def waiting_of(
    url: str, words: list[str], options: dict[str, Any], *, notes: str = "", publish: bool
) -> Waiting | None:
    """Return the draft to request at ``url``; None without input. Raises OSError.

    Words that are all links and files are its sources, beside the ``notes``; other words are notes themselves.
    """
    are_places = all(ADDRESS.fullmatch(word) or FILE.fullmatch(word) for word in words)
    places = [_place(word, must_exist=are_places) for word in words]
    if not places or None in places:
        text = "\n\n".join(filter(str.strip, [notes, " ".join(words)])) or _piped()
        return (
            Waiting(url, {"input_type": "text", "content": text, **options}, publish=publish) if text.strip() else None
        )
    sources: list[str | Path] = [notes] if notes.strip() else []
    sources += [place for place in places if place is not None]
    if len(sources) == 1:
        return _one(url, sources[0], options, publish=publish)
    paths = {str(at): path for at, path in enumerate(sources) if isinstance(path, Path)}
    files = {at: {"name": path.name, "data": encode(path.read_bytes())} for at, path in paths.items()}
    return Waiting(url, {"sources": [_source(one) for one in sources], **options}, files=files, publish=publish)


def _one(url: str, source: str | Path, options: dict[str, Any], *, publish: bool) -> Waiting:
    if isinstance(source, Path):
        request = {"input_type": "file", **options}
        return Waiting(url, request, name=source.name, file=encode(source.read_bytes()), publish=publish)
    return Waiting(url, {"input_type": "url", "content": source, **options}, publish=publish)


def _source(source: str | Path) -> dict[str, str]:
    """Return a source of the request; the id of its upload becomes a file's content."""
    if isinstance(source, Path):
        return {"type": "file"}
    return {"type": "url" if ADDRESS.fullmatch(source) else "text", "content": source}


def _place(word: str, *, must_exist: bool) -> str | Path | None:
    """Return the link or file that ``word`` is, None for other words.

    Raises FileNotFoundError for the name of a file that ``must_exist``.
    """
    if ADDRESS.fullmatch(word):
        return word
    try:
        path = Path(word)
        if path.is_file():
            return path
    except (OSError, ValueError):  # not a valid file name, so it is text
        return None
    if must_exist and FILE.fullmatch(word):
        raise FileNotFoundError(ENOENT, "There is no such file", word)
    return None


def _piped() -> str:
    return "" if sys.stdin.isatty() else sys.stdin.buffer.read().decode("utf-8", "replace")
