"""Titles and excerpts: one line of plain text, with fallbacks if the model gave none."""

import re

from generate.clean.content import content as clean_content
from generate.clean.envelope import json_fields
from generate.clean.plain import Block, blocks, cut, cut_at_sentence, one_line
from generate.clean.preamble import without_yes

TITLE = 120
EXCERPT = 500
UNTITLED = "TIL"

_READS = 4_000  # characters read of an answer or a draft, enough for any title or excerpt
_EXCERPT_LABEL = re.compile(r"(?:excerpt|요약문?|발췌문?)\s*[:：]\s*", re.IGNORECASE)
_TITLE_LABEL = re.compile(
    r"(?:(?:(?:suggested|proposed|post|blog|possible|추천|글) ?)?(?:title|제목)"
    r"(?: ?(?:option|후보))?\s*\d*\s*(?:[:：]|\s[-–—]\s)|"
    r"(?:option|후보|옵션)\s*\d+\s*[:：.]|til\s*[:：]|today i learned\s*[:：])\s*",
    re.IGNORECASE,
)
_TITLE_SENTENCE = re.compile(
    r"(?:(?:the |my )?(?:title|제목)(?: is|은|은:))\s*[:：]?\s*(.+?)(?:입니다|이에요|예요)?[.]?", re.IGNORECASE
)
_TITLE_TAG = re.compile(r"\s*<(title|h1|excerpt|summary|answer)>(.*?)</\1>\s*", re.IGNORECASE | re.DOTALL)
_LENGTH = r"\((?:about |약 )?\d+ ?(?:characters|chars|words|자|글자)\)"
_COUNT = re.compile(rf"^{_LENGTH}\s*|\s*{_LENGTH}$")
_INTRO = re.compile(
    r"(?:here(?:['’]s| is) (?:an?|the|your)\b[^:：]*\b(?:excerpt|summary|title|description)\b[^:：]*[:：]|"
    r"(?:다음은|아래는|추천)[^:：]*(?:요약문?|발췌문?|제목)[^:：]*[:：])\s*(?=\S)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[\w-]*[ \t]*$", re.MULTILINE)
_LISTED = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+\S")
_QUOTES = ('""', "''", "“”", "‘’", "«»", "「」", "『』", "《》", "``", "„“")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？…])\s+")


def title(answer: str, content: str) -> str:
    """Return the title in ``answer``, else one from ``content``: at most 120 characters, never empty."""
    lines = [line for line in map(_as_title, _plain_lines(_taken_out(answer, "title"))) if line]
    chosen = next((line for line in lines if not line.endswith((":", "："))), "") or next(iter(lines), "")
    return cut(chosen or _title_from(content), TITLE)


def excerpt(answer: str, content: str) -> str:
    """Return the excerpt in ``answer``, else the first paragraph of ``content``: at most 500 characters."""
    cleaned = clean_content(_taken_out(answer, "excerpt"))
    chosen = " ".join(block.text for block in _blocks(_INTRO.sub("", cleaned, count=1)) if not block.is_heading)
    chosen = _COUNT.sub(
        "", _unwrap(_EXCERPT_LABEL.sub("", chosen, count=1) if _EXCERPT_LABEL.match(chosen) else chosen)
    )
    return cut_at_sentence(chosen or _paragraph_from(content), EXCERPT)


def _taken_out(answer: str, field: str) -> str:
    """Return the text inside a JSON object or a tag, else the answer."""
    bare = _FENCE.sub("", answer[:_READS]).strip()
    value = (json_fields(bare) or {}).get(field)
    if isinstance(value, str):
        return value
    tag = _TITLE_TAG.fullmatch(bare)
    return tag[2] if tag else answer


def _plain_lines(answer: str) -> list[str]:
    """Return the lines as plain text; list markers are removed only from lists."""
    lines = [line.strip() for line in clean_content(answer)[:_READS].split("\n")]
    lines = [line for line in lines if line and not _FENCE.fullmatch(line)]
    several = sum(bool(_LISTED.match(line)) for line in lines) > 1 or (len(lines) > 1 and bool(lines[0].endswith(":")))
    return [
        text for line in lines for text in ([block.text for block in blocks(line)] if several else [one_line(line)])
    ]


def _blocks(markdown: str) -> list[Block]:
    return list(blocks(markdown[:_READS]))


def _as_title(line: str) -> str:
    """Remove label, quotes and full stop until none is left."""
    before = None
    while line != before:
        before = line
        label = _TITLE_LABEL.match(line) or _INTRO.match(line)
        line = _unwrap(without_yes(line[label.end() :] if label else line))
        sentence = _TITLE_SENTENCE.fullmatch(line)
        line = _unwrap(sentence[1]) if sentence else line
        if line.endswith((".", "。")) and not line.endswith(("..", "。。")):
            line = line[:-1].rstrip()
    return line


def _unwrap(text: str) -> str:
    """Remove quotation marks around the whole."""
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
