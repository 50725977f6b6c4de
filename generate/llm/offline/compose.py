"""Write the notes as Markdown: every line as it was, with fences, headings and breaks added where they help."""

import re
from collections.abc import Sequence
from itertools import pairwise

from generate.llm.offline.blocks import Block, Kind, parse
from generate.llm.offline.labels import is_label
from generate.llm.offline.lines import breaks_after, fence_of, has_hangul
from generate.llm.offline.sentences import split
from generate.llm.offline.verdict import is_sentence, wordiness

LINKS = {"ko": "## 참고", "en": "## References"}
TITLE = 80  # characters; a longer first line is a sentence, not a title
_END = re.compile(r"[.!?。…:;,)]$|(?:다|요|죠|까|음|함|됨)[.!?]*$")
_TICKS = re.compile(r"`{3,}")
_LINK_ONLY = re.compile(r"(?:[^\s:]{1,20}(?: [^\s:]{1,20})?: ?)?<?https?://\S+$")
_ENDED = re.compile(r"(?:[.!?。…,]|  |\\)$")  # no break is lost where such a line runs on
_STICKY = {Kind.PROSE, Kind.LIST, Kind.QUOTE}


def compose(text: str, language: str) -> str:
    """Return the notes as Markdown that ends in a newline; nothing of ``text`` but white space is left out."""
    blocks = parse(text)
    plain = not any(block.kind is Kind.HEADING for block in blocks)
    if plain:
        blocks = _with_headings(blocks, language)
    written = [_write(block, plain=plain) for block in blocks]
    parts = written[:1]
    for (above, block), lines in zip(pairwise(blocks), written[1:], strict=True):
        parts.append([""] * _is_apart(above, block) + lines)
    return "\n".join(line for lines in parts for line in lines) + "\n" if parts else ""


def _is_apart(above: Block, block: Block) -> bool:
    """Whether a blank line stands between two blocks: where the notes had one, and where Markdown needs one."""
    if block.gap:
        return True
    if block.listed and above.listed:
        return False
    loose = {Kind.HEADING, Kind.CODE, Kind.RULE, Kind.TABLE}
    return above.kind in loose or block.kind in loose or not (above.kind in _STICKY and block.kind in _STICKY)


def _write(block: Block, *, plain: bool) -> list[str]:
    lines = list(block.lines)
    if block.kind is Kind.CODE:
        return _fenced(lines, block.language)
    if block.kind is Kind.FENCE and not block.closed:
        return [*lines, _closing(lines[0])]
    if block.kind is Kind.PROSE and plain:
        return _broken(lines)
    return lines


def _fenced(lines: list[str], language: str) -> list[str]:
    """Put a fence around the lines, longer than any run of ticks in them."""
    longest = max((len(ticks) for line in lines for ticks in _TICKS.findall(line)), default=2)
    fence = "`" * (longest + 1)
    return [fence + language, *lines, fence]


def _closing(opening: str) -> str:
    ticks, _ = fence_of(opening) or ("```", "")
    return opening[: opening.index(ticks)] + ticks


def _broken(lines: list[str]) -> list[str]:
    """Keep line breaks between sentences that were meant, with the two spaces that Markdown asks for."""
    kept = [
        line + "  " if breaks_after(line, following) and is_sentence(line) and not _ENDED.search(line) else line
        for line, following in pairwise(lines)
    ]
    return [*kept, *lines[-1:]]


def _with_headings(blocks: list[Block], language: str) -> list[Block]:
    """Make headings of the title line and of labels that stand alone, and gather closing links under one."""
    arranged = [
        _headed(block, 1) if index == 0 and _is_title(blocks) else part
        for index, block in enumerate(blocks)
        for part in ([block] if index == 0 and _is_title(blocks) else _labelled(block))
    ]
    start = _links_start(arranged)
    if start is None:
        return arranged
    return [*arranged[:start], Block(Kind.HEADING, (LINKS.get(language, LINKS["en"]),)), *arranged[start:]]


def _is_title(blocks: Sequence[Block]) -> bool:
    """Whether the notes begin with a short line that stands alone and is no sentence."""
    head = blocks[0] if blocks else None
    if head is None or len(blocks) < 2 or head.kind is not Kind.PROSE or len(head.lines) > 1:
        return False
    line = head.lines[0].strip()
    if (
        len(line) > TITLE
        or _END.search(line)
        or _LINK_ONLY.match(line)
        or is_label(line)
        or "](" in line
        or len(split(line)) > 1
    ):
        return False
    if not has_hangul(line) and not wordiness(line):
        return False
    return (blocks[1].gap or blocks[1].kind is Kind.LIST) and any(block.kind in _STICKY for block in blocks[1:])


def _headed(block: Block, level: int) -> Block:
    return Block(Kind.HEADING, ("#" * level + " " + block.lines[0].lstrip(),), gap=block.gap)


def _labelled(block: Block) -> list[Block]:
    """Split off a first line that is nothing but a label, such as ``Problem:`` or ``해결``."""
    if block.kind is not Kind.PROSE or not is_label(block.lines[0]):
        return [block]
    heading = _headed(block, 2)
    rest = block.lines[1:]
    return [heading, Block(Kind.PROSE, rest, gap=False)] if rest else [heading]


def _links_start(blocks: Sequence[Block]) -> int | None:
    """Return where two or more closing lines of bare links begin, in notes that are longer than their links."""
    start = len(blocks)
    count = 0
    while (
        start > 0
        and blocks[start - 1].kind is Kind.PROSE
        and all(_LINK_ONLY.match(line.strip()) for line in blocks[start - 1].lines)
    ):
        start -= 1
        count += len(blocks[start].lines)
    if count < 2 or start < 3 or blocks[start - 1].kind is Kind.HEADING:
        return None
    return start
