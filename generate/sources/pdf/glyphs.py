"""The words of a PDF page with their places and looks, and what is drawn around them, read through PDFium.

Places are in points from the top left of the page as it is read: turned if most of its letters are.
"""

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from generate.sources.pdf.drawn import Box, Drawn, Placer, drawn_on

_MONO = re.compile(
    r"mono|courier|consol|menlo|cmtt|typewriter|inconsolata|d2coding|coding|source ?code|fira ?code", re.IGNORECASE
)
_BOLD = re.compile(r"bold|black|heavy|cmbx|semibold|demi", re.IGNORECASE)
_FIXED_PITCH = 1  # PDF 32000-1, table 123
_HIDDEN_MODES = frozenset({3, 7})  # neither filled nor stroked (9.3.6)
_TINY = 1.5  # points; nobody reads smaller letters
_PALE = 0xF0  # of 255, in each colour
_LEAST_ALPHA = 16
_MOST_OF_A_PAGE = 0.5
_JUMP = 1.5  # letter heights between two words of different columns
_BACK = -1.2  # letter heights; the two letters of a ligature share its place
_SPACE = 0.16  # letter heights between two words that no space separates
_AUTOMATIC = 0.28  # letter heights at most that programs leave between a Latin letter and a Korean particle
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\xad": "-"}


@dataclass(slots=True)
class Word:
    """Letters without a space between them; ``spaced`` if a space of the file follows."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    mono: bool
    spaced: bool = False

    @property
    def middle(self) -> float:
        """The middle between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Page:
    """A page: its size, its words in the order of the file, and its drawings.

    ``unmapped`` counts letters that the fonts give no meaning, ``hidden`` letters that nobody sees.
    """

    width: float
    height: float
    words: list[Word]
    drawn: Drawn
    letters: int = 0
    unmapped: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    size: float
    bold: bool
    mono: bool
    unseen: bool
    pale: bool


@dataclass(slots=True)
class _Reading:
    """One pass over the letters of a page."""

    text: ctypes.Array[ctypes.c_char]
    place: Placer
    drawn: Drawn
    page: Page
    looks: dict[int, _Look] = field(default_factory=dict)
    open: Word | None = None
    before: Word | None = None  # a space that the file does not have
    half: int = 0  # the first half of a letter beyond U+FFFF

    def letter(self, at: int) -> None:
        """Add the letter at ``at`` to the open word, or open one."""
        code = pdfium.FPDFText_GetUnicode(self.text, at)
        if 0xD800 <= code < 0xDC00:
            self.half = code
            return
        if self.half and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((self.half - 0xD800) << 10) + code - 0xDC00
        self.half = 0
        char = chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"
        char = _HYPHENS.get(char, char)
        if char.isspace():
            is_made_up = bool(pdfium.FPDFText_IsGenerated(self.text, at))
            if self.open and not is_made_up:
                self.open.spaced = True
            self.before, self.open = self.open if is_made_up else None, None
            return
        if char < " ":
            self.page.letters += 1
            self.page.unmapped += 1
            return
        item = pdfium.FPDFText_GetTextObject(self.text, at)
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        look = self.looks.get(key) or self.looks.setdefault(key, self._look(item, at))
        box = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self.text, at, box):
            return
        self._put(at, char, look, self.place(box.left, box.top, box.right, box.bottom))

    def _put(self, at: int, char: str, look: _Look, box: Box) -> None:
        self.page.letters += 1
        left, top, right, bottom = box
        if self._is_hidden(look, box):
            self.page.hidden += 1
            return
        if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or pdfium.FPDFText_HasUnicodeMapError(self.text, at) == 1:
            self.page.unmapped += char not in _SYMBOLS
            char = _SYMBOLS.get(char, char)
        word = self.open or (self.before if _HANGUL.match(char) and _is_latin(self.before) else None)
        self.before = None
        if word and self._continues(word, look, box):
            word.text += char
            word.right, word.top, word.bottom = max(word.right, right), min(word.top, top), max(word.bottom, bottom)
            return
        self.open = Word(char, left, top, right, bottom, look.size, look.bold, look.mono)
        self.page.words.append(self.open)

    def _continues(self, word: Word, look: _Look, box: Box) -> bool:
        left, top, _, bottom = box
        gap = left - word.right
        widest = _SPACE if word is self.open else _AUTOMATIC
        is_near = _BACK * look.size < gap < widest * max(look.size, word.size)
        same = look.mono == word.mono and look.bold == word.bold and abs(look.size - word.size) < 0.5
        return is_near and same and abs((top + bottom) / 2 - word.middle) < look.size * 0.5

    def _is_hidden(self, look: _Look, box: Box) -> bool:
        if look.unseen:
            return self.drawn.pictured < _MOST_OF_A_PAGE  # above a scanned page, such text is its reading
        left, top, right, bottom = box
        if right < 0 or bottom < 0 or left > self.page.width or top > self.page.height:
            return True
        return look.size < _TINY or (look.pale and not self.drawn.is_dark_at((left + right) / 2, (top + bottom) / 2))

    def _look(self, item: ctypes.Array[ctypes.c_char], at: int) -> _Look:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self.text, at, matrix)
        size = pdfium.FPDFText_GetFontSize(self.text, at) * (math.hypot(matrix.c, matrix.d) or 1.0)
        if not item:
            return _Look(size or 10.0, bold=False, mono=False, unseen=False, pale=False)
        font = pdfium.FPDFTextObj_GetFont(item)
        name = ctypes.create_string_buffer(200)
        pdfium.FPDFFont_GetBaseFontName(font, name, 200)
        called = name.value.decode("utf-8", "replace")
        flags, weight = pdfium.FPDFFont_GetFlags(font), pdfium.FPDFFont_GetWeight(font)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
        colour = [ctypes.c_uint() for _ in range(4)]
        known = pdfium.FPDFPageObj_GetFillColor(item, *colour)
        red, green, blue, alpha = (one.value for one in colour)
        return _Look(
            size,
            bold=weight >= 600 or bool(_BOLD.search(called)),
            mono=bool(_MONO.search(called)) or (flags > 0 and bool(flags & _FIXED_PITCH)),
            unseen=mode in _HIDDEN_MODES or (bool(known) and alpha < _LEAST_ALPHA),
            pale=bool(known) and mode in {0, 4} and min(red, green, blue) >= _PALE,
        )


