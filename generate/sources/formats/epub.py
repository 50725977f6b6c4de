"""E-books (EPUB 2 and 3): the chapters in the order of reading."""

import posixpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from generate.source_errors import SourceTooLarge, SourceUnsupported
from generate.sources.charset import decode
from generate.sources.limits import Limits
from generate.sources.page import whole_of
from generate.sources.source import Source
from til.errors import mark as _

_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})


def read_epub(archive: ZipFile, limits: Limits) -> Source:
    """Return an e-book's chapters as Markdown. Raises SourceTooLarge, and SourceUnsupported for encrypted ones."""
    place = _found(fromstring(archive.read("META-INF/container.xml")), "rootfile").get("full-path", "")
    package = fromstring(archive.read(place))
    locked = _locked(archive)
    chapters: list[str] = []
    for name in _spine(package, posixpath.dirname(place)):
        if name in locked:
            raise SourceUnsupported(name, kind=[_("an e-book with copy protection")])
        if name in archive.NameToInfo:
            chapters.append(whole_of(decode(archive.read(name), html=True)).text)
        if sum(map(len, chapters)) > limits.text_characters:
            raise SourceTooLarge("too much text", limit=[_("%s characters"), f"{limits.text_characters:,}"])
    text = "\n\n".join(chapter for chapter in chapters if chapter.strip())
    return Source(text, title=_said(package, "title"), author=_said(package, "creator"))


def _all(root: Element, name: str) -> list[Element]:
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == name]


def _found(root: Element, name: str) -> Element:
    return _all(root, name)[0]


def _said(package: Element, name: str) -> str:
    return next(((element.text or "").strip() for element in _all(package, name)), "")


def _spine(package: Element, folder: str) -> list[str]:
    """Return the names of the pages in order, without tables of contents."""
    items = {item.get("id", ""): item for item in _all(package, "item")}
    names: list[str] = []
    for reference in _all(package, "itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type") not in _PAGES or reference.get("linear") == "no":
            continue
        if "nav" not in item.get("properties", "").split():
            names.append(posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))))
    return names


def _locked(archive: ZipFile) -> set[str]:
    if "META-INF/encryption.xml" not in archive.NameToInfo:
        return set()
    listed = fromstring(archive.read("META-INF/encryption.xml"))
    return {unquote(reference.get("URI", "")) for reference in _all(listed, "CipherReference")}
