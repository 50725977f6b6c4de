"""Shorten a long source to a budget at block boundaries: beginning, headings and code have priority."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GAP = "[…]"
_BREAK = "\n\n"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6} ")
_STEP_END = re.compile(r"(?<=[.!?。])\s+|\n")  # where prose may be split: after a sentence or a line
_BEGINNING = 0.5  # share of the budget
_HEADINGS = 0.2
_LEAST = 20  # characters; a shorter rest of a block is useless
_LONG = 8  # prose longer than an eighth of the budget is split


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading, a fenced block, or a piece of prose; ``after`` is the text between it and the next one."""

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
        """The maximum number of characters it takes, including a gap after it."""
        return len(self.text) + len(GAP) + 2 * len(_BREAK)


def fit(text: str, budget: int) -> tuple[str, bool]:
    """Return ``text`` in at most ``budget`` characters, and whether it was shortened.

    Blocks are kept whole or omitted; a separate line marks each omission. Only a block that takes more than half of the
    budget is cut: its head and tail stay, a line between them gives the number of omitted characters, and a fence is
    closed.
    """
    if len(text) <= budget:
        return text, False
    blocks = _shrunk([piece for block in _blocks(text) for piece in _parted(block, max(1, budget // _LONG))], budget)
    chosen = _choose(blocks, budget)
    return (_joined(blocks, chosen) if chosen else _cut(blocks[0].text if blocks else "", budget)), True


def _shrunk(blocks: list[_Block], budget: int) -> list[_Block]:
    """Cut each block that takes more than half of the budget to its share of the remaining budget."""
    large = [block for block in blocks if block.cost > budget // 2]
    others = sum(block.cost for block in blocks) - sum(block.cost for block in large)
    share = max(budget // 4, (budget - others) // max(1, len(large))) - 3 * (len(GAP) + 2 * len(_BREAK))
    return [_shortened(block, share) if block.cost > budget // 2 else block for block in blocks]


def _shortened(block: _Block, room: int) -> _Block:
    fence = _FENCE.match(block.text)
    opening, _, body = block.text.partition("\n") if fence else ("", "", block.text)
    if fence:
        body = re.sub(rf"\n {{0,3}}{fence[1][0]}{{{len(fence[1])},}}[ \t]*\Z", "", f"\n{body}").removeprefix("\n")
        room -= len(opening) + len(fence[1]) + 2
    missing = f"[… {len(body):,} characters …]"
    room -= len(missing) + 2
    if room < _LEAST or len(body) <= room:
        return block
    text = _ends(body, room)
    return _Block(f"{opening}\n{text}\n{fence[1]}" if fence else text, block.after)


def _ends(body: str, room: int) -> str:
    """Return the head and tail of ``body``, cut at line ends if possible."""
    head, tail = body[: room * 2 // 3], body[-(room // 3) :]
    head = head[:cut] if (cut := head.rfind("\n")) > len(head) // 2 else head
    tail = tail[cut + 1 :] if 0 <= (cut := tail.find("\n")) < len(tail) // 2 else tail
    return f"{head}\n[… {len(body) - len(head) - len(tail):,} characters …]\n{tail}"


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
    """Split prose longer than ``longest`` after sentences and lines; code stays whole."""
    start = last = 0
    if not block.is_code and len(block.text) > longest:
        for end in _STEP_END.finditer(block.text):
            if end.end() - start > longest and last > start:
                yield _Block(block.text[start:last].rstrip(), block.text[len(block.text[:last].rstrip()) : last])
                start = last
            last = end.end()
    yield _Block(block.text[start:], block.after)


def _choose(blocks: list[_Block], budget: int) -> set[int]:
    """Return the indexes of the blocks to keep, by priority."""
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
    """Choose blocks in ``order`` while they fit into ``room``; return the characters they take."""
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
