"""Read a PDF: open it, take its pages apart, and put them together as Markdown."""

import re
from collections.abc import Iterator

import pypdfium2

from generate.source_errors import SourceEmpty, SourceError, SourceTooLarge, SourceUnsupported
from generate.sources.limits import Limits
from generate.sources.pdf.blocks import Block, blocks_of, measured
from generate.sources.pdf.furniture import without_furniture
from generate.sources.pdf.glyphs import Page, Word, read_page
from generate.sources.pdf.joined import Joiner
from generate.sources.pdf.lines import Line, in_reading_order, pieces_of, with_bullets
from generate.sources.pdf.markdown import markdown_of
from generate.sources.pdf.scanned import is_installed, recognised
from generate.sources.pdf.tables import Table, take_tables
from generate.sources.source import Source
from til.errors import mark as _

_MOST_UNMAPPED = 0.1  # of all letters
_LEAST_WORDS = 30  # to judge a text by its words
_LEAST_PLAIN = 0.5  # of its words
_RECOGNISED = "[The text was recognised in pictures; letters may be wrong.]"
_MADE_UP = re.compile(  # by programs, not by people
    r"^\W*(?:untitled|anonymous|about:blank|unspecified|unknown|microsoft word\b.*|document\d*)\W*$"
    r"|\.(?:docx?|tex|indd|dvi|pptx?)$",
    re.IGNORECASE,
)
_WORD_LIKE = re.compile(
    r"[\W_]*(?:[A-Z]?[a-z\u00df-\u024f'’.-]+|[A-Z]{1,12}s?|[\d.,:%/$€-]+|\S*[\u0370-\uffff]\S*)[\W_]*"
)


def read_pdf(data: bytes, limits: Limits) -> Source:
    """Return the text of a PDF as Markdown.

    Raises SourceUnsupported if it is encrypted, damaged or unreadable, SourceTooLarge if it has too many pages or too
    much text, SourceEmpty if it has no text.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        kind = _("a PDF locked with a password") if is_locked else _("a damaged PDF")
        raise SourceUnsupported(repr(error), kind=[kind]) from error
    try:
        return _read(document, limits)
    except SourceError:
        raise
    except Exception as error:  # a damaged file can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged PDF")]) from error


def _read(document: pypdfium2.PdfDocument, limits: Limits) -> Source:
    if len(document) > limits.pdf_pages:
        raise SourceTooLarge(f"{len(document)} pages", limit=[_("%s pages"), f"{limits.pdf_pages:,}"])
    pages = list(_pages(document, limits))
    if not any(page.words for page in pages):
        text = _recognised(document)
    else:
        _refuse_garbage(pages)
        text = _markdown(pages)
    hidden = sum(page.hidden for page in pages)
    return Source(text, title=_about(document, "Title"), author=_about(document, "Author"), hidden=hidden)


def _recognised(document: pypdfium2.PdfDocument) -> str:
    """Return the text in the pictures of a PDF. Raises SourceEmpty."""
    if not is_installed():
        raise SourceEmpty("a PDF without text", why="pdf")
    text = recognised(document)
    if not text:
        raise SourceEmpty("no text in the pictures", why="scan")
    return f"{_RECOGNISED}\n\n{text}"


def _about(document: pypdfium2.PdfDocument, what: str) -> str:
    said = str(document.get_metadata_value(what) or "").strip()
    return "" if _MADE_UP.search(said) else said


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> Iterator[Page]:
    letters = 0
    for at in range(len(document)):
        page = document.get_page(at)
        found = read_page(page)
        page.close()
        letters += found.letters
        if letters > limits.text_characters:
            raise SourceTooLarge("too much text", limit=[_("%s characters"), f"{limits.text_characters:,}"])
        yield found


def _refuse_garbage(pages: list[Page]) -> None:
    """Raise SourceUnsupported for text in fonts that do not say, or say wrongly, which letters they show."""
    letters = sum(page.letters for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    words = [word.text for page in pages for word in page.words if not word.mono and len(word.text) > 2]
    plain = sum(_WORD_LIKE.fullmatch(word) is not None for word in words)
    if unmapped > letters * _MOST_UNMAPPED or (len(words) >= _LEAST_WORDS and plain < len(words) * _LEAST_PLAIN):
        raise SourceUnsupported(
            f"{unmapped} of {letters}", kind=[_("a PDF whose fonts do not say which letters they show")]
        )


def _markdown(pages: list[Page]) -> str:
    tables: dict[int, Table] = {}
    pieces: list[list[Line]] = []
    for page in pages:
        found, words = take_tables(page.words, page.drawn)
        shown = with_bullets(pieces_of(words), page.drawn.dots)
        for table in found:
            stand_in = Word("\ufffc", table.left, table.top, table.right, table.bottom, 10.0, bold=False, mono=False)
            tables[id(stand_in)] = table
            shown.append(Line([stand_in]))
        pieces.append(shown)
    pieces = without_furniture(pieces, [page.height for page in pages])
    columns = [column for page in pieces for column in in_reading_order(page)]
    measures = measured(columns)
    joiner = Joiner(line.text for column in columns for line in column)
    blocks: list[Block] = [block for column in columns for block in blocks_of(column, measures, tables)]
    return markdown_of(blocks, joiner)
