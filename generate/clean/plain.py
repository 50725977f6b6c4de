"""Markdown to plain text, and cutting text without splitting user-perceived characters."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_INLINE = MarkdownIt("commonmark", {"html": False}).disable("entity")
_HEADING = re.compile(r"^#{1,6}[ \t]+|[ \t]+#+$")
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[.!?…。！？]+[\"'”’)\]]*(?=\s)")
_JOINER = "\u200d"
_EXTENDS = re.compile(
    r"[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff\ud7b0-\ud7ff]"
)
_FLAG = re.compile(r"[\U0001f1e6-\U0001f1ff]")
_LEADING_JAMO = re.compile(r"[\u1100-\u115f\ua960-\ua97c]")
_HANGUL = re.compile(r"[\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph as plain text on one line."""

    text: str
    is_heading: bool


def blocks(markdown: str) -> Iterator[Block]:
    """Yield headings and paragraphs with text, without code blocks."""
    before: Token | None = None
    for token in _MARKDOWN.parse(markdown):
        if token.type == "inline":
            text = _SPACE.sub(" ", _inline(token.children or [])).strip()
            if text:
                yield Block(text, is_heading=before is not None and before.type == "heading_open")
        before = token


def one_line(line: str) -> str:
    """Return one line of Markdown as plain text; list and quote markers are kept as text."""
    tokens = _INLINE.parseInline(_HEADING.sub("", line))
    return _SPACE.sub(" ", "".join(_inline(token.children or []) for token in tokens)).strip()


def cut(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of ``text``; longer text is cut after a word and ends with ``…``."""
    if len(text) <= limit:
        return text
    end = _fit(text, limit - 1)
    at_word = max((found.start() for found in re.finditer(r"\s", text[: end + 1])), default=0)
    return text[: at_word if at_word > limit // 2 else end].rstrip(" ,;:·-–—") + "…"


def cut_at_sentence(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of ``text``: whole sentences if they fill half of it, else like ``cut``."""
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text[: limit + 1])]
    return text[: ends[-1]] if ends and ends[-1] >= limit // 2 else cut(text, limit)


def _inline(tokens: list[Token]) -> str:
    return "".join([_text(token, tokens[at + 1 :]) for at, token in enumerate(tokens)])


def _text(token: Token, rest: list[Token]) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    if token.markup == "__" and _is_name(token, rest):
        return "__"
    return token.content


def _is_name(token: Token, rest: list[Token]) -> bool:
    """Return whether the underscores belong to a name like ``__init__``, which Markdown reads as emphasis."""
    return token.type == "strong_close" or (bool(rest) and rest[0].content.isidentifier())


def _fit(text: str, end: int) -> int:
    while end > 0 and not _splits_cleanly(text, end):
        end -= 1
    return end


def _splits_cleanly(text: str, at: int) -> bool:
    """Return whether a grapheme may end at ``at`` (Unicode Standard Annex 29, without its rarest scripts)."""
    before, after = text[at - 1], text[at]
    if before == _JOINER or unicodedata.combining(before) == 9:  # a virama joins consonants
        return False
    if unicodedata.category(after).startswith("M") or _EXTENDS.match(after):
        return False
    if _LEADING_JAMO.match(before) and _HANGUL.match(after):
        return False
    return not (_FLAG.match(after) and _flags_before(text, at) % 2)


def _flags_before(text: str, at: int) -> int:
    start = at
    while start and _FLAG.match(text[start - 1]):
        start -= 1
    return at - start
