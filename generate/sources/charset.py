"""Bytes to text: byte order mark, then the declared charset, then detection."""

import codecs
import re

import chardet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# On the web, these labels mean larger charsets than Python's codecs of the same name (WHATWG Encoding, 4.2).
_LABELS = {
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
    "uhc": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
}
_META = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_META_BYTES = 4096
_DETECT_BYTES = 200_000
_ESCAPED = b"\x1b$"
_WRONG_SHARE = 0.005  # a few broken bytes do not disprove the declared charset


def decode(data: bytes, declared: str = "", *, html: bool = False) -> str:
    """Return the text of ``data``; ``declared`` is the charset of the HTTP header, ``html`` looks for a ``<meta>``."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace")
    for label in _labels(data, declared, html=html):
        text = _try(data, label)
        if text is not None:
            return text
    return data.decode("utf-8", errors="replace")


def _labels(data: bytes, declared: str, *, html: bool) -> list[str]:
    """Return the charsets to try, in order."""
    meta = _META.search(data[:_META_BYTES]) if html else None
    said = [label for label in (declared, meta[1].decode("ascii") if meta else "") if label]
    is_western = bool(said) and _codec(said[0]) == "cp1252"  # the default of unconfigured servers
    is_guess = not said and _ESCAPED not in data  # ISO-2022-JP is also valid UTF-8, but unreadable as such
    return [*(["utf-8"] if is_western or is_guess else []), *said, _detected(data)]


def _codec(label: str) -> str:
    label = label.strip().strip("\"'").lower()
    return _LABELS.get(label, label)


def _detected(data: bytes) -> str:
    return str(chardet.detect(data[:_DETECT_BYTES])["encoding"] or "utf-8")


def _try(data: bytes, label: str) -> str | None:
    try:
        text = data.decode(_codec(label), errors="replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= len(text) * _WRONG_SHARE else None
