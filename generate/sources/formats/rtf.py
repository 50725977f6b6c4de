"""Rich Text Format: headings, lists, tables, links, notes and code, in paragraphs."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter

from striprtf import striprtf

from generate.source_errors import SourceUnsupported
from generate.sources.fence import fence
from generate.sources.formats.rtf_marks import BREAK, CODE, DEEPER, HEADING, PROSE, Marker
from generate.sources.source import Source
from til.errors import mark as _

_text_of: Callable[..., str] = striprtf.rtf_to_text
_MARKS = re.compile("[\ue000-\ue02f]")
_CODE_RUN = re.compile(f"{CODE}([^{PROSE}\n]*){PROSE}?")
_NO_CODE = re.compile(f"{CODE}([\ue010-\ue02f]*){PROSE}")
_HEADING = re.compile("[\ue000\ue001\ue020-\ue02f]*[\ue011-\ue016]")
_DEPTH = re.compile("[\ue021-\ue028]")
_ITEM = re.compile(r"(?:[•◦▪·–o§]|(?P<number>\d{1,3})[.)])\t\s*")
_CELL_END = re.compile(r"\n\|")  # a cell may end with a paragraph
_ROWS = re.compile(r"(?:^[^|\n]*(?:\|[^|\n]*)*\|\n+){2,}", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")


def read_rtf(data: bytes) -> Source:
    """Return the text of an RTF file. Raises SourceUnsupported if it is damaged."""
    marker = Marker()
    try:
        said = _text_of("".join(marker.marked(data.decode("latin-1"))), errors="replace")
    except Exception as error:  # a damaged file can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged document")]) from error
    lines = _CELL_END.sub("|", re.sub(r"[ \t]+$", "", said, flags=re.MULTILINE)).split("\n")
    text = "".join(_blocks(list(zip(lines, _are_code(lines), strict=True))))
    return Source(_BLANKS.sub("\n\n", _ROWS.sub(_table, text)).strip("\n"), hidden=marker.hidden)


def _are_code(lines: list[str]) -> list[bool]:
    """Return which lines are code: all they say is, and the empty ones between two such."""
    found: list[bool | None] = []
    is_code = False
    for line in lines:
        says_other = False
        for piece in re.split(f"([{CODE}{PROSE}])", line):
            is_code = piece == CODE if piece in {CODE, PROSE} else is_code
            says_other |= not is_code and bool(_MARKS.sub("", piece).strip())
        has_text = bool(_MARKS.sub("", line).strip())
        found.append(not says_other if has_text and "|" not in line[-1:] else False if has_text else None)
    return [
        code if code is not None else before is True and next((one for one in found[at:] if one is not None), False)
        for at, (code, before) in enumerate(zip(found, _filled(found), strict=True))
    ]


def _filled(found: list[bool | None]) -> Iterator[bool | None]:
    last: bool | None = None
    for one in found:
        last = one if one is not None else last
        yield last


def _blocks(lines: list[tuple[str, bool]]) -> Iterator[str]:
    """Yield the paragraphs, and the code between them, each with the blank lines before it."""
    was_code = was_item = False
    for is_code, group in groupby(lines, key=itemgetter(1)):
        inner = [line for line, _code in group]
        if is_code:
            yield f"\n\n{fence(_MARKS.sub('', chr(10).join(inner).replace(BREAK, chr(10))).strip(chr(10)))}"
        for line in [] if is_code else inner:
            said = _NO_CODE.sub(r"\1", CODE + line if was_code else line)
            item = _ITEM.match(_MARKS.sub("", said).strip())
            yield ("\n" if item and was_item else "\n\n") + _prose(said, item)
            was_code, was_item = False, item is not None
        was_code, was_item = is_code, was_item and not is_code


def _prose(line: str, item: re.Match[str] | None) -> str:
    """Return a line with its marks as Markdown."""
    heading, depth = _HEADING.match(line), _DEPTH.search(line)
    plain = _MARKS.sub("", _CODE_RUN.sub(_inline, line.replace(BREAK, "  \n"))).strip(" ")
    if heading and plain.strip("`"):
        return f"{'#' * (ord(heading[0][-1]) - HEADING)} {' '.join(plain.replace('`', '').split())}"
    if item:
        mark = f"{item['number']}." if item["number"] else "-"
        return f"{'    ' * (ord(depth[0]) - DEEPER if depth else 0)}{mark} {_ITEM.sub('', plain, count=1)}"
    return plain


def _inline(found: re.Match[str]) -> str:
    inner = _MARKS.sub("", found[1])
    return f"`{inner.strip()}`{' ' if inner.endswith(' ') else ''}" if inner.strip() and "`" not in inner else inner


def _table(found: re.Match[str]) -> str:
    rows = [line.strip().rstrip("|").split("|") for line in found[0].splitlines() if line.strip()]
    wide = max(map(len, rows))
    lines = ["| " + " | ".join(cell.strip() for cell in row + [""] * (wide - len(row))) + " |" for row in rows]
    return "\n" + "\n".join([lines[0], "|" + " --- |" * wide, *lines[1:]]) + "\n\n"
