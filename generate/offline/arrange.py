"""Arrange notes as Markdown: lines stay as written; fences, headings and breaks are added where they help."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from generate.offline.blocks import Block, Kind, parse
from generate.offline.chat import is_chat
from generate.offline.labels import is_label
from generate.offline.lines import breaks_after, fence_of, has_hangul
from generate.offline.sentences import split
from generate.offline.verdict import is_sentence, wordiness

LINKS = {"ko": "## 참고", "en": "## References"}
TITLE = 80  # characters; a longer first line is a sentence, not a title
_END = re.compile(r"[.!?。…:;,)]$|(?:다|요|죠|까|음|함|됨)[.!?]*$")
_TICKS = re.compile(r"`{3,}")
_LINK_ONLY = re.compile(r"(?:[^\s:]{1,20}(?: [^\s:]{1,20})?: ?)?<?https?://\S+$")
_ENDED = re.compile(r"(?:[.!?。…,]|  |\\)$")  # joining a line this short loses no deliberate break
_PROMPT = re.compile(r"^[\w.-]+@[\w.-]+[: ]?[~/][^\s$#%]*[$#%] (?=\S)")  # user and host before the typed command
_SPAN = re.compile(r"(`+[^`]*`+)")
_GLOB = re.compile(r"(?<![\w.~/*\\-])(?:\*[-/.:,]|[\w.~-]*/\*)[\w*./,:{}-]*")
_PLACEHOLDER = re.compile(
    r"(?<!\\)<(?=[A-Za-z][\w .|-]*>)(?!/?(?:kbd|br|hr|b|i|u|s|em|strong|small|mark|del|ins|sub|sup|p|div|span|details|"
    r"summary|center|font|a|img|code|pre|ul|ol|li|table|tr|td|th|thead|tbody|h[1-6]|blockquote|video|iframe)\b)"
)
_STICKY = {Kind.PROSE, Kind.LIST, Kind.QUOTE}


def arrange(text: str, language: str) -> str:
    """Return the notes as Markdown that ends in a newline; only white space of ``text`` may be dropped."""
    blocks = _with_quotes(parse(text))
    plain = not any(block.kind is Kind.HEADING for block in blocks)
    if plain:
        blocks = _with_headings(blocks, language)
    written = [_write(block, plain=plain) for block in blocks]
    parts = written[:1]
    for (above, block), lines in zip(pairwise(blocks), written[1:], strict=True):
        parts.append([""] * _is_apart(above, block) + lines)
    return "\n".join(line for lines in parts for line in lines) + "\n" if parts else ""


def _with_quotes(blocks: list[Block]) -> list[Block]:
    """Turn paragraphs that are a conversation into quotes; its messages may be separated by blank lines."""
    quoted: list[Block] = []
    for kind, some in groupby(blocks, key=lambda block: block.kind):
        group = list(some)
        chat = kind is Kind.PROSE and is_chat([line for block in group for line in block.lines])
        quoted += [_quote(block) for block in group] if chat else group
    return quoted


def _quote(block: Block) -> Block:
    *above, last = (f"> {line.strip()}" for line in block.lines)
    return replace(block, kind=Kind.QUOTE, lines=(*(f"{line}  " for line in above), last))


def _is_apart(above: Block, block: Block) -> bool:
    """Return whether to separate two blocks by a blank line: the notes had one, or Markdown needs one."""
    if block.gap:
        return True
    if block.listed and above.listed:
        return False
    loose = {Kind.HEADING, Kind.CODE, Kind.RULE, Kind.TABLE}
    return above.kind in loose or block.kind in loose or not (above.kind in _STICKY and block.kind in _STICKY)


def _write(block: Block, *, plain: bool) -> list[str]:
    lines = list(block.lines)
    if block.kind is Kind.CODE:
        typed = [_PROMPT.sub("$ ", line) for line in lines] if block.language == "console" else lines
        return _fenced(typed, block.language)
    if block.kind is Kind.FENCE and not block.closed:
        return [*lines, _closing(lines[0])]
    if block.kind in _STICKY:
        lines = _literal("\n".join(lines)).split("\n")
    return _broken(lines) if block.kind is Kind.PROSE and plain else lines


def _literal(text: str) -> str:
    """Escape what Markdown would read as markup or HTML: ``<pod>``, ``*-*-*``, ``src/**/*.ts``."""
    parts = _SPAN.split(text)
    for index in range(0, len(parts), 2):
        parts[index] = _PLACEHOLDER.sub(r"\\<", _GLOB.sub(lambda found: found[0].replace("*", r"\*"), parts[index]))
    return "".join(parts)


def _fenced(lines: list[str], language: str) -> list[str]:
    """Fence the lines with more backticks than any run inside them."""
    longest = max((len(ticks) for line in lines for ticks in _TICKS.findall(line)), default=2)
    fence = "`" * (longest + 1)
    return [fence + language, *lines, fence]


def _closing(opening: str) -> str:
    ticks, _ = fence_of(opening) or ("```", "")
    return opening[: opening.index(ticks)] + ticks


def _broken(lines: list[str]) -> list[str]:
    """Keep deliberate line breaks between sentences by adding Markdown's two trailing spaces."""
    kept = [
        line + "  " if breaks_after(line, following) and is_sentence(line) and not _ENDED.search(line) else line
        for line, following in pairwise(lines)
    ]
    return [*kept, *lines[-1:]]


def _with_headings(blocks: list[Block], language: str) -> list[Block]:
    """Turn the title line and stand-alone labels into headings; put closing links under one heading."""
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
    """Return whether the notes begin with a short stand-alone line that is not a sentence."""
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
    """Split off a first line that is only a label, such as ``Problem:`` or ``해결``."""
    if block.kind is not Kind.PROSE or not is_label(block.lines[0]):
        return [block]
    heading = _headed(block, 2)
    rest = block.lines[1:]
    return [heading, Block(Kind.PROSE, rest, gap=False)] if rest else [heading]


def _links_start(blocks: Sequence[Block]) -> int | None:
    """Return the index of the first of two or more closing lines of bare links, if other text comes before them."""
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
