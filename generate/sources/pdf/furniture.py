"""Headers, footers and page numbers that repeat from page to page."""

import re
from collections import Counter

from generate.sources.pdf.lines import Line

_DEPTH = 0.14  # of the page, at its top and its bottom
_MOST_LINES = 3  # on each side
_LEAST_PAGES = 3
_SHARE = 0.3  # of the pages: odd and even ones may differ
_NUMBER = re.compile(
    r"[#\W]*|(?:page|p\.?|쪽|페이지)?\W*#\W*(?:(?:/|of|von|sur|중)\W*#)?\W*(?:쪽|페이지|page)?", re.IGNORECASE
)
Key = tuple[str, bool, int]


def without_furniture(pages: list[list[Line]], heights: list[float]) -> list[list[Line]]:
    """Return the pieces of each page without those that repeat at the same place of many pages."""
    exact = len(pages) < _LEAST_PAGES
    edges = [_edges(pieces, height, exact=exact) for pieces, height in zip(pages, heights, strict=True)]
    seen = Counter(key for edge in edges for key in {key for _, key, _ in edge})
    least = max(min(_LEAST_PAGES, max(2, len(pages))), len(pages) * _SHARE)
    kept: list[list[Line]] = []
    for pieces, edge in zip(pages, edges, strict=True):
        dropped: set[int] = set()
        for row, key, piece in edge:
            is_number = row == 0 and seen[key] >= min(2, len(pages)) and _is_number(key[0])
            if is_number or seen[key] >= least:
                dropped.add(id(piece))
        kept.append([piece for piece in pieces if id(piece) not in dropped])
    return kept


def _is_number(plain: str) -> bool:
    return "#" in plain and _NUMBER.fullmatch(plain) is not None


def _edges(pieces: list[Line], height: float, *, exact: bool) -> list[tuple[int, Key, Line]]:
    """Return the outermost pieces at the top and the bottom: their row, what makes them alike, and the piece."""
    found: list[tuple[int, Key, Line]] = []
    for at_top in (True, False):
        near = [one for one in pieces if (one.bottom < height * _DEPTH if at_top else one.top > height * (1 - _DEPTH))]
        near.sort(key=lambda one: one.top if at_top else -one.bottom)
        rows: list[float] = []
        for piece in near:
            if not rows or abs(piece.top - rows[-1]) > piece.height * 0.5:
                rows.append(piece.top)
            if len(rows) > _MOST_LINES:
                break
            plain = _plain(piece.text)
            text = piece.text if exact and not _is_number(plain) else plain
            found.append((len(rows) - 1, (text, at_top, round(piece.top / 6)), piece))
    return found


def _plain(text: str) -> str:
    text = re.sub(r"[0-9]+|\b[ivxl]+\b", "#", text)
    return re.sub(r"\s+", " ", text).lower()[:80]
