"""Clean input once, so that it can be stored and shown anywhere."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

_LINE_ENDS = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_TERMINAL = re.compile(  # ECMA-48: control sequences; titles and links of terminals
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)"
)
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")  # XML 1.0, section 2.2, allows only the last
_INVISIBLE = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"  # flags such as Scotland's are written in tag letters
    "|[\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ONE_DAY = timedelta(days=1)
_CONCEALED = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\u202d\u202e\U000e0000-\U000e007f]|[\U000e0100-\U000e01ef]{2,}"
)
_SELECTORS = re.compile("([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")


def scrub(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, safe for databases, XML and display.

    U+FFFD replaces what databases or XML reject (NUL, lone surrogates, U+FFFE and U+FFFF). Other control
    characters, whole ANSI sequences and invisible letters (tags, direction overrides, zero-width spaces, runs of
    variation selectors) are removed. Joiners and single variation selectors stay: scripts and emoji need them.
    """
    text = _UNSTORABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    text = _INVISIBLE.sub(lambda found: found[1] or "", _CONTROLS.sub("", text))
    return unicodedata.normalize("NFC", _SELECTORS.sub(r"\1", text))


def count_concealed(text: str) -> int:
    """Return how many letters ``scrub`` removes that can spell words or turn them around, unseen: tags, overrides."""
    return sum(not found[1] for found in _CONCEALED.finditer(text))


def whole_text(value: object) -> object:
    """Return text without lone surrogates, which cannot be encoded; return other values unchanged."""
    return _SURROGATES.sub("\ufffd", value) if isinstance(value, str) else value


def written_date(value: object) -> object:
    """Return the ISO 8601 date in ``value``; numbers, which pydantic would read as seconds, are rejected.

    Raises ``ValueError``.
    """
    return date.fromisoformat(_spelled(value)) if value is not None else None


def written_time(value: object) -> object:
    """Return the RFC 3339 time in ``value``. Raises ``ValueError``, as ``written_date`` does."""
    return datetime.fromisoformat(_spelled(value)) if value is not None else None


def in_utc(moment: datetime) -> datetime:
    """Return an aware time in UTC. Raises ``ValueError`` if it cannot be shown in every time zone."""
    try:
        return (moment.astimezone(UTC) - _ONE_DAY) + 2 * _ONE_DAY - _ONE_DAY
    except OverflowError as error:
        raise ValueError("This time is out of range.") from error


def _spelled(value: object) -> str:
    text = str(value)
    if text.isdecimal():
        raise ValueError("Write it out, as in 2026-11-22.")
    return text


def whole(value: object) -> object:
    """Return 7 for 7.0, since JSON does not distinguish them."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
