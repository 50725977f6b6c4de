"""What Rich Text Format says beside its letters, as marks between them: headings, lists, code, links and notes.

The converter to plain text knows none of these. It gets the same file without what nobody sees, with private letters
as marks, and passes them on.
"""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from striprtf import striprtf

CODE, PROSE = "\ue000", "\ue001"  # from here on
BREAK = "\ue002"  # of a line inside a paragraph
HEADING, DEEPER = 0xE010, 0xE020  # and the level
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\(?P<hex>'[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|.",
    re.DOTALL,
)
_MONO = re.compile(r"mono|courier|consol|menlo|coding|fira code|cascadia", re.IGNORECASE)
_CODE = re.compile(r"preformatted|source|\bcode\b|listing|verbatim|코드|소스", re.IGNORECASE)
_SYMBOLS = re.compile(r"symbol|wingdings|webdings", re.IGNORECASE)
_TITLE = re.compile(r"heading (\d)|(title)", re.IGNORECASE)
_LINK = re.compile(r'HYPERLINK\s+"(https?://[^"\s()]+)"')
_SHOWN = frozenset({"footnote", "shptxt", "fldrslt", "listtext", "pntext"})
_ENDS = frozenset({"par", "cell", "row", "sect", "page", "nestcell"})
_SPOKEN = frozenset(striprtf.specialchars) | {"u"}


@dataclass(slots=True)
class _Look:
    """How the text of a group looks; ``place`` is the table or instruction that it stands in, "" for the body."""

    place: str = ""
    font: str = ""
    style: str = ""
    letters: str = ""  # the style of letters
    level: int = 0  # of a heading
    depth: int = 0  # of a list
    is_hidden: bool = False
    end: str = ""  # what to write after the group


@dataclass(slots=True)
class _Style:
    name: str = ""
    font: str = ""
    level: int = 0


