"""Classify Markdown lines: indentation, fences, and whether a line break is deliberate."""

import re
import unicodedata

_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(\S.*))?$")
_CLOSING = re.compile(r"(?<![ \t])[ \t]+#+[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})[ \t]*$")
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
NARROW = 60  # columns; prose is not wrapped below this width, so a shorter line ends deliberately


def split_lines(text: str) -> list[str]:
    """Split at CRLF, CR and LF only; other separators stay in the line."""
    return _END.split(text)


def indent_of(line: str) -> int:
    """Return the columns of leading white space; a tab advances to the next multiple of four."""
    column = 0
    for character in line:
        if character == " ":
            column += 1
        elif character == "\t":
            column += 4 - column % 4
        else:
            break
    return column


def is_blank(line: str) -> bool:
    """Return whether the line has no visible character."""
    return not line.strip()


def heading_of(line: str) -> tuple[int, str] | None:
    """Return level and text of an ATX heading."""
    found = _HEADING.match(line) if "#" in line[:10] else None
    if found is None:
        return None
    return len(found[1]), _CLOSING.sub("", found[2] or "").strip()


def is_underline(line: str) -> bool:
    """Return whether the line could turn the one above into a heading (setext)."""
    return _UNDERLINE.match(line) is not None


def is_item(line: str) -> bool:
    """Return whether the line starts a list item."""
    return _ITEM.match(line) is not None and not is_rule(line)


def is_rule(line: str) -> bool:
    """Return whether the line is a thematic break."""
    return _RULE.match(line) is not None


def is_quote(line: str) -> bool:
    """Return whether the line belongs to a block quote."""
    return line.lstrip()[:1] == ">" and indent_of(line) < 4


def fence_of(line: str) -> tuple[str, str] | None:
    """Return the run of ticks or tildes and the info string of an opening fence, at any indentation."""
    found = _FENCE.match(line)
    return (found[1], found[2].strip()) if found else None


def closes(line: str, ticks: str) -> bool:
    """Return whether the line closes the fence that ``ticks`` opened."""
    bare = line.strip()
    return len(bare) >= len(ticks) and not bare.strip(ticks[0])


def has_hangul(text: str) -> bool:
    """Return whether ``text`` contains a Korean letter."""
    return _HANGUL.search(text) is not None


def width_of(text: str) -> int:
    """Return the width of the text in columns; wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def breaks_after(line: str, following: str) -> bool:
    """Return whether the break after ``line`` is deliberate: the next word would have fitted."""
    words = following.split(None, 1)
    if not words or len(line) > NARROW:
        return False
    return width_of(line.strip()) + 1 + width_of(words[0][:NARROW]) <= NARROW
