"""Find secrets in a text by their shape or their place, and mask them before the text goes anywhere.

Known keys are found by how they begin (``secret_shapes``), others by what stands around them (``secret_contexts``).
Placeholders, and mere randomness such as checksums, are left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from til.text import secret_contexts
from til.text.secret_shapes import DISCORD, INNER, PREFIXED
from til.text.secret_strength import changes, is_placeholder

_CONTEXTS = (
    secret_contexts.find_private_keys,
    secret_contexts.find_aws_secrets,
    secret_contexts.find_in_urls,
    secret_contexts.find_headers,
    secret_contexts.find_in_commands,
    secret_contexts.find_assigned,
)
_LONGEST = 12_000  # characters of one key
_BACK = 80  # characters before what tells a key
_CHANGES = 0.15  # as in ``secret_strength``, less because the beginning is evidence
_FEWEST_DIFFERENT = 7


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret: its kind, its first line (from 1) and its position in the text."""

    kind: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Screened:
    """Text with secrets masked, and what was masked; line numbers refer to the original text."""

    text: str
    secrets: tuple[Secret, ...] = ()


def mask(text: str) -> Screened:
    """Return ``text`` with each secret replaced by ``[masked: kind]``."""
    secrets = tuple(find(text))
    parts: list[str] = []
    past = 0
    for secret in secrets:
        parts += [text[past : secret.start], f"[masked: {secret.kind}]"]
        past = secret.end
    return Screened("".join([*parts, text[past:]]), secrets)


def find(text: str) -> list[Secret]:
    """Return the secrets in ``text``, in order; of overlapping ones the first, and known keys before others."""
    ranked = sorted(_spans(text), key=lambda span: (span[0], span[3], -span[1]))
    found: list[Secret] = []
    line, past = 1, 0
    for start, end, kind, _ in ranked:
        if not found or start >= found[-1].end:
            line += text.count("\n", past, start)
            past = start
            found.append(Secret(kind, line, start, end))
    return found


def _spans(text: str) -> Iterator[tuple[int, int, str, int]]:
    for start, end, kind in _known(text):
        if not is_placeholder(text[start:end]):
            yield start, end, kind, 0
    for finder in _CONTEXTS:
        for start, end, kind in finder(text):
            yield start, end, kind, 0 if kind == "private key" else 1


def _known(text: str) -> Iterator[tuple[int, int, str]]:
    for kind, beginning, shape in _shapes():
        for start in _places(text, beginning):
            found = None if _is_alnum(text, start - 1) else shape.match(text, start, start + _LONGEST)
            if found and not _is_alnum(text, found.end()) and _is_key(found[0][len(beginning) :], kind):
                yield start, found.end(), kind
    yield from _known_inside(text)
    for match in _discord().finditer(text):
        if changes(match[0]) >= _CHANGES:
            yield *match.span(), "Discord token"


def _known_inside(text: str) -> Iterator[tuple[int, int, str]]:
    for kind, inside, before, shape in _inner():
        for at in _places(text, inside):
            head, found = before.search(text[max(0, at - _BACK) : at]), shape.match(text, at)
            start = at - len(head[0]) if head else at
            is_apart = kind == "Telegram token" or not _is_alnum(text, start - 1)  # "bot" may precede it
            if found and head and is_apart and not _is_alnum(text, found.end()):
                yield start, found.end(), kind


def _places(text: str, part: str) -> Iterator[int]:
    """Yield where ``part`` stands; much faster than an expression with many parts."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def _is_alnum(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()


def _is_key(rest: str, kind: str) -> bool:
    """Return whether what follows a beginning is random."""
    return len(set(rest)) >= _FEWEST_DIFFERENT and (kind.endswith("webhook") or changes(rest) >= _CHANGES)


@cache
def _shapes() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (kind, beginning, re.compile(f"{re.escape(beginning)}(?:{rest})"))
        for kind, beginnings, rest in PREFIXED
        for beginning in beginnings
    )


@cache
def _inner() -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((kind, inside, re.compile(rf"{before}\Z"), re.compile(shape)) for kind, inside, before, shape in INNER)


@cache
def _discord() -> re.Pattern[str]:
    return re.compile(DISCORD)
