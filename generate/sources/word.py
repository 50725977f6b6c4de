"""Word documents (.docx): headings, lists, tables, links and code, by way of HTML."""

import io
import zipfile
from xml.sax.handler import ContentHandler

import mammoth
from defusedxml import DefusedXmlException
from defusedxml.sax import parse

from generate.errors import SourceError, SourceTooLarge, SourceUnsupported, _
from generate.sources.limits import Limits, megabytes
from generate.sources.page import article_of
from generate.sources.source import Source

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


def read_word(data: bytes, limits: Limits) -> Source:
    """Return a Word document as Markdown.

    Raises SourceTooLarge for one that unzips to too much, SourceUnsupported for other ZIP files, damaged ones and XML
    that declares entities.
    """
    try:
        _check(zipfile.ZipFile(io.BytesIO(data)), limits)
        return _read(data)
    except SourceError:
        raise
    except DefusedXmlException as error:
        raise SourceUnsupported(repr(error), kind=[_("a document with XML entities")]) from error
    except Exception as error:  # a damaged file makes a parser raise anything
        raise SourceUnsupported(repr(error), kind=[_("a damaged document")]) from error


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.zip_entries or sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
        raise SourceTooLarge("unzips to too much", limit=megabytes(limits.unzipped_bytes))
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise SourceUnsupported(", ".join(sorted(names)[:5]), kind=[_("a ZIP file that is not a Word document")])
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:  # reads no more than the size declared above
                parse(part, ContentHandler(), forbid_dtd=True)


def _read(data: bytes) -> Source:
    said = mammoth.convert_to_html(
        io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
    )
    return article_of(f"<article>{said.value}</article>")
