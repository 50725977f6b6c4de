"""Documents in ZIP files: Word, OpenDocument and EPUB."""

from collections.abc import Callable
from zipfile import ZipFile

from defusedxml import DefusedXmlException

from generate.source_errors import SourceError, SourceUnsupported
from generate.sources.formats.archive import check_xml, opened
from generate.sources.formats.epub import read_epub
from generate.sources.formats.odt import read_odt
from generate.sources.formats.word import read_word
from generate.sources.limits import Limits
from generate.sources.source import Source
from til.errors import mark as _

_READERS: dict[str, Callable[[ZipFile, Limits], Source]] = {"docx": read_word, "odt": read_odt, "epub": read_epub}


def read_document(data: bytes, limits: Limits) -> Source:
    """Return a document as Markdown.

    Raises SourceTooLarge if it is too large unzipped or has too many elements, paragraphs or characters;
    SourceUnsupported for other ZIP files, damaged ones, and XML that declares entities.
    """
    try:
        archive, kind = opened(data, limits)
        check_xml(archive, kind, limits)
        return _READERS[kind](archive, limits)
    except SourceError:
        raise
    except DefusedXmlException as error:
        raise SourceUnsupported(repr(error), kind=[_("a document with XML entities")]) from error
    except Exception as error:  # a damaged file can make the parser raise any exception
        raise SourceUnsupported(repr(error), kind=[_("a damaged document")]) from error
