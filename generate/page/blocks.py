"""A growing Markdown text as HTML: each finished block is rendered once, the open one again and again.

What is finished depends on the text alone, never on how it came in pieces, so that a reader can go on from any block
that anybody was sent.
"""

import re
from bisect import bisect_left
from typing import Any

from markdown_it.token import Token

from til.markdown import clean, parser, render

_LINE = re.compile(r"[^\n]*\n")


class Blocks:
    """The top-level blocks of a text. ``ends`` holds the offset behind each finished one (code points).

    ``tail`` is the open block's HTML. ``whole`` is all of it rendered at once, where that differs from the blocks put
    together: a link or footnote that is explained below changes what stands above.
    """

    def __init__(self) -> None:
        self.html: list[str] = []
        self.ends: list[int] = []
        self.tail = self.whole = ""
        self.is_finished = False
        self._names: dict[str, int] = {}
        self._links: dict[str, Any] = {}

    @property
    def end(self) -> int:
        """Offset behind the last finished block."""
        return self.ends[-1] if self.ends else 0

    def has(self, offset: int) -> bool:
        """Whether a block ends at ``offset``, or the text begins there."""
        at = bisect_left(self.ends, offset)
        return not offset or (at < len(self.ends) and self.ends[at] == offset)

    def between(self, offset: int, end: int) -> str:
        """Return the finished blocks from ``offset`` to ``end``, where blocks begin."""
        return "".join(self.html[bisect_left(self.ends, offset + 1) : bisect_left(self.ends, end + 1)])

    def grow(self, rest: str) -> None:
        """Take ``rest`` for all that is behind ``end`` so far."""
        last = 0
        for start in _starts(rest[: rest.rfind("\n") + 1])[1:]:
            self._add(rest[last:start])
            last = start
        links, names = dict(self._links), dict(self._names)
        self.tail = _html(rest[last:], {"open": True, "anchors": names, "references": links})

    def finish(self, text: str) -> None:
        """Take ``text`` for the whole, which will not grow any more."""
        self.grow(text[self.end :])
        if rest := text[self.end :]:
            self._add(rest)
        whole = render(text, images=False)
        self.whole = "" if whole == "".join(self.html) else whole
        self.tail, self.is_finished = "", True

    def _add(self, block: str) -> None:
        self.html.append(_html(block, {"anchors": self._names, "references": self._links}))
        self.ends.append(self.end + len(block))


def _html(markdown: str, env: dict[str, Any]) -> str:
    return clean(parser().render(markdown, {"images": False} | env))


def _starts(text: str) -> list[int]:
    """Return where the top-level blocks of ``text`` begin. Half a line may still change what it belongs to."""
    md = parser()
    tokens: list[Token] = []
    md.block.parse(text, md, {}, tokens)
    lines = {token.map[0] for token in tokens if token.map and not token.level and token.nesting >= 0}
    offsets = [0, *(line.end() for line in _LINE.finditer(text))]
    return [offsets[line] for line in sorted(lines)]
