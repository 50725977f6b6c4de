"""Render a growing Markdown text as HTML: each finished block once, the open block repeatedly.

Which blocks are finished depends only on the text, not on its pieces, so a reader can resume after any block.
"""

import re
from bisect import bisect_left
from typing import Any

from django.utils.html import escape
from markdown_it.token import Token

from til.text.html_tags import still_open
from til.text.markdown import clean, parser, render

_LONGEST_HELD = 20_000  # characters kept together by an unclosed tag; each new piece renders them again
_LINE = re.compile(r"[^\n]*\n")


class Blocks:
    """The top-level blocks of a text. ``ends`` holds the end offset of each finished one (code points).

    ``tail`` is the open block's HTML. ``whole`` is the whole text rendered at once, if that differs from the joined
    blocks: the definition of a link or footnote changes the blocks above it.
    """

    def __init__(self) -> None:
        self.html: list[str] = []
        self.ends: list[int] = []
        self.tail = self.whole = ""
        self.is_finished = False
        self.is_plain = False  # whether rendering has failed
        self._names: dict[str, int] = {}
        self._headings: dict[str, str] = {}
        self._links: dict[str, Any] = {}

    @property
    def end(self) -> int:
        """The end offset of the last finished block."""
        return self.ends[-1] if self.ends else 0

    def has(self, offset: int) -> bool:
        """Return whether ``offset`` is 0 or the end of a block."""
        at = bisect_left(self.ends, offset)
        return not offset or (at < len(self.ends) and self.ends[at] == offset)

    def between(self, offset: int, end: int) -> str:
        """Return the finished blocks from ``offset`` to ``end``, both at block boundaries."""
        return "".join(self.html[bisect_left(self.ends, offset + 1) : bisect_left(self.ends, end + 1)])

    def grow(self, rest: str) -> None:
        """Set the text after ``end`` to ``rest``."""
        last = 0
        for start in starts(rest[: rest.rfind("\n") + 1])[1:]:
            self._add(rest[last:start])
            last = start
        self.tail = _html(rest[last:], {"open": True} | {name: dict(known) for name, known in self._known().items()})

    def finish(self, text: str) -> None:
        """Render ``text`` as the final text."""
        self.grow(text[self.end :])
        if rest := text[self.end :]:
            self._add(rest)
        whole = render(text, images=False)
        self.whole = "" if whole == "".join(self.html) else whole
        self.tail, self.is_finished = "", True

    def show_plain(self, text: str, *, is_final: bool) -> None:
        """Show what follows the finished blocks of ``text`` unrendered, as rendering it has failed."""
        rest = text[self.end :]
        plain = f"<pre>{escape(rest)}</pre>" if rest else ""
        self.tail, self.is_plain, self.is_finished = plain, True, is_final
        if is_final and rest:
            self.html.append(plain)
            self.ends.append(len(text))
            self.tail = ""

    def _known(self) -> dict[str, dict[str, Any]]:
        """Return the definitions that later blocks need from earlier ones."""
        return {"anchors": self._names, "headings": self._headings, "references": self._links}

    def _add(self, block: str) -> None:
        self.html.append(_html(block, self._known()))
        self.ends.append(self.end + len(block))


def _html(markdown: str, env: dict[str, Any]) -> str:
    return clean(parser().render(markdown, {"images": False} | env))


def starts(text: str) -> list[int]:
    """Return where the top-level blocks of ``text`` begin, except for an incomplete line, which may still change."""
    md = parser()
    tokens: list[Token] = []
    md.block.parse(text, md, {}, tokens)
    offsets = [0, *(line.end() for line in _LINE.finditer(text))]
    starts: list[int] = []
    depth = 0  # of elements such as <details>, which contain Markdown blocks
    for token in tokens:
        if not token.map or token.level or token.nesting < 0:
            continue
        begin = offsets[token.map[0]]
        if not starts or depth <= 0 or begin - starts[-1] > _LONGEST_HELD:
            starts.append(begin)
            depth = 0
        depth += still_open(token.content) if token.type == "html_block" else 0
    return starts
