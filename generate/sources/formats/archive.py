"""ZIP files that hold a document: opened within limits, their XML counted before it is parsed."""

import io
import re
import zipfile
from typing import IO

from defusedxml.ElementTree import XMLParser

from generate.source_errors import SourceTooLarge, SourceUnsupported
from generate.sources.limits import Limits, megabytes
from til.errors import mark as _

_PIECE = 65_536  # bytes
_PARTS = {  # the only ones that are read: others may be empty, damaged, or have a DTD
    "docx": re.compile(
        r"\[Content_Types\]\.xml|_rels/[^/]+|docProps/core\.xml"
        r"|word/(?:_rels/)?(?!header|footer|webSettings|fontTable)[^/]+\.(?:xml|rels)"
    ),
    "odt": re.compile(r"content\.xml|styles\.xml"),
    "epub": re.compile("(?!)"),  # its pages may declare entities, which the parser of pages ignores
}
_KINDS = {
    "word/document.xml": "docx",
    "META-INF/container.xml": "epub",
    "content.xml": "odt",
}
_OTHERS = {
    "xl/workbook.xml": _("a spreadsheet"),
    "ppt/presentation.xml": _("a presentation"),
    "index/document.iwa": _("a document of Apple's Pages, Numbers or Keynote"),
    "contents/section0.xml": _("a Hangul document"),
}
_TEXT_TYPES = ("application/vnd.oasis.opendocument.text",)


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


def opened(data: bytes, limits: Limits) -> tuple[zipfile.ZipFile, str]:
    """Return an archive and the kind of document in it: ``docx``, ``odt`` or ``epub``.

    Raises SourceTooLarge if it is too large unzipped; SourceUnsupported for other ZIP files.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    if len(entries) > limits.zip_entries or sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
        raise SourceTooLarge("unzips to too much", limit=megabytes(limits.unzipped_bytes))
    names = {entry.filename for entry in entries}
    kind = next((kind for name, kind in _KINDS.items() if name in names), "")
    said = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else _TEXT_TYPES[0]
    if kind == "odt" and not said.startswith(_TEXT_TYPES):
        kind = ""
    if not kind:
        lower = {name.lower() for name in names}
        what = next((what for name, what in _OTHERS.items() if name in lower), _("a ZIP file that is not a document"))
        raise SourceUnsupported(", ".join(sorted(names)[:5]), kind=[what])
    return archive, kind


def parts_of(archive: zipfile.ZipFile, kind: str) -> list[zipfile.ZipInfo]:
    """Return the entries with XML that is read in this kind of document."""
    return [entry for name, entry in archive.NameToInfo.items() if _PARTS[kind].fullmatch(name)]


def check_xml(archive: zipfile.ZipFile, kind: str, limits: Limits) -> None:
    """Raise SourceTooLarge for too many elements, paragraphs or characters; defusedxml's errors for entities."""
    counter = _Counter(limits)
    for entry in parts_of(archive, kind):
        with archive.open(entry) as part:  # reads no more than the size declared above
            _scan(part, counter)


def _scan(part: IO[bytes], counter: _Counter) -> None:
    parser = XMLParser(target=counter)
    while piece := part.read(_PIECE):
        parser.feed(piece)
    parser.close()
