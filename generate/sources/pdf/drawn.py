"""What is drawn on a PDF page besides text: rules, dark areas and pictures."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
Placer = Callable[[float, float, float, float], Box]
_THIN = 2.5  # points; a filled area that is thinner is a rule
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 7.0  # points
_LEAST = 6.0  # points; shorter rules are marks
_MOST_OBJECTS = 20_000  # a drawing, not a page of text
_PALE = 0xF0
_DEEPEST = 4  # forms within forms
_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """Rules and areas of a page; ``pictured`` is the share of it that pictures cover.

    ``across`` are horizontal rules (left, right, height from the top), ``down`` vertical ones (top, bottom, distance
    from the left). ``dots`` may be bullets.
    """

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)
    pictured: float = 0.0

    def is_dark_at(self, x: float, y: float) -> bool:
        """Return whether pale letters can be seen at a place: on a picture or a coloured area."""
        return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in self.dark)

    def rule(self, box: Box) -> None:
        """Add a rule, if the box is as thin as one."""
        left, top, right, bottom = box
        if bottom - top <= _THIN and right - left >= _LEAST:
            self.across.append((left, right, (top + bottom) / 2))
        elif right - left <= _THIN and bottom - top >= _LEAST:
            self.down.append((top, bottom, (left + right) / 2))


def drawn_on(page: pypdfium2.PdfPage, place: Placer, area: float) -> Drawn:
    """Return what is drawn on ``page``, placed by ``place``; ``area`` is the page's."""
    drawn = Drawn()
    for count, (item, kind, matrix) in enumerate(_objects(page.raw, _SAME, 0)):
        if count > _MOST_OBJECTS:
            return Drawn(pictured=drawn.pictured)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _add_path(drawn, item, matrix, place)
        elif kind in {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}:
            box = _placed(item, matrix, place)
            drawn.dark.append(box)
            drawn.pictured += (box[2] - box[0]) * (box[3] - box[1]) / max(1.0, area)
    return drawn


def _objects(owner: object, matrix: _Matrix, depth: int) -> Iterator[tuple[object, int, _Matrix]]:
    """Yield the objects of a page and of the forms on it, each with the matrix of its form."""
    count = pdfium.FPDFPage_CountObjects(owner) if depth == 0 else pdfium.FPDFFormObj_CountObjects(owner)
    for at in range(count):
        item = pdfium.FPDFPage_GetObject(owner, at) if depth == 0 else pdfium.FPDFFormObj_GetObject(owner, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _objects(item, _times(_matrix(item), matrix), depth + 1)
        elif kind != pdfium.FPDF_PAGEOBJ_TEXT:
            yield item, kind, matrix


def _matrix(item: object) -> _Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: _Matrix, two: _Matrix) -> _Matrix:
    """Return the matrix that applies ``one``, then ``two``."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = two
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _point(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _placed(item: object, matrix: _Matrix, place: Placer) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *sides)
    left, bottom, right, top = (side.value for side in sides)
    return place(*_point(matrix, left, top), *_point(matrix, right, bottom))


def _add_path(drawn: Drawn, item: object, matrix: _Matrix, place: Placer) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value):
        return
    whole = _placed(item, matrix, place)
    if all(_SMALLEST_DOT < side < _LARGEST_DOT for side in (whole[2] - whole[0], whole[3] - whole[1])):
        drawn.dots.append(whole)
    if fill.value and not _is_pale(item):
        drawn.dark.append(whole)
    if fill.value and not stroke.value:
        drawn.rule(whole)
        return
    own = _times(_matrix(item), matrix)
    for start, end in _segments(item):
        drawn.rule(place(*_point(own, *start), *_point(own, *end)))


def _is_pale(item: object) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    return bool(pdfium.FPDFPageObj_GetFillColor(item, *colour)) and min(one.value for one in colour[:3]) >= _PALE


def _segments(item: object) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the straight lines of a path, from point to point."""
    start = last = (0.0, 0.0)
    for at in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_OBJECTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = (x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, here
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield here, start
        last = here
