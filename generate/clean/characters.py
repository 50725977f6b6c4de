"""Normalise characters in a stream: no controls, no lone surrogates, LF line ends, NFC."""

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile(r"[\ud800-\udfff]")
_ASCII_OR_SYLLABLE = re.compile(r"[\x00-\x7f\uac00-\ud7a3]")
_PLAIN = re.compile(r"[\t\n -~]*").fullmatch  # ASCII without controls and carriage returns
_NEVER_COMPOSES = frozenset(" \n\t.,:;!?()[]{}*_#`'\"-/0123456789")


class Characters:
    """Normalises pieces of text to NFC without characters that databases reject.

    Held back between pieces: the last character with its combining marks, half a surrogate pair, a carriage return.
    """

    def __init__(self) -> None:
        self._half = ""
        self._open = ""

    def feed(self, text: str) -> str:
        """Return what can no longer change."""
        if not self._half and _PLAIN(text) and self._open.isascii():  # most pieces of English and of code
            text = self._open + text
            cut = len(text) - (not _stays(text[-1:]))
            self._open = text[cut:]
            return text[:cut]
        text = self._half + text
        cut = len(text) - (text[-1:] == "\r" or "\ud800" <= text[-1:] <= "\udbff")
        self._half = text[cut:]
        return self._compose(_scrub(text[:cut]))

    def finish(self) -> str:
        """Return the text held back."""
        rest = self._open + _scrub(self._half)
        self._half = self._open = ""
        return unicodedata.normalize("NFC", rest)

    def _compose(self, text: str) -> str:
        cut = next((at for at in range(len(text) - 1, -1, -1) if _begins(text[at])), None)
        if cut is None:
            self._open += text
            return ""
        settled, self._open = self._open + text[:cut], text[cut:]
        if _stays(self._open):
            settled, self._open = settled + self._open, ""
        return unicodedata.normalize("NFC", settled)


def _scrub(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _LONE.search(text):
        text = _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
        text = _LONE.sub("\ufffd", text)
    return _CONTROLS.sub("", text)


_SCRIPTS_END = 0x1_7000  # the last script with such letters ends before this; searching to the end takes 100 ms


def _backward() -> frozenset[str]:
    """Return the starters that compose with the character before them."""
    pairs = (unicodedata.decomposition(chr(code)).split() for code in range(_SCRIPTS_END))
    seconds = (chr(int(pair[1], 16)) for pair in pairs if len(pair) == 2 and not pair[0].startswith("<"))
    vowels_and_finals = map(chr, [*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)])
    return frozenset([*(second for second in seconds if not unicodedata.combining(second)), *vowels_and_finals])


_BACKWARD = _backward()


def _begins(character: str) -> bool:
    """Return whether NFC cannot combine ``character`` with anything before it."""
    if _ASCII_OR_SYLLABLE.match(character):
        return True
    start = unicodedata.normalize("NFD", character)[0]
    return not unicodedata.combining(start) and start not in _BACKWARD


def _stays(text: str) -> bool:
    """Return whether no following mark can change ``text``: white space and common punctuation never compose."""
    return text in _NEVER_COMPOSES
