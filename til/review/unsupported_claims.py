"""Find claims the source does not support, by rules: code, commands, names in backticks, links, numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from bs4 import BeautifulSoup

from til.review.orders import without_orders
from til.text.markdown import render


class Kind(StrEnum):
    """The kinds of unsupported claims."""

    CODE = "code"
    COMMAND = "command"
    NAME = "name"
    ADDRESS = "address"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class UnsupportedClaim:
    """One unsupported claim: its text and its position in the draft (code points)."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The end position."""
        return self.start + len(self.text)


_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)")
_SHELL = {"sh", "bash", "zsh", "shell", "console", "shell-session", "powershell", "fish"}
_PROMPT = re.compile(r"^\s*(?:[$>%#]|PS>)\s+")
_INLINE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TYPED = re.compile(
    r"\b(?:(?:sudo|curl|wget|npx|iwr|rm -\w+|bash -c|powershell)|(?:npm|pnpm|yarn|pip3?|brew|apt|apt-get|cargo|go|gem)"
    r" (?:i|install|add|get))[ \t]+[^\s.,;:!?)`가-힣]+(?:[.,:][^\s.,;:!?)`가-힣]+)*"
)
_SCHEME = re.compile(r"^(?:https?:)?//|^mailto:", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`*]+")
_NUMBER = re.compile(r"(?<![\w.,:/-])v?(\d+(?:[.,:]\d+)*)", re.IGNORECASE)
_MARKER = re.compile(r"^\s*(?:>\s*)*(?:\d+[.)]\s|\[\^[^\]]+\]:?|#+\s+\d+[.)]\s)")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")


def find_unsupported_claims(draft: str, source: str) -> list[UnsupportedClaim]:
    """Return the claims in the draft that the source lacks, in order, each text once.

    Spaces, case, thousands separators and list numbering are ignored, and so are orders to a model in the source
    (``til.review.orders``). Addresses are also those that links and pictures lead to, whatever they are written as.
    """
    known = _Source(without_orders(source))
    found: dict[tuple[Kind, str], UnsupportedClaim] = {}
    for claim in (*_claims(draft), *_linked(draft)):
        if not known.has(claim):
            found.setdefault((claim.kind, claim.text), claim)
    return list(found.values())


class _Source:
    """The source, normalised for each kind of claim."""

    def __init__(self, text: str) -> None:
        self.squeezed = _squeeze(unquote(text))
        self.numbers = {_plain_number(found.group(1)) for found in re.finditer(r"(\d+(?:[.,:]\d+)*)", text)}

    def has(self, claim: UnsupportedClaim) -> bool:
        """Return whether the source supports this claim."""
        if claim.kind is Kind.NUMBER:
            number = _plain_number(claim.text.lstrip("vV"))
            return any(known == number or known.startswith(f"{number}.") for known in self.numbers)
        text = _SCHEME.sub("", claim.text) if claim.kind is Kind.ADDRESS else _PROMPT.sub("", claim.text)
        return _squeeze(unquote(text)).rstrip("/") in self.squeezed


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _plain_number(number: str) -> str:
    return number.replace(",", "")


def _claims(draft: str) -> Iterator[UnsupportedClaim]:
    """Yield every claim in the draft that a source can support."""
    fence, language, at = "", "", 0
    for line in draft.splitlines(keepends=True):
        marker = _FENCE.match(line)
        if fence:
            if marker and marker.group(1).startswith(fence) and not line.strip(" `~\n"):
                fence = ""
            else:
                yield from _code_line(line, at, language)
        elif marker:
            fence, language = marker.group(1), marker.group(2).lower()
        else:
            yield from _prose_line(line, at)
        at += len(line)


def _linked(draft: str) -> Iterator[UnsupportedClaim]:
    """Yield the addresses that links lead to; pictures are links, as they are before they are public."""
    for link in BeautifulSoup(render(draft, images=False), "html.parser").find_all("a", href=True):
        address = str(link["href"])
        if not address.startswith("#") and not re.match(r"/(?![/\\])", address):
            yield UnsupportedClaim(Kind.ADDRESS, address, 0)


def _code_line(line: str, at: int, language: str) -> Iterator[UnsupportedClaim]:
    text = line.strip()
    if sum(sign.isalnum() for sign in text) > 1:  # a lone brace is not a claim
        yield UnsupportedClaim(Kind.COMMAND if language in _SHELL else Kind.CODE, text, at + line.index(text))


def _prose_line(line: str, at: int) -> Iterator[UnsupportedClaim]:
    found: list[UnsupportedClaim] = []
    for match in _INLINE.finditer(line):
        text = match.group(2).strip()
        if any(sign.isalnum() for sign in text):
            found.append(UnsupportedClaim(Kind.NAME, text, at + match.start(2) + match.group(2).index(text)))
    rest = _blank(_INLINE, line)
    found += [UnsupportedClaim(Kind.COMMAND, match.group(), at + match.start()) for match in _TYPED.finditer(rest)]
    for match in _ADDRESS.finditer(rest):
        text = match.group().rstrip(".,;:!?")
        found.append(UnsupportedClaim(Kind.ADDRESS, text, at + match.start()))
    for pattern in (_ADDRESS, _MARKER, _FOOTNOTE):
        rest = _blank(pattern, rest)
    found += [UnsupportedClaim(Kind.NUMBER, match.group(), at + match.start()) for match in _NUMBER.finditer(rest)]
    yield from sorted(found, key=lambda claim: claim.start)


def _blank(pattern: re.Pattern[str], line: str) -> str:
    """Replace matches with spaces, so that positions stay the same."""
    return pattern.sub(lambda match: " " * len(match.group()), line)
