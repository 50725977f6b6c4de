"""The signs of Markdown in a difference: quiet beside the words they form, which look as they will in the text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_CODE_BLOCK = re.compile(r"(?m)(?P<open> {0,3}(?:```|~~~).*\n?)(?P<code>(?s:.*?))(?P<close>^ {0,3}(?:```|~~~)\s*)?\Z")
_LINE_SIGN = re.compile(r"(?m)^ {0,3}(?:#{1,6}(?=\s)|>)|^[ |:-]{3,}$|\|")
_SPAN = re.compile(  # bounded, so that unclosed signs cost little
    r"(?P<ticks>`+)(?P<code>[^\n]{1,200}?)(?P=ticks)(?!`)"
    r"|(?P<stars>\*\*|__)(?=\S)(?P<strong>[^\n]{1,200}?)(?<=\S)(?P=stars)"
    r"|(?P<star>\*|\b_)(?=[^\s*_])(?P<em>[^*_\n]{1,200})(?<=\S)(?P=star)"
    r"|!?\[(?P<link>[^\]\n]{0,200})\]\([^)\n]{0,500}\)"
)
_STYLES = ("code", "strong", "em", "link")


class Stretch(NamedTuple):
    """Characters of a block and how they look: `sign`, `code`, `strong`, `em`, `link`, or "" for plain text."""

    start: int
    end: int
    style: str


def kind_of(block: str) -> str:
    """Return how a whole block looks: `code`, `heading`, or "" for text."""
    if _CODE_BLOCK.match(block):
        return "code"
    return "heading" if re.match(r" {0,3}#{1,6}\s", block) else ""


def stretches(block: str) -> list[Stretch]:
    """Return the stretches of ``block`` that do not look like plain text, in order."""
    if found := _CODE_BLOCK.match(block):
        lines = (found.span(name) for name in ("open", "close"))
        return [Stretch(start, end, "sign") for start, end in lines if end > start]
    spans = list(_spans(block))
    taken = [(one.start, one.end) for one in spans]
    signs = (Stretch(*found.span(), "sign") for found in _LINE_SIGN.finditer(block))
    return sorted([*spans, *(one for one in signs if not any(a < one.end and one.start < b for a, b in taken))])


def _spans(block: str) -> Iterator[Stretch]:
    for found in _SPAN.finditer(block):
        style = next(name for name in _STYLES if found[name] is not None)
        start, end = found.span(style)
        parts = (found.start(), start, "sign"), (start, end, style), (end, found.end(), "sign")
        yield from (Stretch(*part) for part in parts if part[1] > part[0])


def styled(text: str, start: int, looks: Sequence[Stretch]) -> Iterator[tuple[str, str]]:
    """Yield the pieces of ``text``, which begins at ``start`` of the block with these ``looks``, and their styles."""
    at, end = start, start + len(text)
    for one in looks:
        if one.end <= at or one.start >= end:
            continue
        if one.start > at:
            yield text[at - start : one.start - start], ""
        yield text[max(at, one.start) - start : min(one.end, end) - start], one.style
        at = min(one.end, end)
    if at < end:
        yield text[at - start :], ""
