"""Title and excerpt: plain text on one line, and what stands in for them where a model gave nothing."""

import re

from generate.clean.content import content as clean_content
from generate.clean.plain import Block, blocks, cut, cut_at_sentence

TITLE = 120
EXCERPT = 500
UNTITLED = "TIL"

_READS = 4_000  # characters of an answer or a draft; there is no title or excerpt behind them
_LABEL = re.compile(r"(?:title|제목|til|today i learned|excerpt|summary|요약문?|발췌문?)\s*[:：]\s*", re.IGNORECASE)
_QUOTES = ('""', "''", "“”", "‘’", "«»", "「」", "『』", "《》", "``", "„“")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s+")


def title(answer: str, content: str) -> str:
    """Return the title in ``answer``, or else one from ``content``: at most 120 characters, never empty."""
    lines = [line for line in map(_as_title, _plain_lines(answer)) if line]
    chosen = next((line for line in lines if not line.endswith((":", "："))), "") or next(iter(lines), "")
    return cut(chosen or _title_from(content), TITLE)


def excerpt(answer: str, content: str) -> str:
    """Return the excerpt in ``answer``, or else the first paragraph of ``content``: at most 500 characters."""
    chosen = " ".join(block.text for block in _blocks(clean_content(answer)) if not block.is_heading)
    chosen = _unwrap(_LABEL.sub("", chosen, count=1) if _LABEL.match(chosen) else chosen)
    return cut_at_sentence(chosen or _paragraph_from(content), EXCERPT)


def _plain_lines(answer: str) -> list[str]:
    return [block.text for line in clean_content(answer)[:_READS].split("\n") for block in blocks(line.strip())]


def _blocks(markdown: str) -> list[Block]:
    return list(blocks(markdown[:_READS]))


def _as_title(line: str) -> str:
    """Take label, quotes and full stop away until none is left."""
    before = None
    while line != before:
        before = line
        label = _LABEL.match(line)
        line = _unwrap(line[label.end() :] if label else line)
        if line.endswith((".", "。")) and not line.endswith(("..", "。。")):
            line = line[:-1].rstrip()
    return line


def _unwrap(text: str) -> str:
    """Take quotation marks away that stand around the whole."""
    text = text.strip()
    for opening, closing in map(tuple, _QUOTES):
        inner = text[1:-1]
        if len(text) > 1 and text[0] == opening and text[-1] == closing and not {opening, closing} & set(inner):
            return inner.strip()
    return text


def _title_from(content: str) -> str:
    found = _blocks(content)
    headings = [block.text for block in found if block.is_heading]
    sentences = [_SENTENCE_END.split(block.text)[0] for block in found]
    lines = [" ".join(line.split()) for line in content[:_READS].split("\n")]
    named = (_as_title(text) for text in [*headings, *sentences, *lines])
    return next((text for text in named if any(map(str.isalnum, text))), UNTITLED)


def _paragraph_from(content: str) -> str:
    found = _blocks(content)
    return next((block.text for block in found if not block.is_heading), found[0].text if found else "")
