"""Remove a model's thoughts and chat template marks from its answer.

Works on pieces of any size. Such marks stay in backticks and in code.
"""

from __future__ import annotations

import re

from generate.llm.marks import (
    HEADS,
    MUSING,
    OPENINGS,
    ORPHANS,
    THOUGHTS,
    TURN_ENDS,
    UNWRAPPED,
    UNWRAPPED_END,
    closing_of,
    unfinished,
)

PATIENCE = 6_000  # characters that may turn out to be thoughts without an opening mark
_HINTS = re.compile(r"thinking|deepseek-r1|qwq|magistral", re.IGNORECASE)
_SIGNS = re.compile(
    rf"\n|`+|~+|(?P<turn>{TURN_ENDS.pattern})|(?P<unwrapped>{UNWRAPPED_END.pattern})|(?P<orphan>{ORPHANS.pattern})"
    rf"|(?P<thought>{OPENINGS})",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)


class Spoken:
    """Filters an answer fed in pieces; call ``finish`` at the end."""

    def __init__(self, model: str = "") -> None:
        self._hinted = bool(_HINTS.search(model))
        self._apart = False
        self._state = self._begin
        self._held = ""
        self._closing: re.Pattern[str] | None = None
        self._sure = True
        self._unwrapped = False
        self._code = _Code()

    @property
    def is_thinking(self) -> bool:
        """Whether the current text is dropped as thoughts."""
        return self._state == self._think

    def thoughts_apart(self) -> None:
        """Record that the server sends thoughts in a separate field, so the text has none."""
        self._apart = True

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        return self._run(text, ended=False) if text else ""

    def finish(self) -> str:
        """Return the text held back."""
        return self._run("", ended=True)

    def _run(self, text: str, *, ended: bool) -> str:
        self._held += text
        out, before = "", None
        while before != (self._state, self._held):
            before = (self._state, self._held)
            out += self._state(ended=ended)
        return out

    def _begin(self, *, ended: bool) -> str:
        """Before the first word: remove marks, and hold back possible ones."""
        start = self._held.lstrip()
        if found := HEADS.match(start) or UNWRAPPED.match(start):
            self._unwrapped = self._unwrapped or found.re is UNWRAPPED
            self._held = start[found.end() :]
        elif self._open(start):
            pass
        elif ended or not self._undecided(start):
            self._state = self._speak
        elif found := _orphan(start):
            self._held = start[found.end() :]
        return ""

    def _open(self, start: str) -> bool:
        """Start skipping thoughts if ``start`` begins with a mark of thoughts."""
        for thought in THOUGHTS:
            if found := thought.opening.match(start):
                self._closing, self._sure = closing_of(thought, found), thought.sure
                self._held = start[found.end() :] if thought.sure else start
                self._state = self._think
                return True
        return False

    def _undecided(self, start: str) -> bool:
        if not start or unfinished(start[:300]) == 0 or "analysis".startswith(start) or start in "assistantfinal":
            return True
        if _orphan(start):
            return True
        lowered = start.lower()
        musing = any(lowered.startswith(words) or words.startswith(lowered) for words in MUSING)
        waits = (musing or self._hinted) and not self._apart and len(start) < PATIENCE
        return waits and not _HEADING.search(start)

    def _think(self, *, ended: bool) -> str:
        """Drop everything up to the closing mark."""
        closing = self._closing
        if closing and (found := closing.search(self._held)):
            self._held = self._held[found.end() :].lstrip()
            self._state = self._resume
        elif not self._sure:
            self._state = self._speak if ended or len(self._held) > PATIENCE else self._state
        else:
            self._held = "" if ended else self._held[-100:]
        return ""

    def _resume(self, *, ended: bool) -> str:
        """Drop the white space after thoughts, then continue in the state before them."""
        self._held = self._held.lstrip()
        if self._held or ended:
            self._state = self._speak if self._code.begun else self._begin
        return ""

    def _speak(self, *, ended: bool) -> str:
        """Pass text on; handle marks outside code."""
        text, out, at = self._held, "", 0
        stop = len(text) if ended else _settled(text)
        for found in _SIGNS.finditer(text):
            if found.start() >= stop:
                break
            out += self._code.plain(text[at : found.start()])
            at = found.end()
            if found.lastgroup is None or self._code.inside:
                out += self._code.sign(found[0])
                continue
            said = self._mark(found, ended=ended)
            if said is None:
                return out
            out += said
        out += self._code.plain(text[at:stop]) if at < stop else ""
        self._held = text[max(at, stop) :]
        return out

    def _mark(self, mark: re.Match[str], *, ended: bool) -> str | None:
        """Return the visible part of a mark outside code; None if the text after it must wait or is dropped."""
        text, kind = self._held, mark.lastgroup
        if kind == "orphan":
            return ""
        if kind == "thought":
            if not self._code.line_start:
                return self._code.plain(mark[0])
            self._held = text[mark.start() :]
            self._open(self._held)
        elif not ended and not text[mark.end() :].strip():
            self._held = text[mark.start() :]
        elif self._ends(text, mark):
            self._state, self._held = self._over, ""
        else:
            return self._code.plain(mark[0])
        return None

    def _ends(self, text: str, mark: re.Match[str]) -> bool:
        """Return whether the answer ends here: no word follows on the line, or the mark directly follows a word."""
        if mark.lastgroup == "unwrapped":
            return self._unwrapped
        if mark[0] == "</s>" and self._code.struck:
            return False
        behind = text[mark.end() :].lstrip(" ")
        if not behind or behind[0] in "\n<":
            return True
        return mark.start() > 0 and not text[mark.start() - 1].isspace()

    def _over(self, *, ended: bool) -> str:  # noqa: ARG002 - a state like the others
        self._held = ""
        return ""


