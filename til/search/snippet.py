"""Search snippets: some words around the first match, matches highlighted."""

import re
from collections.abc import Sequence
from html import unescape

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from til.search.words import Term, beginnings, fold, is_wide, stem

_BEFORE, _LENGTH = 60, 220  # characters
_ENDS = re.compile(r"</(?:p|li|h[1-6]|t[dh]|d[td]|summary|figcaption|pre|div|blockquote)>|<br>")
_MOST = 200  # matches considered


def plain_text(html: str) -> str:
    """Return the text of rendered Markdown on one line."""
    apart = _ENDS.sub(" ", html)  # text of adjacent blocks must not join into one word
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", apart))).strip()


def marked(text: str, asked: Sequence[Term]) -> SafeString:
    """Return ``text`` as HTML with every match in a ``mark``."""
    parts: list[tuple[str, str]] = []
    at = 0
    for start, end in finds(text, asked):
        if start >= at:
            parts.append((text[at:start], text[start:end]))
            at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])


def snippet(text: str, asked: Sequence[Term]) -> SafeString:
    """Return the part of a text with the most distinct search words; the first on a tie."""
    first = _best_place(text, asked)
    start = max(0, text.rfind(" ", 0, max(0, first - _BEFORE)) + 1) if first > _BEFORE else 0
    end = text.find(" ", start + _LENGTH)
    part = text[start:] if end < 0 else text[start:end]
    return format_html("{}{}{}", "… " if start else "", marked(part, asked), " …" if end >= 0 else "")


def _best_place(text: str, asked: Sequence[Term]) -> int:
    found = [(start, fold(text[start:end])) for start, end in finds(text, asked)[:_MOST]]
    if not found:
        return 0
    different = [
        len({word for other, word in found[at:] if other < start + _LENGTH - _BEFORE})
        for at, (start, _) in enumerate(found)
    ]
    return found[different.index(max(different))][0]


def finds(text: str, asked: Sequence[Term]) -> list[tuple[int, int]]:
    """Return the positions of the terms in order; text whose length changes by case folding is compared unfolded."""
    folded = fold(text)
    folded = folded if len(folded) == len(text) else text
    spellings = [one for term in asked for one in term.spellings]
    wide = [re.escape(one.word) for one in spellings if is_wide(one.word)]
    stems = frozenset(token for one in spellings if not is_wide(one.word) for token in one.tokens)
    spans = [match.span() for match in re.finditer("|".join(wide), folded)] if wide else []
    pattern = beginnings(stems)
    spans += [word.span() for word in pattern.finditer(folded) if stem(word.group()) in stems] if pattern else []
    return sorted(spans)
