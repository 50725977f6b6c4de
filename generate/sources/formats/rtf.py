"""Rich Text Format: its text, in paragraphs."""

import re
from collections.abc import Callable

from striprtf import striprtf

from generate.source_errors import SourceUnsupported
from generate.sources.source import Source
from til.errors import mark as _

_text_of: Callable[..., str] = striprtf.rtf_to_text
_HIDDEN = re.compile(r"\{[^{}]*\\v(?![a-z0])[^{}]*\}")
_BULLET = re.compile(r"^[•◦▪·–]\t", re.MULTILINE)
_CELL_END = re.compile(r"\n\|")  # a cell may end with a paragraph
_ROWS = re.compile(r"(?:^[^|\n]*(?:\|[^|\n]*)*\|\n+){2,}", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")
_PICTURE = re.compile(rb"\{\\pict[^{}]*\}")


def read_rtf(data: bytes) -> Source:
    """Return the text of an RTF file. Raises SourceUnsupported if it is damaged."""
    text = _HIDDEN.sub("", _PICTURE.sub(b"", data).decode("latin-1"))
    try:
        said = _text_of(text, errors="replace")
    except Exception as error:  # a damaged file can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged document")]) from error
    paragraphs = _ROWS.sub(_table, _CELL_END.sub("|", re.sub(r"[ \t]+$", "", said, flags=re.MULTILINE)))
    paragraphs = _BULLET.sub("- ", paragraphs)
    return Source(_BLANKS.sub("\n\n", paragraphs).strip("\n"))


def _table(found: re.Match[str]) -> str:
    rows = [line.strip().rstrip("|").split("|") for line in found[0].splitlines() if line.strip()]
    wide = max(map(len, rows))
    lines = ["| " + " | ".join(cell.strip() for cell in row + [""] * (wide - len(row))) + " |" for row in rows]
    return "\n" + "\n".join([lines[0], "|" + " --- |" * wide, *lines[1:]]) + "\n\n"
