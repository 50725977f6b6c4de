"""Fence text with a pair of marks that the text itself cannot close; name the marks around an answer."""

import re
import secrets
import unicodedata


def fence(name: str, text: str, *beside: str) -> tuple[str, str]:
    """Return ``text`` between marks, and the mark's name: ``name``, with a number if a text already contains it.

    The text and those ``beside`` it are searched regardless of case and width, as a model may read them, so that
    nothing in them looks like the closing mark or another fence.
    """
    mark = _unused(name, unicodedata.normalize("NFKC", "\n".join([text, *beside])).casefold())
    return f"<{mark}>\n{text}\n</{mark}>", mark


def frame_mark() -> str:
    """Return a new name for the marks around an answer, which no material can know."""
    return f"post-{secrets.token_hex(3)}"


def _unused(name: str, text: str) -> str:
    if name not in re.findall(rf"<\s*/?\s*({name})\b", text):
        return name
    taken = set(re.findall(rf"{name}-(\d+)", text))
    return next(f"{name}-{n}" for n in range(2, len(taken) + 3) if str(n) not in taken)