def _is_latin(word: Word | None) -> bool:
    return word is not None and word.text[-1].isascii() and word.text[-1].isalnum()


# Bullets of Symbol and Wingdings, which are private letters
_SYMBOLS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0a8\uf06c\uf06e\uf071\uf09f", "•") | {
    "\uf0e0": "→",
    "\uf0fc": "✓",
}


def read_page(page: pypdfium2.PdfPage) -> Page:
    """Return the words of ``page`` that a reader sees, and its drawings. Text in another direction is left out."""
    text = page.get_textpage()
    count = max(0, pdfium.FPDFText_CountChars(text.raw))
    angles = [round(pdfium.FPDFText_GetCharAngle(text.raw, at) / (math.pi / 2)) % 4 for at in range(count)]
    shown = Counter(angles).most_common(1)[0][0] if angles else 0
    left, bottom, right, top = page.get_bbox()
    width, height = (right - left, top - bottom) if shown % 2 == 0 else (top - bottom, right - left)
    place = _placer((left, bottom, right, top), -shown % 4)
    drawn = drawn_on(page, place, width * height)
    found = Page(width, height, [], drawn)
    reading = _Reading(text.raw, place, drawn, found)
    for at in range(count):
        if angles[at] == shown:
            reading.letter(at)
        else:
            reading.open = None
    text.close()
    return found


def _placer(sides: Box, turn: int) -> Placer:
    """Return a function from a box (left, top, right, bottom) of the file to one of the page as it is read.

    ``sides`` are the page's left, bottom, right and top; ``turn`` counts quarters, clockwise.
    """
    left, bottom, right, top = sides

    def place(x1: float, y1: float, x2: float, y2: float) -> Box:
        if turn == 1:
            across, down = (y1 - bottom, y2 - bottom), (x1 - left, x2 - left)
        elif turn == 2:
            across, down = (right - x1, right - x2), (y1 - bottom, y2 - bottom)
        elif turn == 3:
            across, down = (top - y1, top - y2), (right - x1, right - x2)
        else:
            across, down = (x1 - left, x2 - left), (top - y1, top - y2)
        return min(across), min(down), max(across), max(down)

    return place


def common_size(words: list[Word]) -> float:
    """Return the size of most letters, in half points; 10 without words."""
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0
