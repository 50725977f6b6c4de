"""The input of ``til``: notes, a link, a file, or standard input."""

import re
import sys
from errno import ENOENT
from pathlib import Path
from typing import Any

from tilsite_client.outbox import Waiting, encode

FILE = re.compile(r"\S+\.(?:md|markdown|txt|html?|ipynb|pdf|docx|odt|rtf|epub|eml|srt|vtt)", re.IGNORECASE)
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def waiting_of(url: str, words: list[str], options: dict[str, Any], *, publish: bool) -> Waiting | None:
    """Return the draft to request at ``url``; None without input. Raises OSError."""
    if len(words) == 1 and ADDRESS.fullmatch(words[0]):
        return Waiting(url, {"input_type": "url", "content": words[0], **options}, publish=publish)
    if len(words) == 1 and (path := _file(words[0])):
        request = {"input_type": "file", **options}
        return Waiting(url, request, name=path.name, file=encode(path.read_bytes()), publish=publish)
    if len(words) == 1 and FILE.fullmatch(words[0]):
        raise FileNotFoundError(ENOENT, "There is no such file", words[0])
    text = " ".join(words) if words else _piped()
    if not text.strip():
        return None
    return Waiting(url, {"input_type": "text", "content": text, **options}, publish=publish)


def _file(word: str) -> Path | None:
    try:
        path = Path(word)
        return path if path.is_file() else None
    except (OSError, ValueError):  # not a valid file name, so it is text
        return None


def _piped() -> str:
    return "" if sys.stdin.isatty() else sys.stdin.buffer.read().decode("utf-8", "replace")
