"""Extract the text of a PDF."""

import io
import re

from pypdf import PdfReader

from generate.source_errors import SourceEmpty, SourceError, SourceTooLarge, SourceUnsupported
from generate.sources.limits import Limits
from generate.sources.source import Source
from til.errors import mark as _


def read_pdf(data: bytes, limits: Limits) -> Source:
    """Return the text of a PDF, page after page.

    Raises SourceUnsupported if it is encrypted or damaged, SourceTooLarge if it has too many pages or too much text,
    SourceEmpty if it has no text.
    """
    try:
        return _read(PdfReader(io.BytesIO(data)), limits)
    except SourceError:
        raise
    except Exception as error:  # a damaged file can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged PDF")]) from error


def _read(reader: PdfReader, limits: Limits) -> Source:
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceUnsupported("encrypted", kind=[_("a PDF locked with a password")])
    if len(reader.pages) > limits.pdf_pages:
        raise SourceTooLarge(f"{len(reader.pages)} pages", limit=[_("%s pages"), f"{limits.pdf_pages:,}"])
    text = "\n\n".join(_pages(reader, limits))
    if not text.strip():
        raise SourceEmpty("a PDF without text", file="pdf")
    about = reader.metadata
    title, author = (about.title, about.author) if about else ("", "")
    return Source(text, title=str(title or ""), author=str(author or ""))


def _pages(reader: PdfReader, limits: Limits) -> list[str]:
    pages: list[str] = []
    for page in reader.pages:
        pages.append(_tidy(page.extract_text()))
        if sum(map(len, pages)) > limits.text_characters:
            raise SourceTooLarge("too much text", limit=[_("%s characters"), f"{limits.text_characters:,}"])
    return pages


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).strip("\n")
