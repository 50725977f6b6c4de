"""A long source cut to a budget at block boundaries: the beginning, the headings and the code before the rest."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GAP = "[…]"
_BREAK = "\n\n"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6} ")
_STEP_END = re.compile(r"(?<=[.!?。])\s+|\n")  # where prose may be parted: after a sentence or a line
_BEGINNING = 0.5  # of the budget
_HEADINGS = 0.2
_LONG = 8  # prose longer than an eighth of the budget is parted


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading, a fenced block, or a piece of prose; ``after`` is what stands between it and the next one."""

    text: str
    after: str = _BREAK

    @property
    def is_code(self) -> bool:
        return _FENCE.match(self.text) is not None

    @property
    def is_heading(self) -> bool:
        return _HEADING.match(self.text) is not None

    @property
    def cost(self) -> int:
        """How many characters it takes at most: itself, and the gap that may follow."""
        return len(self.text) + len(GAP) + 2 * len(_BREAK)


def fit(text: str, budget: int) -> tuple[str, bool]:
    """Return ``text`` in at most ``budget`` characters, and whether something was left out.

    A fenced block is kept whole or left out; where blocks are missing, a line of its own says so. Only where nothing
    fits (one block of code larger than the budget) is code itself cut, after a line, and its fence closed.
    """
    if len(text) <= budget:
        return text, False
    blocks = [piece for block in _blocks(text) for piece in _parted(block, max(1, budget // _LONG))]
    chosen = _choose(blocks, budget)
    return (_joined(blocks, chosen) if chosen else _cut(blocks[0].text if blocks else "", budget)), True


def _blocks(text: str) -> Iterator[_Block]:
    """Split Markdown at blank lines that are not inside a fence."""
    lines: list[str] = []
    closing: re.Pattern[str] | None = None
    for line in text.split("\n"):
        opening = None if closing else _FENCE.match(line)
        if lines and (opening or not (closing or line.strip())):
            yield _Block("\n".join(lines))
            lines = []
        if closing or line.strip():
            lines.append(line)
        if opening:
            closing = re.compile(rf" {{0,3}}{opening[1][0]}{{{len(opening[1])},}}[ \t]*")
        elif closing and closing.fullmatch(line):
            yield _Block("\n".join(lines))
            lines, closing = [], None
    if lines:
        yield _Block("\n".join(lines))


def _parted(block: _Block, longest: int) -> Iterator[_Block]:
    """Part prose that is longer than ``longest`` after sentences and lines; code stays whole."""
    start = last = 0
    if not block.is_code and len(block.text) > longest:
        for end in _STEP_END.finditer(block.text):
            if end.end() - start > longest and last > start:
                yield _Block(block.text[start:last].rstrip(), block.text[len(block.text[:last].rstrip()) : last])
                start = last
            last = end.end()
    yield _Block(block.text[start:], block.after)


def _choose(blocks: list[_Block], budget: int) -> set[int]:
    """Return the indexes of the blocks to keep, the most telling first."""
    chosen: set[int] = set()
    everything = range(len(blocks))
    left = budget - len(GAP) - len(_BREAK)
    headings = [at for at in everything if blocks[at].is_heading]
    left -= _take(blocks, headings, min(left, int(budget * _HEADINGS)), chosen)
    left -= _take(blocks, everything, min(left, int(budget * _BEGINNING)), chosen)
    left -= _take(blocks, [at for at in everything if blocks[at].is_code], left, chosen)
    _take(blocks, everything, left, chosen)
    return chosen


def _take(blocks: list[_Block], order: Iterable[int], room: int, chosen: set[int]) -> int:
    """Choose blocks in ``order`` while they fit into ``room``; return how much they take."""
    taken = 0
    for at in order:
        if at not in chosen and taken + blocks[at].cost <= room:
            chosen.add(at)
            taken += blocks[at].cost
    return taken


def _joined(blocks: list[_Block], chosen: set[int]) -> str:
    text = ""
    for at, block in enumerate(blocks):
        if at in chosen:
            text += block.text + (block.after if at + 1 in chosen else _BREAK)
        elif not text.endswith(GAP + _BREAK):
            text += GAP + _BREAK
    return text.removesuffix(_BREAK)


def _cut(text: str, budget: int) -> str:
    fence = _FENCE.match(text)
    if fence is None:
        return text[:budget].rstrip()
    end = text.rfind("\n", 0, max(0, budget - len(fence[1])))
    return f"{text[:end]}\n{fence[1]}" if end > 0 else ""
