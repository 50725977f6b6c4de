"""Content cleaned on its way: what comes out piece by piece is exactly what the whole would give.

Removed are what a model says before it begins, its thoughts, a code fence around the whole, blank lines at the start
and white space at the end; an unclosed code fence is closed. At the start a line may be held back that looks like an
introduction (200 characters), or an answer inside a fence (1,000); afterwards only white space, the last letter (an
accent may follow), and a line that so far looks like a fence or a mark of thoughts (200). All else passes at once. A
leading heading is kept even where the title may say the same: it is the model's text, and the page can see to it.
"""

import re

from generate.clean.body import Body
from generate.clean.characters import Characters
from generate.clean.fences import Fence
from generate.clean.preamble import is_preamble, may_begin
from generate.clean.thoughts import Thoughts, may_open, opened_by
from generate.clean.wrapper import outer_fence, wrapped

_BLANK = re.compile(r"(?:[^\S\n]*\n|[\ufeff\u200b])+| {1,3}(?=\S)")


def content(text: str) -> str:
    """Return the whole of ``text`` cleaned."""
    cleaner = Cleaner()
    return cleaner.feed(text) + cleaner.finish()


class Cleaner:
    """Feed it the text in any pieces, then ``finish``; joined, the results are ``content`` of the whole.

    ``verbatim`` is for text that no model wrote: only its characters are seen to, and white space at the end.
    """

    def __init__(self, *, verbatim: bool = False) -> None:
        self._verbatim = verbatim
        self._characters = Characters()
        self._opening = _Opening(begun=verbatim)
        self._body: Body | None = None
        self._space = ""

    def feed(self, text: str) -> str:
        """Return what is ready."""
        return self._trim(self._write(self._opening.feed(self._characters.feed(text))))

    def finish(self) -> str:
        """Return what was held back, without what the end has shown to be no content."""
        rest = self._opening.feed(self._characters.finish())
        rest = self._write(rest + self._opening.finish())
        rest = self._trim(rest + (self._body.finish() if self._body else ""))
        self._space = ""
        return f"{rest}\n{self._body.closing}" if self._body and self._body.closing else rest

    def _write(self, text: str) -> str:
        if self._verbatim or not text:
            return text
        if self._body is None:
            self._body = Body(self._opening.outer)
        return self._body.feed(text)

    def _trim(self, text: str) -> str:
        text = self._space + text
        bare = text.rstrip()
        self._space = text[len(bare) :]
        return bare


class _Opening:
    """The start of an answer, held back until it is known where the post begins."""

    def __init__(self, *, begun: bool) -> None:
        self.outer: Fence | None = None
        self._begun = begun
        self._held = ""
        self._thoughts: Thoughts | None = None

    def feed(self, text: str) -> str:
        if self._begun:
            return text
        self._held += text
        return self._advance(ended=False)

    def finish(self) -> str:
        return "" if self._begun else self._advance(ended=True)

    def _advance(self, *, ended: bool) -> str:
        while self._drop(ended=ended):
            pass
        if not self._held or (not ended and self._undecided()):
            return ""
        self._begun = True
        return self._held

    def _drop(self, *, ended: bool) -> bool:
        """Take away the next thing that is not the post; False if there is none (yet)."""
        if self._thoughts:
            return self._skip(self._thoughts)
        if blank := _BLANK.match(self._held):
            return self._cut(blank.end())
        if opening := opened_by(self._held):
            self._thoughts = Thoughts(opening)
            return self._cut(opening.end())
        line, newline, _ = self._held.partition("\n")
        if (newline or ended) and line and is_preamble(line):
            return self._cut(len(line) + len(newline))
        if self.outer is None and wrapped(self._held, ended=ended):
            self.outer = outer_fence(line)
            return self._cut(len(line) + len(newline))
        return False

    def _skip(self, thoughts: Thoughts) -> bool:
        rest = thoughts.skip(self._held)
        self._held = rest or ""
        if rest is not None:
            self._thoughts = None
        return rest is not None

    def _cut(self, length: int) -> bool:
        self._held = self._held[length:]
        return True

    def _undecided(self) -> bool:
        start = self._held
        if not start.strip() or may_open(start) or ("\n" not in start and may_begin(start)):
            return True
        return self.outer is None and wrapped(start, ended=False) is None
