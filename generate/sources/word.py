"""Word documents (.docx): headings, lists, tables, links and code, converted via HTML."""

import io
import zipfile
from typing import IO

import mammoth
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from generate.source_errors import SourceError, SourceTooLarge, SourceUnsupported
from generate.sources.limits import Limits, megabytes
from generate.sources.page import whole_of
from generate.sources.source import Source
from til.errors import mark as _

_PIECE = 65_536  # bytes
_STYLES = """
p[style-name='Code'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='Plain Text'] => pre:separator('\\n')
r[style-name='Verbatim Char'] => code
r[style-name='HTML Code'] => code
r[style-name='Code'] => code
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""


class _Counter:
    """Counts elements, paragraphs and characters before conversion, and stops the scan above a limit."""

    def __init__(self, limits: Limits) -> None:
        """Start at zero; all parts of a document share one counter."""
        self._limits = limits
        self._elements = self._paragraphs = self._characters = 0

    def start(self, name: str, _attributes: object) -> None:
        self._elements += 1
        self._paragraphs += name.endswith("}p")
        _refuse_over(self._elements, self._limits.word_elements, _("%s XML elements"))
        _refuse_over(self._paragraphs, self._limits.word_paragraphs, _("%s paragraphs"))

    def data(self, text: str) -> None:
        self._characters += len(text)
        _refuse_over(self._characters, self._limits.text_characters, _("%s characters"))


def _refuse_over(count: int, limit: int, sentence: str) -> None:
    if count > limit:
        raise SourceTooLarge(f"{count} counted", limit=[sentence, f"{limit:,}"])


def read_word(data: bytes, limits: Limits) -> Source:
    """Return a Word document as Markdown.

    Raises SourceTooLarge if it is too large unzipped or has too many elements, paragraphs or characters;
    SourceUnsupported for other ZIP files, damaged ones, and XML that declares entities.
    """
    try:
        _check(zipfile.ZipFile(io.BytesIO(data)), limits)
        return _read(data)
    except SourceError:
        raise
    except DefusedXmlException as error:
        raise SourceUnsupported(repr(error), kind=[_("a document with XML entities")]) from error
    except Exception as error:  # a damaged file can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged document")]) from error


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries or sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
        raise SourceTooLarge("unzips to too much", limit=megabytes(limits.unzipped_bytes))
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise SourceUnsupported(", ".join(sorted(names)[:5]), kind=[_("a ZIP file that is not a Word document")])
    counter = _Counter(limits)
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:  # reads no more than the size declared above
                _scan(part, counter)


def _scan(part: IO[bytes], counter: _Counter) -> None:
    parser = XMLParser(target=counter, forbid_dtd=True)
    while piece := part.read(_PIECE):
        parser.feed(piece)
    parser.close()


def _read(data: bytes) -> Source:
    said = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
    )
    return whole_of(said.value)
