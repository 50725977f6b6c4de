"""Code, names in backticks and addresses, compared letter by letter; spaces, case and placeholders do not count."""

import re
from urllib.parse import unquote

from til.review.claims import Kind, UnsupportedClaim
from til.review.names import LETTER, has_letter

_PROMPT = re.compile(r"^\s*(?:[$>%#]|PS>)\s+")
_SCHEME = re.compile(r"^(?:https?:)?//|^mailto:", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"<[^<>\s=/\"]+>|\$?\{[\w-]+\}|\$[A-Z_]{2,}|\b[A-Z]+(?:_[A-Z]+)+\b|(?:your|my)[-_]\w+")
_CONTINUED = re.compile(r"\\[ \t]*\n")
_PLAIN_NAME = re.compile(r"[\w.-]+")
_RFC = re.compile(r"\brfc[ /-]?(\d{3,5})", re.IGNORECASE)


class Exact:
    """A text that code, names and addresses are looked up in."""

    def __init__(self, text: str) -> None:
        self._written, self._text = text, text.casefold()
        self._rfcs = {found[1] for found in _RFC.finditer(text)}
        text = _CONTINUED.sub(" ", unquote(text))
        self._commands = [[word.strip("`.,") for word in line.split()] for line in text.splitlines() if " -" in line]
        self._squeezed = _squeeze(text)
        self._with_gaps = _squeeze(_PLACEHOLDER.sub("\0", text))

    def has(self, claim: UnsupportedClaim) -> bool:
        """Return whether the text holds this claim."""
        text = _SCHEME.sub("", claim.text) if claim.kind is Kind.ADDRESS else _PROMPT.sub("", claim.text)
        if claim.kind is Kind.ADDRESS and any(found[1] in self._rfcs for found in _RFC.finditer(text)):
            return True
        if claim.kind is Kind.NAME and LETTER.fullmatch(text) and has_letter(self._written, text):
            return True
        if claim.kind is Kind.NAME and text.isascii() and len(text) < 4 and _PLAIN_NAME.fullmatch(text):
            return re.search(rf"(?<![a-z0-9]){re.escape(text.casefold())}(?![a-z0-9])", self._text) is not None
        text = unquote(text.rstrip("\\") if claim.kind in {Kind.CODE, Kind.COMMAND} else text)
        if claim.kind in {Kind.COMMAND, Kind.NAME} and self._has_flags_of(text.split()):
            return True
        return _squeeze(text).rstrip("/") in self._squeezed or _squeeze(_PLACEHOLDER.sub("\0", text)) in self._with_gaps

    def _has_flags_of(self, command: list[str]) -> bool:
        """Return whether a line has this command with its flags in another order."""
        flags = [word for word in command if word.startswith("-")]
        others = [word for word in command if not word.startswith("-")]
        return len(flags) > 1 and any(
            set(flags) <= set(line) and _is_within(others, line) and len(line) >= len(command)
            for line in self._commands
        )


def _is_within(some: list[str], line: list[str]) -> bool:
    """Return whether the words stand in the line in this order, next to each other but for flags."""
    rest = [word for word in line if not word.startswith("-")]
    return any(rest[start : start + len(some)] == some for start in range(len(rest)))


def _squeeze(text: str) -> str:
    return re.sub(r"[\s`]+", "", text).casefold()
