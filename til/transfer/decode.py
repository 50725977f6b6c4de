"""Decode files of any encoding to clean text."""

from til.text.scrub import scrub

_TRIED = ("utf-8-sig", "utf-16", "cp949")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes) -> str:
    """Return scrubbed text without NUL; undecodable bytes become U+FFFD."""
    return scrub(_text(data).replace("\0", ""))


def _text(data: bytes) -> str:
    for encoding in _TRIED:
        if encoding == "utf-16" and not data.startswith(_BOMS):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8", "replace")
    is_western = text.replace("\ufffd", "").isascii()  # no letter of it is valid UTF-8
    return data.decode("cp1252", "replace") if is_western else text