class Marker:
    """Rewrites one file; ``hidden`` counts the characters that nobody sees."""

    def __init__(self) -> None:
        self.hidden = 0
        self._look = _Look()
        self._outer: list[_Look] = []
        self._fonts: dict[str, str] = {}
        self._styles: dict[str, _Style] = {}
        self._entry = ""  # of the font or style table
        self._instruction = ""  # of a field
        self._is_code = False
        self._is_new = self._is_shallow = True  # paragraph
        self._plain_font = ""
        self._has_stand_in = False  # the next letter stands for one of Unicode

    def marked(self, text: str) -> Iterator[str]:
        """Yield the pieces of ``text``, an RTF file, with marks."""
        at = 0
        while found := _TOKEN.match(text, at):
            at = found.end()
            if found["word"] == "bin":
                at += max(0, int(found["number"] or 0))
            elif found["brace"]:
                yield from self._group(found["brace"])
            elif found["word"]:
                yield from self._word(found["word"], found["number"] or "", found[0])
            elif found["sign"] == "*":
                self._look.place = self._look.place or "unknown"
            elif found["text"] or found["hex"] or found["sign"]:
                yield from self._said(found[0], found["text"] or "", is_end=found["sign"] in {"\r", "\n"})
            else:
                yield "\n"

    def _group(self, brace: str) -> Iterator[str]:
        if brace == "{":
            self._outer.append(self._look)
            self._look = copy(self._look)
            self._look.end = ""
        elif self._outer:
            yield self._look.end
            self._look = self._outer.pop()
        yield brace

    def _word(self, word: str, number: str, written: str) -> Iterator[str]:
        look = self._look
        if word in _SHOWN:
            yield from self._shown(word)
        elif word in striprtf.destinations or word == "fldinst":
            look.place = word
            self._instruction = "" if word == "fldinst" else self._instruction
            if word == "fonttbl":
                yield written
        elif word in _SPOKEN:
            yield from self._said(written, "", is_end=word in _ENDS)
        else:
            self._change(word, number)
            if look.place in {"", "fonttbl"}:
                yield written

    def _shown(self, word: str) -> Iterator[str]:
        self._look.place = ""
        if word == "footnote":
            self._look.end = ")"
            yield " ("
        link = _LINK.search(self._instruction) if word == "fldrslt" else None
        if link:
            self._look.end = f"]({link[1]})"
            yield "["
        self._instruction = "" if word == "fldrslt" else self._instruction

    def _change(self, word: str, number: str) -> None:
        """Change the look, or the entry of a table, as a word says."""
        if self._look.place == "stylesheet":
            self._define(word, number)
        elif word in {"pard", "s", "outlinelevel", "ilvl"}:
            self._set_paragraph(word, number)
        else:
            self._set_letters(word, number)

    def _set_paragraph(self, word: str, number: str) -> None:
        look, level = self._look, int(number) if number.isdecimal() else 0
        if word == "pard":
            look.style, look.level, look.depth = "", 0, 0
        elif word == "s":
            look.style, look.level = number, self._styles.get(number, _Style()).level
        elif word == "ilvl":
            look.depth = level
        else:
            look.level = level + 1

    def _set_letters(self, word: str, number: str) -> None:
        look = self._look
        if word == "f":
            look.font = self._entry = number
        elif word == "deff":
            look.font = self._plain_font = number
        elif word == "plain":
            look.font, look.letters, look.is_hidden = self._plain_font, "", False
        elif word == "cs":
            look.letters = f"cs{number}"
        elif word in {"v", "deleted"}:
            look.is_hidden = number != "0"

    def _define(self, word: str, number: str) -> None:
        if word in {"s", "cs"}:
            self._entry = number if word == "s" else f"cs{number}"
            self._styles[self._entry] = _Style()
        style = self._styles.setdefault(self._entry, _Style())
        if word == "f":
            style.font = number
        elif word == "outlinelevel" and number.isdecimal():
            style.level = int(number) + 1

    def _said(self, written: str, text: str, *, is_end: bool) -> Iterator[str]:
        """Yield what was written, with marks before it if it looks otherwise than what came before."""
        look = self._look
        if look.place == "fonttbl":
            self._fonts[self._entry] = self._fonts.get(self._entry, "") + text
            yield written
        elif look.place == "stylesheet":
            self._name(text)
        elif look.place == "fldinst":
            self._instruction += text or (bytes.fromhex(written[2:]).decode("latin-1") if written[1] == "'" else " ")
        elif look.is_hidden and not is_end:
            self.hidden += len(text)
        elif not look.place:
            yield from () if is_end else self._marks(text)
            is_symbol = not self._has_stand_in and _SYMBOLS.search(self._fonts.get(look.font, ""))
            said = "\\bullet " if is_symbol and written.startswith("\\'") else written
            yield BREAK if written.strip() == "\\line" else said
            self._has_stand_in = written.startswith("\\u")
            if is_end:
                self._is_new = self._is_shallow = True

    def _name(self, text: str) -> None:
        style = self._styles.setdefault(self._entry, _Style())
        style.name += text
        if found := _TITLE.match(style.name):
            style.level = int(found[1] or 1)

    def _marks(self, text: str) -> Iterator[str]:
        look = self._look
        if self._is_new:
            self._is_new = False
            if 0 < look.level < 7:
                yield chr(HEADING + look.level)
        if self._is_shallow and 0 < look.depth < 9:  # which follows an item's mark
            self._is_shallow = False
            yield chr(DEEPER + look.depth)
        if (is_code := self._looks_like_code()) != self._is_code and (text.strip() or not text):
            self._is_code = is_code
            yield CODE if is_code else PROSE

    def _looks_like_code(self) -> bool:
        paragraph = self._styles.get(self._look.style, _Style())
        letters = self._styles.get(self._look.letters, _Style())
        fonts = (self._fonts.get(font, "") for font in (self._look.font, letters.font))  # a paragraph repeats its own
        return any(_CODE.search(style.name) for style in (paragraph, letters)) or any(map(_MONO.search, fonts))
