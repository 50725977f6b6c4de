"""From words to lines in reading order: columns one after another, and what spans them in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from generate.sources.pdf.drawn import Box
from generate.sources.pdf.glyphs import Word

_COLUMN_GAP = 1.5  # letter heights; a wider gap in a line may lie between columns
_CODE_GAP = 12.0  # the same in code, which is often aligned
_STEP = 2  # points
_LEAST_GUTTER = 6  # points
_LEAST_LINES = 3  # in each column
_MOST_CROSSING = 0.2  # of the lines: headings and figures that span the columns
_FILLED = 0.5  # of a column's width that a line of prose takes
_LEAST_COLUMN = 0.18  # of the width of the text
_OVERLAP = 0.4  # of the height of the shorter of two words in a line


@dataclass(slots=True)
class Line:
    """Words beside each other, from left to right."""

    words: list[Word]

    @property
    def left(self) -> float:
        """The left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """The right edge."""
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        """The upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """The letter height of most of the line."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def height(self) -> float:
        """The height of most of the line, which small raised letters do not change."""
        word = max(self.words, key=lambda word: len(word.text))
        return word.bottom - word.top

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def is_parted(self) -> bool:
        """Whether a wide gap divides it, as between a label and its value."""
        gaps = [two.left - one.right for one, two in zip(self.words, self.words[1:], strict=False)]
        return max(gaps, default=0.0) > _COLUMN_GAP * self.size

    def share(self, looks: str) -> float:
        """Return the share of letters in words that are ``bold`` or ``mono``."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if getattr(word, looks)) / max(1, letters)


def pieces_of(words: Iterable[Word]) -> list[Line]:
    """Return runs of words that follow each other on one line without a wide gap."""
    pieces: list[Line] = []
    for word in words:
        last = pieces[-1].words[-1] if pieces else None
        if last and _beside(last, word):
            pieces[-1].words.append(word)
        else:
            pieces.append(Line([word]))
    return pieces


def with_bullets(pieces: list[Line], dots: list[Box]) -> list[Line]:
    """Return ``pieces`` and a bullet for each dot that stands before one."""
    bullets: list[Line] = []
    for left, top, right, bottom in dots:
        middle = (top + bottom) / 2
        beside = (one for one in pieces if one.top < middle < one.bottom)
        if any(0 < one.left - right < _COLUMN_GAP * one.size for one in beside):
            bullets.append(Line([Word("•", left, top, right, bottom, bottom - top, bold=False, mono=False)]))
    return pieces + bullets


def _beside(last: Word, word: Word) -> bool:
    size = max(last.size, word.size)
    gap = word.left - last.right
    widest = (_CODE_GAP if last.mono and word.mono else _COLUMN_GAP) * size
    return -1.2 * size < gap < widest and _on_one_line(last, word)


def _on_one_line(one: Word | Line, other: Word | Line) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > _OVERLAP * min(one.bottom - one.top, other.bottom - other.top)


def in_reading_order(pieces: list[Line]) -> list[list[Line]]:
    """Return the lines of a page in reading order, column by column."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [_rows(pieces)] if pieces else []
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.left >= gutter]
    across = sorted((piece for piece in pieces if piece.left < gutter < piece.right), key=lambda piece: piece.top)
    ordered: list[list[Line]] = []
    above = float("-inf")
    for group in _stacked(across):
        top, bottom = group[0].top, max(piece.bottom for piece in group)
        for side in (left, right):
            ordered += in_reading_order([one for one in side if above <= (one.top + one.bottom) / 2 < top])
        beside = [one for one in [*left, *right] if top <= (one.top + one.bottom) / 2 < bottom]
        ordered.append(_rows([*group, *beside]))
        above = bottom
    for side in (left, right):
        ordered += in_reading_order([one for one in side if (one.top + one.bottom) / 2 >= above])
    return ordered


def _stacked(across: list[Line]) -> list[list[Line]]:
    """Return neighbouring lines that span the columns in groups."""
    groups: list[list[Line]] = []
    for piece in across:
        if groups and piece.top - groups[-1][-1].bottom < piece.height * 0.8:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _rows(pieces: list[Line]) -> list[Line]:
    """Join pieces beside each other to lines, from top to bottom."""
    rows: list[Line] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom) / 2):
        home = next((row for row in reversed(rows[-4:]) if _on_one_line(row, piece) and not _covers(row, piece)), None)
        if home is None:
            rows.append(Line(list(piece.words)))
        else:
            home.words = sorted([*home.words, *piece.words], key=lambda word: word.left)
    return rows


def _covers(row: Line, piece: Line) -> bool:
    """Return whether words of ``row`` stand where ``piece`` stands, so that it is another line set tightly."""
    middle = (piece.left + piece.right) / 2
    return any(word.left <= middle <= word.right for word in row.words) and abs(row.top - piece.top) > row.height * 0.3


def _gutter(pieces: list[Line]) -> float | None:
    """Return the middle of the empty strip between two columns of prose; None for one column."""
    if len(pieces) < 2 * _LEAST_LINES:
        return None
    start, end = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    width = end - start
    crossed = [0] * (int(width / _STEP) + 2)
    for piece in pieces:
        for at in range(int((piece.left - start) / _STEP), int((piece.right - start) / _STEP) + 1):
            crossed[at] += 1
    edge = int(width * _LEAST_COLUMN / _STEP)
    inner = range(edge, len(crossed) - edge)
    for most in sorted({min((crossed[at] for at in inner), default=0), int(len(pieces) * _MOST_CROSSING / 2)}):
        for first, length in sorted(_strips(crossed, inner, most), key=lambda strip: -strip[1]):
            middle = start + (first + length / 2) * _STEP
            if length * _STEP >= _LEAST_GUTTER and _parts_columns(pieces, middle, start, end):
                return middle
    return None


def _strips(crossed: list[int], inner: range, most: int) -> list[tuple[int, int]]:
    """Return the start and length of each run of places that at most ``most`` lines cross."""
    groups = groupby(inner, key=lambda at: crossed[at] <= most)
    runs = [list(run) for is_free, run in groups if is_free]
    return [(run[0], len(run)) for run in runs]


def _parts_columns(pieces: list[Line], middle: float, start: float, end: float) -> bool:
    left = _rows([piece for piece in pieces if piece.right <= middle])
    right = _rows([piece for piece in pieces if piece.left >= middle])
    crossing = len(pieces) - sum(piece.right <= middle or piece.left >= middle for piece in pieces)
    if min(len(left), len(right)) < _LEAST_LINES or crossing > _MOST_CROSSING * len(pieces):
        return False
    shared = min(left[-1].bottom, right[-1].bottom) - max(left[0].top, right[0].top)
    shorter = min(side[-1].bottom - side[0].top for side in (left, right))
    if shared < shorter * 0.3:
        return False
    return _fill(left, middle - start) and _fill(right, end - middle)


def _fill(lines: list[Line], width: float) -> bool:
    """Return whether lines are prose set to a column's width, not labels or cells."""
    widths = [line.right - line.left for line in lines]
    return median(widths) >= _FILLED * width and median(len(line.words) for line in lines) >= 2
