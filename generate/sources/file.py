"""Read a file by its content; its name only resolves ambiguity.

The readers of PDF, Word and HTML are imported on first use, because their imports are slow.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote, unquote_to_bytes

from generate.source_errors import SourceEmpty, SourceTooLarge, SourceUnsupported
from generate.sources.charset import decode
from generate.sources.fence import fence
from generate.sources.file_names import is_named, language_of_name
from generate.sources.formats.mail import is_mail, read_mail
from generate.sources.formats.subtitles import are_subtitles, read_subtitles
from generate.sources.inlined import without_pictures
from generate.sources.limits import Limits, megabytes
from generate.sources.notebook import is_notebook, read_notebook
from generate.sources.source import Source
from til.errors import mark as _
from til.text.scrub import count_concealed, scrub

_DATA_URL = re.compile(r"data:(?P<type>[^,;]*)(?P<options>(?:;[^,;]*)*),(?P<data>.*)", re.DOTALL | re.IGNORECASE)
_PROSE = frozenset(
    {"", "md", "markdown", "mdown", "mkd", "mdx", "txt", "text", "rst", "adoc", "org", "tex", "rmd", "qmd"}
)
_SUBTITLES = frozenset({"srt", "vtt"})
_MOST_BROKEN = 0.02
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")  # without the escape of coloured logs
_PAGES = frozenset({"html", "htm", "xhtml"})
_TYPES = {
    "text/markdown": "md", "text/csv": "csv", "application/json": "json", "application/yaml": "yaml",
    "text/yaml": "yaml",
    "application/toml": "toml", "text/html": "html", "text/x-python": "py", "text/javascript": "js",
    "application/javascript": "js", "text/css": "css", "application/xml": "xml", "text/xml": "xml",
}  # fmt: skip
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BINARY = {
    b"\xd0\xcf\x11\xe0": _("an old or an encrypted Office document"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"GIF8": _("a picture"),
    b"\x7fELF": _("a program"),
    b"\x1f\x8b": _("a gzip archive"),
    b"Rar!": _("a RAR archive"),
    b"7z\xbc\xaf": _("a 7-Zip archive"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes, its name without a path, and its declared media type and charset."""

    data: bytes
    name: str = ""
    media_type: str = ""
    charset: str = ""

    @property
    def ending(self) -> str:
        """The name's extension in lower case, or the one for its media type."""
        ending = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        return ending or _TYPES.get(self.media_type, "")


def plain_name(name: str) -> str:
    """Return a file name in NFC, without a path, control characters or leading dots; at most 150 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", shown).strip().lstrip(".")[-150:]


def from_data_url(link: str, limits: Limits) -> File:
    """Return the file inside a ``data:`` URL (RFC 2397), raising SourceTooLarge or SourceUnsupported."""
    parts = _DATA_URL.fullmatch(link.strip())
    if parts is None:
        raise SourceUnsupported("not a data URL", kind="data URL")
    if len(link) > limits.file_bytes * 3:
        raise SourceTooLarge(f"{len(link)} characters", limit=megabytes(limits.file_bytes))
    options = dict(option.partition("=")[::2] for option in parts["options"].lower().split(";") if "=" in option)
    name = re.search(r";name=([^,;]*)", parts["options"], re.IGNORECASE)
    data = unquote_to_bytes(parts["data"])
    if parts["options"].lower().endswith(";base64"):
        data = _from_base64(data)
    return File(data, plain_name(unquote(name[1])) if name else "", parts["type"].lower(), options.get("charset", ""))


def _from_base64(data: bytes) -> bytes:
    import base64
    import binascii

    try:
        return base64.b64decode(b"".join(data.split()) + b"=" * (-len(data) % 4), altchars=None, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SourceUnsupported("bad base64", kind="data URL") from error


def read_file(file: File, limits: Limits) -> Source:
    """Return the text of ``file`` as Markdown.

    Raises SourceTooLarge, SourceUnsupported, or SourceEmpty for a file without text.
    """
    if len(file.data) > limits.file_bytes:
        raise SourceTooLarge(f"{len(file.data)} bytes", limit=megabytes(limits.file_bytes))
    source = _reader(file)(file, limits)
    text = scrub(source.text)
    if not text.strip():
        raise SourceEmpty("no text in the file", why="text" if file.data else "empty")
    if len(text) > limits.text_characters:
        raise SourceTooLarge(f"{len(text)} characters", limit=[_("%s characters"), f"{limits.text_characters:,}"])
    hidden = source.hidden + count_concealed(source.text)
    return replace(source, text=text, kind="file", name=file.name, title=scrub(source.title), url="", hidden=hidden)


def check_kind(file: File) -> None:
    """Raise SourceUnsupported if the first bytes show that the file cannot be read."""
    _reader(file)


def _reader(file: File) -> Callable[[File, Limits], Source]:
    head = file.data[:1024]
    if b"%PDF-" in head:
        return _read_pdf
    if head.startswith(b"PK\x03\x04"):
        return _read_document
    if head.startswith(b"{\\rtf"):
        return _read_rtf
    is_message = file.ending == "eml" or file.media_type == "message/rfc822" or is_mail(file.data[:16_384])
    if is_message and b"\x00" not in head:
        return _read_mail
    for start, kind in _BINARY.items():
        if head.startswith(start):
            raise SourceUnsupported(file.name, kind=[kind])
    return _read_text


def _read_pdf(file: File, limits: Limits) -> Source:
    from generate.sources.pdf.read import read_pdf

    return read_pdf(file.data, limits)


def _read_document(file: File, limits: Limits) -> Source:
    from generate.sources.formats.documents import read_document

    return read_document(file.data, limits)


def _read_rtf(file: File, _limits: Limits) -> Source:
    from generate.sources.formats.rtf import read_rtf

    return read_rtf(file.data)


def _read_mail(file: File, _limits: Limits) -> Source:
    return read_mail(file.data)


def _read_page(file: File) -> Source:
    from generate.sources.page import article_of

    return article_of(decode(file.data, file.charset, html=True))


def _read_text(file: File, limits: Limits) -> Source:
    looks_like_page = file.ending in _PAGES or file.media_type in {"text/html", "application/xhtml+xml"}
    text = decode(file.data, file.charset, html=looks_like_page)
    if (not looks_like_page and "\x00" in text) or _broken(text) > _MOST_BROKEN:
        raise SourceUnsupported(file.name, kind=[_("not text")])
    if is_notebook(text):
        return read_notebook(text, limits)
    if file.ending in _SUBTITLES or (file.ending in {"", "txt"} and are_subtitles(text)):
        return read_subtitles(text)
    if looks_like_page or (file.ending in {"", "txt"} and _HTML.match(text[:4000])):
        return _read_page(file)
    return _as_written(file, without_pictures(text))


def _broken(text: str) -> float:
    """Return the share of characters that no text contains."""
    wrong = text.count("\ufffd") + len(_CONTROLS.findall(text))
    return wrong / max(1, len(text))


def _as_written(file: File, text: str) -> Source:
    """Return prose as it is, and anything else as a block of code."""
    language = language_of_name(file.name, file.ending)
    if file.ending in _PROSE and not (language and is_named(file.name)):
        return Source(text)
    return Source(fence(scrub(text), language) if text.strip() else "")
