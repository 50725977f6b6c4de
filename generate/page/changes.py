"""What changed between two texts: by blocks, and by words inside a block."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from django.utils.html import format_html, format_html_join

from generate.page.blocks import starts
from generate.page.signs import kind_of, stretches, styled
from til.text.markdown import render

Kind = Literal["same", "removed", "added", "changed", "ahead", "open"]
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 3_000  # tokens of a block; a longer one is shown as replaced
_BEGIN = 12  # characters that show which block is being rewritten
_ALIKE, _KIN = 0.35, 0.15  # similarity from which two blocks are versions of one another, or two headings or lists
_KINDS = "#-*|>`"
_TRIFLE = 3  # characters that are the same between two changes, but not worth reading as such


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are the same, removed or added, in pieces that look the same: text and style (see `signs.py`)."""

    kind: Literal["same", "removed", "added"]
    text: str
    pieces: tuple[tuple[str, str], ...] = ()

    @property
    def html(self) -> str:
        """The words as HTML."""
        return format_html_join("", "{}", ((_piece(text, style),) for text, style in self.pieces))


@dataclass(frozen=True, slots=True)
class Change:
    """A block in the old and the new text; joined, the blocks are the texts.

    While the new text is being written, ``open`` is its last block, and ``ahead`` what it has not reached.
    """

    kind: Kind
    old: str = ""
    new: str = ""

    @property
    def html(self) -> str:
        """The block as HTML, if it is the same."""
        return _rendered(self.old)

    @property
    def words(self) -> list[Words]:
        """The words of a changed block."""
        return list(_looking(self.old.rstrip("\n"), self.new.rstrip("\n")))

    @property
    def look(self) -> str:
        """How the whole block looks."""
        return kind_of(self.new or self.old)


@lru_cache(maxsize=512)
def _rendered(block: str) -> str:
    return render(block, images=False)


def changes(old: str, new: str) -> list[Change]:
    """Return the blocks of both texts in order."""
    return list(_aligned(_blocks(old), _blocks(new)))


def changes_so_far(old: str, new: str) -> list[Change]:
    """Return the blocks of both texts while ``new`` is being written."""
    *after, last = _blocks(new) or [""]
    found = list(_aligned(_blocks(old), after))
    reached = max((at for at, one in enumerate(found) if one.new), default=-1) + 1
    ahead = [Change("ahead", one.old) for one in found[reached:]]
    if ahead and ahead[0].old.startswith(last):
        return found[:reached] + ahead
    if ahead and ahead[0].old[:_BEGIN] == last[:_BEGIN]:
        ahead = ahead[1:]
    return [*found[:reached], Change("open", "", last), *ahead]


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    same = SequenceMatcher(None, [one.strip() for one in before], [one.strip() for one in after], autojunk=False)
    for tag, start, end, to_start, to_end in same.get_opcodes():
        if tag == "equal":
            pairs = zip(before[start:end], after[to_start:to_end], strict=True)
            yield from (Change("same", one, other) for one, other in pairs)
        else:
            yield from _paired(before[start:end], after[to_start:to_end])


def _blocks(text: str) -> list[str]:
    cuts = [0, *starts(text if text.endswith("\n") else f"{text}\n")[1:], len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def _paired(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Yield the blocks of a replaced stretch, those that are alike as one change; none crosses another."""
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    likeness = [[_likeness(one, other) for other in after] for one in before]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    i = j = 0
    while i < len(before) or j < len(after):
        is_pair = i < len(before) and j < len(after) and likeness[i][j] > 0
        if is_pair and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield Change("changed", before[i], after[j])
            i, j = i + 1, j + 1
        elif j == len(after) or (i < len(before) and best[i][j] == best[i + 1][j]):
            yield Change("removed", before[i])
            i += 1
        else:
            yield Change("added", "", after[j])
            j += 1


def _likeness(one: str, other: str) -> float:
    """Return how many of the words of both are shared, from 0 to 1; 0 if too few. Blocks of one kind need fewer."""
    words, others = set(one.split()), set(other.split())
    shared = 2 * len(words & others) / (len(words) + len(others) or 1)
    is_kin = one[0] == other[0] and one[0] in _KINDS
    return shared if shared >= (_KIN if is_kin else _ALIKE) else 0.0


def _words(old: str, new: str) -> Iterator[Words]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MOST:
        yield from (Words("removed", old), Words("added", new))
        return
    removed = added = ""
    for tag, start, end, to_start, to_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = "".join(before[start:end]) if tag == "equal" else ""
        if len(same.strip()) > _TRIFLE or not (removed or added or tag != "equal"):
            yield from _replaced(removed, added)
            removed = added = ""
            yield Words("same", same)
        else:
            removed, added = removed + "".join(before[start:end]), added + "".join(after[to_start:to_end])
    yield from _replaced(removed, added)


def _looking(old: str, new: str) -> Iterator[Words]:
    """Yield the words with their looks: removed ones look as in ``old``, the others as in ``new``."""
    before, after = stretches(old), stretches(new)
    at = to = 0
    for one in _words(old, new):
        is_gone, length = one.kind == "removed", len(one.text)
        pieces = styled(one.text, at, before) if is_gone else styled(one.text, to, after)
        yield Words(one.kind, one.text, tuple(pieces))
        at += length if one.kind != "added" else 0
        to += length if not is_gone else 0


def _cuts_a_word(text: str, length: int) -> bool:
    """Return whether the last ``length`` characters begin inside a word."""
    return length < len(text) and text[-length - 1].isalnum() and text[-length].isalnum()


def _piece(text: str, style: str) -> str:
    return format_html('<span class="{}">{}</span>', style, text) if style else text


def _replaced(removed: str, added: str) -> Iterator[Words]:
    """Yield the words replaced; a trifle at their end that is the same stays, but no part of a word."""
    most = min(len(removed), len(added))
    length = next((at for at in range(most) if removed[-1 - at] != added[-1 - at]), most)
    while length and (_cuts_a_word(removed, length) or _cuts_a_word(added, length)):
        length -= 1
    if gone := removed[: len(removed) - length]:
        yield Words("removed", gone)
    if new := added[: len(added) - length]:
        yield Words("added", new)
    if length:
        yield Words("same", added[-length:])
