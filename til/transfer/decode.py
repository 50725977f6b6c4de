"""The bytes of somebody's file as clean text, whatever they were written with."""

import unicodedata

_TRIED = ("utf-8-sig", "utf-16", "cp949")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes) -> str:
    """Return text in NFC with LF line ends, without BOM or NUL; bytes that mean nothing become U+FFFD."""
    return unicodedata.normalize("NFC", _text(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))


def _text(data: bytes) -> str:
    for encoding in _TRIED:
        if encoding == "utf-16" and not data.startswith(_BOMS):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
