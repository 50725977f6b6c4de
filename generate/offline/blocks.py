"""Split notes into blocks; each line of text belongs to exactly one block, unchanged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from generate.offline import lines as line_kinds
from generate.offline.code import RawCode
from generate.offline.lines import closes, fence_of, heading_of, indent_of, is_blank, is_item, is_quote, is_rule
from generate.offline.special import special_end

HEADLINE = 100  # characters; a longer line above dashes is a paragraph followed by a rule


class Kind(Enum):
    """The kind of a block; ``CODE`` is raw code without a fence, ``FENCE`` is code that has one."""

    HEADING = auto()
    FENCE = auto()
    CODE = auto()
    INDENTED = auto()
    LIST = auto()
    QUOTE = auto()
    TABLE = auto()
    RULE = auto()
    PROSE = auto()


CODE = frozenset({Kind.CODE, Kind.FENCE, Kind.INDENTED})


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together.

    ``language`` is the fence's info word or a guess; ``gap`` tells whether a blank line precedes the block;
    ``closed`` is False for a fence without an end; ``listed`` tells whether the block is inside a list.
    """

    kind: Kind
    lines: tuple[str, ...]
    language: str = ""
    gap: bool = True
    closed: bool = True
    listed: bool = False


def parse(text: str) -> list[Block]:
    """Return the blocks of ``text`` in order; blank lines are kept inside blocks and dropped between them."""
    return _Parser(line_kinds.split_lines(text)).parse()


class _Parser:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.raw = RawCode(lines)
        self.blocks: list[Block] = []
        self.unclosed: dict[str, int] = {}
        self.listed = False

    def parse(self) -> list[Block]:
        index = self._front_matter()
        gap = True
        while index < len(self.lines):
            if is_blank(self.lines[index]):
                index, gap = index + 1, True
                continue
            index = self._block(index, gap=gap)
            gap = False
        return self.blocks

    def _add(self, kind: Kind, start: int, end: int, *, gap: bool, language: str = "", closed: bool = True) -> int:
        self.listed = kind is Kind.LIST or (self.listed and indent_of(self.lines[start]) > 1)
        block = Block(kind, tuple(self.lines[start:end]), language, gap, closed, self.listed)
        self.blocks.append(block)
        return end

    def _front_matter(self) -> int:
        """Read YAML front matter between two ``---`` lines at the very top."""
        if not self.lines or self.lines[0].rstrip() != "---":
            return 0
        for end in range(1, min(len(self.lines), 60)):
            if self.lines[end].rstrip() == "---":
                return self._add(Kind.CODE, 0, end + 1, gap=True, language="yaml") if end > 1 else 0
        return 0

    def _block(self, start: int, *, gap: bool) -> int:
        line = self.lines[start]
        if fence_of(line):
            return self._fence(start, gap=gap)
        if self.listed and indent_of(line) > 1:
            return self._add(Kind.LIST, start, self._list_end(start + 1), gap=gap)
        shallow = indent_of(line) < 4 or not gap or special_end(self.lines, start)
        run = self.raw.run(start) if shallow else None
        if run:
            return self._add(Kind.CODE, start, run[0], gap=gap, language=run[1])
        return self._plain(start, gap=gap)

    def _plain(self, start: int, *, gap: bool) -> int:
        line = self.lines[start]
        if heading_of(line) or is_rule(line):
            return self._add(Kind.HEADING if heading_of(line) else Kind.RULE, start, start + 1, gap=gap)
        if gap and indent_of(line) > 3:
            return self._add(Kind.INDENTED, start, self._indented_end(start), gap=gap)
        if is_item(line):
            return self._add(Kind.LIST, start, self._list_end(start + 1), gap=gap)
        if is_quote(line):
            return self._add(Kind.QUOTE, start, self._while(start, is_quote), gap=gap)
        if line.lstrip().startswith("|"):
            return self._add(Kind.TABLE, start, self._while(start, lambda row: "|" in row), gap=gap)
        return self._prose(start, gap=gap)

    def _fence(self, start: int, *, gap: bool) -> int:
        ticks, info = fence_of(self.lines[start]) or ("", "")
        end, closed = self._closer(start, ticks)
        language = info.split(None, 1)[0].strip("{}.,").lower() if info else ""
        return self._add(Kind.FENCE, start, end, gap=gap, language=language, closed=closed)

    def _closer(self, start: int, ticks: str) -> tuple[int, bool]:
        """Find the closing fence, or else the end of the list that holds the fence, or of the text."""
        if len(ticks) < self.unclosed.get(ticks[0], len(ticks) + 1):
            for end in range(start + 1, len(self.lines)):
                if closes(self.lines[end], ticks):
                    return end + 1, True
            self.unclosed[ticks[0]] = len(ticks)
        depth = indent_of(self.lines[start])
        end = start + 1
        while end < len(self.lines) and (is_blank(self.lines[end]) or indent_of(self.lines[end]) >= depth):
            end += 1
        while end > start + 1 and is_blank(self.lines[end - 1]):
            end -= 1
        return end, False

    def _while(self, start: int, belongs: Callable[[str], bool]) -> int:
        end = start + 1
        while end < len(self.lines) and not is_blank(self.lines[end]) and belongs(self.lines[end]):
            end += 1
        return end

    def _indented_end(self, start: int) -> int:
        end = index = start
        while index < len(self.lines):
            if not is_blank(self.lines[index]):
                if indent_of(self.lines[index]) < 4:
                    break
                end = index + 1
            index += 1
        return end

    def _list_end(self, index: int) -> int:
        """Find the end of a list: items, their indented text and wrapped lines; a fence is a separate block."""
        end = index
        while index < len(self.lines):
            line = self.lines[index]
            if is_blank(line):
                index += 1
                continue
            if fence_of(line) or not self._in_list(line, index, gap=index > end):
                break
            index += 1
            end = index
        return end

    def _in_list(self, line: str, index: int, *, gap: bool) -> bool:
        if indent_of(line) > 1:
            return True
        if is_item(line):
            return self.raw.run(index) is None
        return not gap and not self._interrupts(index)

    def _interrupts(self, index: int) -> bool:
        """Return whether a block other than a paragraph begins at this line."""
        line = self.lines[index]
        if fence_of(line) or heading_of(line) or is_quote(line) or is_rule(line):
            return True
        return self.raw.run(index) is not None

    def _prose(self, start: int, *, gap: bool) -> int:
        end = start + 1
        while end < len(self.lines) and not is_blank(self.lines[end]):
            line = self.lines[end]
            if line_kinds.is_underline(line) and end == start + 1 and len(self.lines[start]) <= HEADLINE:
                return self._add(Kind.HEADING, start, end + 1, gap=gap)
            if is_item(line) or line.lstrip().startswith("|") or self._interrupts(end):
                break
            end += 1
        return self._add(Kind.PROSE, start, end, gap=gap)
