"""From lines to blocks: headings by size and weight, paragraphs by distance and indent, lists, code by font."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from generate.sources.pdf.glyphs import Word
from generate.sources.pdf.lines import Line
from generate.sources.pdf.tables import Table

Kind = Literal["text", "heading", "item", "code", "table"]
_LARGER = 1.12  # than the body: a heading
_LONGEST_HEADING = 160  # characters
_LONGEST_BOLD = 90
_CODE = 0.9  # of a line's letters
_WIDER = 1.3  # than the common distance of lines: a new paragraph
_FITS = 2.0  # letter heights beside the next word: the line was ended on purpose
_INDENT = 0.8  # letter heights
_LEADER = ". . . ."
_ENDS = (".", "!", "?", ":", "。", "”", '"', "…")
_BULLET = re.compile(r"[•◦▪■●○‣➢➤▶►·*–—-]|o(?=$)")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z])[.)]")


@dataclass(slots=True)
class Block:
    """Lines that belong together; ``mark`` and ``left`` are a list item's, ``size`` a heading's letter height."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    mark: str = ""
    left: float = 0.0
    size: float = 0.0
    table: Table | None = None
    starts_column: bool = False
    is_full: bool = False  # the last line ends at the right edge


@dataclass(frozen=True, slots=True)
class Measures:
    """A document's common letter height, and the common distance between the tops of its lines."""

    size: float
    pitch: float


def measured(columns: list[list[Line]]) -> Measures:
    """Return the measures of the prose in ``columns``."""
    sizes: Counter[float] = Counter()
    for line in (line for column in columns for line in column if line.share("mono") < _CODE):
        sizes[round(line.size * 2) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    pitches: Counter[float] = Counter()
    for column in columns:
        for one, two in itertools.pairwise(column):
            distance = two.top - one.top
            if abs(one.size - size) < 1 and abs(two.size - size) < 1 and size * 0.8 < distance < size * 2.2:
                pitches[round(distance * 2) / 2] += 1
    return Measures(size, pitches.most_common(1)[0][0] if pitches else size * 1.3)


def blocks_of(column: list[Line], measures: Measures, tables: dict[int, Table]) -> list[Block]:
    """Return the blocks of one column; ``tables`` are by the ``id`` of the word that stands for them."""
    left, right = _edges(column)
    blocks: list[Block] = []
    last: Line | None = None
    for line in column:
        found = [tables[id(word)] for word in line.words if id(word) in tables]
        if found:
            line.words = [word for word in line.words if id(word) not in tables]
            blocks += [Block("table", table=table) for table in found]
            last = None
            if not line.words:
                continue
        if not (last and blocks and _goes_on(blocks[-1], last, line, measures, (left, right))):
            blocks.append(_opened(line, measures))
        blocks[-1].lines.append(line)
        last = line
    if blocks:
        blocks[0].starts_column = True
        is_prose = last is not None and len(blocks[-1].lines) > 1
        blocks[-1].is_full = is_prose and last is not None and last.right > right - last.size
    return _with_bold_headings(blocks, measures)


def _edges(column: list[Line]) -> tuple[float, float]:
    lefts, rights = sorted(line.left for line in column), sorted(line.right for line in column)
    return (lefts[len(lefts) // 10], rights[-1 - len(rights) // 20]) if column else (0.0, 0.0)


def _kind_of(line: Line, measures: Measures) -> Kind:
    if line.share("mono") >= _CODE:
        return "code"
    if line.size >= measures.size * _LARGER and len(line.text) <= _LONGEST_HEADING and _has_letters(line.text):
        return "heading"
    return "item" if _mark_of(line) else "text"


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _mark_of(line: Line) -> str:
    """Return the Markdown mark of a list item; '' for other lines."""
    first = line.words[0]
    if len(line.words) < 2 or first.mono:
        return ""
    if _BULLET.fullmatch(first.text):
        return "-"
    return first.text.strip("(").replace(")", ".") if _NUMBER.fullmatch(first.text) and first.text[0] != "a" else ""


def _opened(line: Line, measures: Measures) -> Block:
    kind = _kind_of(line, measures)
    if kind != "item":
        return Block(kind, size=round(line.size * 2) / 2)
    mark, left = _mark_of(line), line.left
    line.words = line.words[1:]
    return Block("item", mark=mark if mark == "-" or mark[0].isdigit() else "-", left=left)


def _goes_on(block: Block, last: Line, line: Line, measures: Measures, edges: tuple[float, float]) -> bool:
    """Return whether ``line`` belongs to the block that ``last`` ended."""
    kind = _kind_of(line, measures)
    distance, size = line.top - last.top, max(line.size, last.size)
    pitch = measures.pitch * max(1.0, size / measures.size)
    if block.kind == "code":
        return kind == "code" and distance < pitch * 4
    is_alike = abs(line.size - last.size) <= 1
    if block.kind == "heading":
        return kind == "heading" and is_alike and distance < size * 1.8
    if kind != "text" or block.kind == "table" or not 0 < distance < pitch * _WIDER + 0.5 or _stand_alone(last, line):
        return False
    if not is_alike or (line.share("bold") > _CODE) != (last.share("bold") > _CODE):
        return is_alike and len(block.lines) > 1
    return line.left > block.left + 1 if block.kind == "item" else not _begins_paragraph(last, line, edges)


def _stand_alone(last: Line, line: Line) -> bool:
    """Return whether one of two lines is a label with its value, or a line of contents with its page."""
    return line.is_parted or last.is_parted or _LEADER in last.text


def _begins_paragraph(last: Line, line: Line, edges: tuple[float, float]) -> bool:
    left, right = edges
    size = max(line.size, last.size)
    if line.left - left > _INDENT * size and abs(last.left - left) < _INDENT * size / 2:
        return True
    fits = line.words[0].right - line.left + last.size * _FITS < right - last.right
    if last.text.endswith("-"):
        return False
    return fits or (last.right < right - (right - left) * 0.15 and last.text.endswith(_ENDS))


def _with_bold_headings(blocks: list[Block], measures: Measures) -> list[Block]:
    """Turn a bold line by itself into a heading."""
    for block in blocks[:-1]:
        if block.kind in {"text", "item"} and len(block.lines) == 1 and _is_bold_title(block):
            _number_first(block)
            block.kind, block.size, block.mark = "heading", measures.size, ""
    return blocks


def _is_bold_title(block: Block) -> bool:
    line = block.lines[0]
    is_bold = line.share("bold") > _CODE and not line.share("mono")
    text = line.text
    return is_bold and len(text) <= _LONGEST_BOLD and not text.endswith((".", ",", ";")) and _has_letters(text)


def _number_first(block: Block) -> None:
    """Put the number that marked a list item back before a heading."""
    if block.kind == "item" and block.mark != "-":
        first = block.lines[0].words[0]
        place = (block.left, first.top, first.left, first.bottom)
        block.lines[0].words.insert(0, Word(block.mark, *place, first.size, bold=True, mono=False))