class _Code:
    """The position in the text: inside code, or at the start of a line."""

    def __init__(self) -> None:
        self.begun = self.struck = False
        self.line_start = True
        self._indent = ""
        self._fence = ""
        self._span = 0

    @property
    def inside(self) -> bool:
        """Whether the next character belongs to code."""
        return bool(self._fence or self._span or self._indent.startswith(("    ", "\t")))

    def plain(self, text: str) -> str:
        """Process text without marks."""
        if text:
            self.begun = True
            self.struck = self.struck or "<s>" in text
            if self.line_start and not text.strip():
                self._indent += text
            elif self.line_start:
                self._indent += text[: len(text) - len(text.lstrip())]
                self.line_start = False
        return text

    def sign(self, sign: str) -> str:
        """Process a line end, a run of backticks or tildes, or a mark inside code."""
        if sign == "\n":
            self._span = 0 if self.line_start else self._span  # a blank line ends a paragraph
            self.line_start, self._indent = True, ""
            return sign
        if sign[0] in "`~":
            self._ticks(sign)
        self.begun, self.line_start = True, False
        return sign

    def _ticks(self, run: str) -> None:
        if self._fence:
            closes = self.line_start and run[0] == self._fence[0] and len(run) >= len(self._fence)
            self._fence = "" if closes else self._fence
        elif self.line_start and len(run) >= 3 and len(self._indent) < 4:
            self._fence = run
        elif run[0] == "`":
            self._span = 0 if self._span == len(run) else (self._span or len(run))


def _settled(text: str) -> int:
    """Return the length of ``text`` without an incomplete run of backticks or mark at its end."""
    stop = len(text.rstrip("`~"))
    return min(stop, unfinished(text))


def _orphan(start: str) -> re.Match[str] | None:
    """Return the closing mark of thoughts without an opening one, unless it is inside code."""
    code = _Code()
    at = 0
    for found in _SIGNS.finditer(start):
        code.plain(start[at : found.start()])
        at = found.end()
        if found.lastgroup == "orphan" and not code.inside:
            return found
        if found.lastgroup == "thought" and code.line_start and not code.inside:
            return None
        if found.lastgroup is None:
            code.sign(found[0])
    return None
