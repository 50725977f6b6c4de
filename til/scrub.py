"""Text made fit to store, once, where it comes in."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def scrub(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, and U+FFFD for what no database stores (NUL, lone surrogates)."""
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("\ufffd", text))
