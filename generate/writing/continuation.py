"""Continue a text: remove what the answer repeats, and recognise an answer that starts again."""

import re

from generate.clean.preamble import is_preamble
from generate.clean.refusal import Declined, is_refusal, may_refuse
from generate.clean.resuming import is_about_continuing
from generate.writing.joint import joined

HELD = 240  # characters of an answer held back at first
OVERLAP = 20  # characters without white space that cannot match by chance
ANEW = 40  # matching characters that make an answer a new beginning
TAIL = 4_000  # characters of the text searched for a repetition
_SPACE = re.compile(r"\s+")


class StartsOver(Exception):
    """The answer starts the text again; ``held`` is its beginning."""

    def __init__(self, held: str) -> None:
        self.held = held
        super().__init__("the answer starts over")


class Continuation:
    """Joins an answer, fed in any pieces, to ``kept``; the output of ``feed`` and ``finish`` follows ``kept`` directly.

    Both raise StartsOver. The first ``HELD`` characters, and any repetition of ``kept``, are held back.
    """

    def __init__(self, kept: str) -> None:
        """``kept`` is the text to continue, not empty."""
        self._kept = kept
        self._whole = _fold(kept)
        self._tail = self._whole[-TAIL:]
        self.declined: Declined | None = None  # known at the end
        self._held: str | None = ""
        self._owes_blank = False  # whether a blank line may follow an announcement
        self._folded = ""  # the text held back, without white space

    def feed(self, text: str) -> str:
        """Return the text that is ready."""
        if self._held is None:
            return text
        if len(self._held) < HELD:
            self._drop_announcements(self._held + text)
        else:
            self._held += text
            self._folded += _fold(text)
        is_undecided = len(self._held) < HELD or self._repeats() or may_refuse(self._held)
        return "" if is_undecided else self._decide(self._held)

    def finish(self) -> str:
        """Return the text held back, or "" if it may be only a repetition."""
        if self._held is None or _is_announcement(self._held):
            return ""
        if is_refusal(self._held):
            self.declined = Declined.REFUSED
            return ""
        is_short = len(self._folded) < OVERLAP  # a few words may occur in the text by chance
        at_an_end = self._tail.endswith(self._folded) or self._whole.startswith(self._folded)
        return "" if self._repeats() and (at_an_end or not is_short) else self._decide(self._held)

    def _drop_announcements(self, held: str) -> None:
        """Hold back ``held`` without lines that only announce the text, each with a blank line behind it."""
        while True:
            if self._owes_blank and held:
                held, self._owes_blank = held.removeprefix("\n"), False
            line, newline, rest = held.lstrip("\n").partition("\n")
            if not newline or not _is_announcement(line):
                break
            held, self._owes_blank = rest, True
        self._held, self._folded = held, _fold(held)

    def _repeats(self) -> bool:
        return self._folded in self._tail or self._whole.startswith(self._folded)

    def _decide(self, held: str) -> str:
        self._held = None
        folded = _fold(held)
        overlap = len(self._whole) if folded.startswith(self._whole) else _overlap(self._tail, folded)
        if overlap >= min(OVERLAP, len(self._whole)):
            return joined(self._kept, held[_unfolded(held, overlap) :], shows_space=True)
        if self._begins_anew(held, folded):
            raise StartsOver(held)
        return joined(self._kept, held)

    def _begins_anew(self, answer: str, folded: str) -> bool:
        most = min(ANEW, len(self._whole))
        if most >= OVERLAP and folded[:most] == self._whole[:most]:
            return True
        first, own = answer.lstrip().split("\n", 1)[0].strip(), self._kept.lstrip().split("\n", 1)[0].strip()
        is_fence = first.startswith(("```", "~~~"))
        return first == own and not is_fence and (own.startswith("#") or len(own) >= OVERLAP // 2)


def _overlap(tail: str, start: str) -> int:
    """Return the length of the longest prefix of ``start`` that is a suffix of ``tail`` (Knuth-Morris-Pratt)."""
    text = f"{start[: len(tail)]}\0{tail}"
    borders = [0] * len(text)
    for index in range(1, len(text)):
        length = borders[index - 1]
        while length and text[index] != text[length]:
            length = borders[length - 1]
        borders[index] = length + (text[index] == text[length])
    return borders[-1]


def _unfolded(text: str, length: int) -> int:
    """Return the length of the prefix of ``text`` with ``length`` characters other than white space."""
    count = 0
    for index, character in enumerate(text):
        if count == length:
            return index
        count += not character.isspace()
    return len(text)


def _is_announcement(line: str) -> bool:
    return bool(line.strip()) and (is_preamble(line) or is_about_continuing(line))


def _fold(text: str) -> str:
    return _SPACE.sub("", text)
