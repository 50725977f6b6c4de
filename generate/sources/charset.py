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
_FEW, _FAR_MORE = 2, 10  # broken characters in a short text, and how many whole ones each needs beside it
_NULS = 0.2  # of the bytes on even or odd places
_FOREIGN = re.compile(r"[^\x00-\x7f\s]")
_EASTERN = (  # charset, the part of it that texts use, its script, the least share of that in what is not ASCII
    ("cp949", "euc-kr", re.compile("[\uac00-\ud7a3]+"), 0.75),
    ("euc-jp", "euc-jp", re.compile("[\u3041-\u30ff\u4e00-\u9fff\u3000-\u3002]+"), 0.9),
    ("cp932", "cp932", re.compile("[\u3041-\u30ff\u4e00-\u9fff\u3000-\u3002]+"), 0.9),
)
_RUN = 1.6  # characters of such a script beside each other, on average
_SURE = 20  # letters with accents that tell charsets of Latin letters apart
_OTHER = re.compile("[\u0370-\uffef]")
_MIXED = re.compile("[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")  # Greek, Cyrillic, Hebrew or Arabic


def decode(data: bytes, declared: str = "", *, html: bool = False) -> str:
    """Return the text of ``data``; ``declared`` is the charset of the HTTP header, ``html`` looks for a ``<meta>``."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace")
    if wide := _wide(data):
        return data.decode(wide, errors="replace")
    for label in _labels(data, declared, html=html):
        text = _try(data, label)
        if text is not None:
            return text
    return data.decode("utf-8", errors="replace")


def _wide(data: bytes) -> str:
    """Return UTF-16 without a byte order mark, told by its NULs; '' for anything else."""
    head = data[:_DETECT_BYTES]
    high, low = head[::2].count(0), head[1::2].count(0)
    if max(high, low) < len(head) * _NULS:
        return ""
    return "utf-16-le" if low > high * 4 else "utf-16-be" if high > low * 4 else ""


def _labels(data: bytes, declared: str, *, html: bool) -> list[str]:
    """Return the charsets to try, in order."""
    meta = _META.search(data[:_META_BYTES]) if html else None
    said = [label for label in (declared, meta[1].decode("ascii") if meta else "") if label]
    if said and _codec(said[0]) == "cp1252":  # the default of unconfigured servers
        return ["utf-8", *said[1:], *_eastern(data), *said, _detected(data)]
    is_guess = not said and _ESCAPED not in data  # ISO-2022-JP is also valid UTF-8, but unreadable as such
    return [*(["utf-8"] if is_guess else []), *said, *_eastern(data), _detected(data), "cp1252"]


def _codec(label: str) -> str:
    label = label.strip().strip("\"'").lower()
    return _LABELS.get(label, label)


def _eastern(data: bytes) -> list[str]:
    """Return the East Asian charset in which ``data`` is plausible text, if there is one."""
    found: list[str] = []
    for label, codec, script, share in _EASTERN:
        text = data[:_DETECT_BYTES].decode(codec, errors="replace")
        foreign = len(_FOREIGN.findall(text))
        runs = script.findall(text)
        if foreign and sum(map(len, runs)) >= foreign * share and sum(map(len, runs)) >= len(runs) * _RUN:
            found.append(label)
    return found[:1]


def _detected(data: bytes) -> str:
    """Return the detected charset; Windows-1252 if that puts two scripts into one word, or differs in a few letters."""
    label = str(chardet.detect(data[:_DETECT_BYTES])["encoding"] or "utf-8")
    try:
        text = data[:_DETECT_BYTES].decode(_codec(label), errors="replace")
    except (LookupError, ValueError):
        return "cp1252"
    foreign = len(_FOREIGN.findall(text))
    is_guess = foreign < _SURE and len(_OTHER.findall(text)) * 2 < foreign
    return "cp1252" if is_guess or _MIXED.search(text) else label


def _try(data: bytes, label: str) -> str | None:
    """Return ``data`` decoded, unless too much of it is broken. Half a character at the end is cut off."""
    codec = _codec(label)
    try:
        b"x".decode(codec, errors="replace")  # LookupError for a codec that is no charset
        decoder = codecs.getincrementaldecoder(codec)("replace")
        text = decoder.decode(data)
    except (LookupError, ValueError):
        return None
    broken = text.count("\ufffd")
    if decoder.getstate()[0] and len(_FOREIGN.findall(text)) < _FEW:
        return None  # not half a character, but one of another charset
    whole = len(_FOREIGN.findall(text)) - broken
    is_few = broken <= len(text) * _WRONG_SHARE or (broken <= _FEW and whole >= broken * _FAR_MORE)
    return text if is_few else None
