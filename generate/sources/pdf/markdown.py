"""From blocks to Markdown."""

import itertools
import re
from collections import Counter
from operator import itemgetter
from statistics import median

from generate.sources.fence import fence
from generate.sources.pdf.blocks import Block
from generate.sources.pdf.glyphs import Word
from generate.sources.pdf.joined import Joiner, tidy
from generate.sources.pdf.lines import Line

_second = itemgetter(1)
_GLUED = 0.1  # letter heights
_ENDS = re.compile(r"[.!?:。”\"…)]$")
_ALIKE = 0.15  # as wide
_LEVELS = 4
_LINE_NUMBER = re.compile(r"^\s*(\d{1,4})(?:\s|$)")
_MOST_BLANK = 2  # lines
_NOTE = 0.92  # of the body's letter height; smaller are notes
_NEXT_LEVEL = 6.0  # points


def markdown_of(blocks: list[Block], joiner: Joiner) -> str:
    """Return ``blocks`` as Markdown; a paragraph goes on over the end of a column or page."""
    levels = sorted({block.size for block in blocks if block.kind == "heading"}, reverse=True)
    parts: list[str] = []
    merged = _merged(blocks)
    for at, block in enumerate(merged):
        text = _said(block, joiner, levels, _depth(merged, at))
        together = at and block.kind == "item" and merged[at - 1].kind == "item"
        if text.strip():
            parts.append(("\n" if together else "\n\n") + text)
    return "".join(parts).strip("\n")


def _merged(blocks: list[Block]) -> list[Block]:
    merged: list[Block] = []
    body = max(Counter(block.size for block in blocks if block.kind == "text").items(), key=_second, default=(0, 0))[0]
    for block in blocks:
        at = len(merged) - 1
        while at > 0 and merged[at].kind == "text" and merged[at].size < body * _NOTE and block.size >= body * _NOTE:
            at -= 1  # notes at the foot of a column
        last = merged[at] if merged else None
        if (
            last
            and block.starts_column
            and last.kind == block.kind
            and block.kind in {"text", "code"}
            and (block.kind == "code" or _is_unfinished(last, block))
        ) or (
            last
            and block.starts_column
            and last.kind == "item"
            and block.kind == "text"
            and _is_unfinished(last, block)
        ):
            last.lines += block.lines
        else:
            merged.append(block)
    return merged


def _is_unfinished(last: Block, block: Block) -> bool:
    """Return whether the paragraph at the end of a column goes on at the top of the next."""
    line, first = last.lines[-1], block.lines[0]
    ended, begun = text_of(line), text_of(first)
    if last.is_full and abs((line.right - line.left) / max(1.0, first.right - first.left) - 1) < _ALIKE:
        return True
    is_small = begun[:1].islower() or not begun[:1].isascii()
    return not _ENDS.search(ended) and (is_small or ended.endswith(("-", ",")))


def _depth(blocks: list[Block], at: int) -> int:
    """Return how deep a list item is nested among the items around it."""
    if blocks[at].kind != "item":
        return 0
    first = at
    while first and blocks[first - 1].kind == "item":
        first -= 1
    outer: list[float] = []
    for block in blocks[first : at + 1]:
        while outer and block.left < outer[-1] - _NEXT_LEVEL:
            outer.pop()
        if not outer or block.left > outer[-1] + _NEXT_LEVEL:
            outer.append(block.left)
    return len(outer) - 1


def _said(block: Block, joiner: Joiner, levels: list[float], depth: int) -> str:
    if block.table:
        return tidy(block.table.markdown)
    if block.kind == "code":
        return fence(_code(block.lines))
    text = joiner.joined([text_of(line) for line in block.lines])
    if block.kind == "heading":
        return f"{'#' * min(_LEVELS, levels.index(block.size) + 1)} {text.replace('`', '')}"
    return f"{'    ' * depth}{block.mark} {text}" if block.kind == "item" else text


def text_of(line: Line) -> str:
    """Return a line of prose; words in a fixed font as inline code."""
    parts: list[str] = []
    last: Word | None = None
    for word in line.words:
        gap = last is not None and (last.spaced or word.left - last.right > _GLUED * word.size)
        if last and word.mono != last.mono:
            parts.append("` " if last.mono and gap else "`" if last.mono else " `" if gap else "`")
        elif gap:
            parts.append(" ")
        elif last is None and word.mono:
            parts.append("`")
        parts.append(word.text)
        last = word
    if last and last.mono:
        parts.append("`")
    return "".join(parts)


def _code(lines: list[Line]) -> str:
    widths = [(word.right - word.left) / len(word.text) for line in lines for word in line.words]
    width = median(widths) or 6.0
    left = min(line.left for line in lines)
    distances = [two.top - one.top for one, two in itertools.pairwise(lines) if two.top > one.top]
    pitch = min(distances, default=12.0)
    rows: list[str] = []
    last: Line | None = None
    for line in lines:
        if last and line.top > last.top:
            rows += [""] * min(_MOST_BLANK, max(0, round((line.top - last.top) / pitch) - 1))
        rows.append(_row(line, left, width))
        last = line
    return "\n".join(_without_numbers(rows))


def _row(line: Line, left: float, width: float) -> str:
    row = ""
    for word in line.words:
        row = row.ljust(max(len(row), round((word.left - left) / width))) + word.text
    return row


def _without_numbers(rows: list[str]) -> list[str]:
    """Return ``rows`` without line numbers, if all of them begin with consecutive ones."""
    numbers = [_LINE_NUMBER.match(row) for row in rows if row]
    found = [int(number[1]) for number in numbers if number]
    if len(found) < 3 or len(found) < len(numbers) or found != list(range(found[0], found[0] + len(found))):
        return rows
    bare = [_LINE_NUMBER.sub(lambda said: " " * len(said[0]), row) for row in rows]
    indent = min((len(row) - len(row.lstrip()) for row in bare if row.strip()), default=0)
    return [row[indent:].rstrip() for row in bare]
