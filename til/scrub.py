"""What comes in, made fit to store, once."""

import re
import unicodedata
from datetime import date, datetime

_LINE_ENDS = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def scrub(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, and U+FFFD for what no database stores (NUL, lone surrogates)."""
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("\ufffd", text))


def whole_text(value: object) -> object:
    """Return text without lone surrogates, half characters that no encoder takes; anything else as it is."""
    return _SURROGATES.sub("\ufffd", value) if isinstance(value, str) else value


def written_date(value: object) -> object:
    """Return the date that ``value`` spells as in ISO 8601; a number, which pydantic takes for seconds, is none.

    Raises ``ValueError``.
    """
    return date.fromisoformat(_spelled(value)) if value is not None else None


def written_time(value: object) -> object:
    """Return the moment that ``value`` spells as in RFC 3339. Raises ``ValueError`` as ``written_date`` does."""
    return datetime.fromisoformat(_spelled(value)) if value is not None else None


def _spelled(value: object) -> str:
    text = str(value)
    if text.isdecimal():
        raise ValueError("Write it out, as in 2026-11-22.")
    return text


def whole(value: object) -> object:
    """Return 7 for 7.0: JSON does not tell them apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
