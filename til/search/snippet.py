"""What of a TIL answers a query: a few words around the first find, finds marked."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from til.search.words import Term, fold, is_wide, runs

_BEFORE, _LENGTH = 60, 220  # characters


def plain_text(html: str) -> str:
    """Return the words of rendered Markdown on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html))).strip()


def marked(text: str, asked: Sequence[Term]) -> SafeString:
    """Return the text as HTML, with every find inside ``mark``."""
    parts: list[tuple[str, str]] = []
    at = 0
    for start, end in finds(text, asked):
        if start >= at:
            parts.append((text[at:start], text[start:end]))
            at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])


def snippet(text: str, asked: Sequence[Term]) -> SafeString:
    """Return the part of a text around its first find."""
    first = next(finds(text, asked), (0, 0))[0]
    start = max(0, text.rfind(" ", 0, max(0, first - _BEFORE)) + 1) if first > _BEFORE else 0
    end = text.find(" ", start + _LENGTH)
    part = text[start:] if end < 0 else text[start:end]
    return format_html("{}{}{}", "… " if start else "", marked(part, asked), " …" if end >= 0 else "")


def finds(text: str, asked: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Yield where the terms stand, in order; a text whose folding changes its length is compared as it is."""
    folded = fold(text)
    folded = folded if len(folded) == len(text) else text
    wide = [term.word for term in asked if is_wide(term.word)]
    narrow = [term for term in asked if not is_wide(term.word)]
    wide_pattern = re.compile("|".join(map(re.escape, wide))) if wide else None
    for run in runs(folded):
        if is_wide(run.group()):
            for match in wide_pattern.finditer(folded, run.start(), run.end()) if wide_pattern else ():
                yield match.span()
        elif any(term.matches(run.group()) for term in narrow):
            yield run.span()
