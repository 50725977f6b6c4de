"""What a draft says that its source does not: code, commands, names in backticks, addresses, numbers. By rules only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was invented."""

    CODE = "code"
    COMMAND = "command"
    NAME = "name"
    ADDRESS = "address"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Invention:
    """One find: its text, and where it stands in the draft (code points)."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)")
_SHELL = {"sh", "bash", "zsh", "shell", "console", "shell-session", "powershell", "fish"}
_PROMPT = re.compile(r"^\s*(?:[$>%#]|PS>)\s+")
_INLINE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`*]+")
_NUMBER = re.compile(r"(?<![\w.,:/-])v?(\d+(?:[.,:]\d+)*)", re.IGNORECASE)
_MARKER = re.compile(r"^\s*(?:>\s*)*(?:\d+[.)]\s|\[\^[^\]]+\]:?|#+\s+\d+[.)]\s)")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")


def find_inventions(draft: str, source: str) -> list[Invention]:
    """Return what is in the draft and not in the source, in order; each text once.

    Blanks, case, thousands separators and a list's own numbering make no difference.
    """
    known = _Source(source)
    found: dict[tuple[Kind, str], Invention] = {}
    for claim in _claims(draft):
        if not known.has(claim):
            found.setdefault((claim.kind, claim.text), claim)
    return list(found.values())


class _Source:
    """The source in the forms that claims are looked up in."""

    def __init__(self, text: str) -> None:
        self.squeezed = _squeeze(text)
        self.numbers = {_plain_number(found.group(1)) for found in re.finditer(r"(\d+(?:[.,:]\d+)*)", text)}

    def has(self, claim: Invention) -> bool:
        """Tell whether the source says it."""
        if claim.kind is Kind.NUMBER:
            number = _plain_number(claim.text.lstrip("vV"))
            return any(known == number or known.startswith(f"{number}.") for known in self.numbers)
        return _squeeze(_PROMPT.sub("", claim.text)).rstrip("/") in self.squeezed


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _plain_number(number: str) -> str:
    return number.replace(",", "")


def _claims(draft: str) -> Iterator[Invention]:
    """Yield everything in the draft that a source could confirm."""
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


def _code_line(line: str, at: int, language: str) -> Iterator[Invention]:
    text = line.strip()
    if sum(sign.isalnum() for sign in text) > 1:  # a brace alone says nothing
        yield Invention(Kind.COMMAND if language in _SHELL else Kind.CODE, text, at + line.index(text))


def _prose_line(line: str, at: int) -> Iterator[Invention]:
    found: list[Invention] = []
    for match in _INLINE.finditer(line):
        text = match.group(2).strip()
        if any(sign.isalnum() for sign in text):
            found.append(Invention(Kind.NAME, text, at + match.start(2) + match.group(2).index(text)))
    rest = _blank(_INLINE, line)
    for match in _ADDRESS.finditer(rest):
        text = match.group().rstrip(".,;:!?")
        found.append(Invention(Kind.ADDRESS, text, at + match.start()))
    for pattern in (_ADDRESS, _MARKER, _FOOTNOTE):
        rest = _blank(pattern, rest)
    found += [Invention(Kind.NUMBER, match.group(), at + match.start()) for match in _NUMBER.finditer(rest)]
    yield from sorted(found, key=lambda invention: invention.start)


def _blank(pattern: re.Pattern[str], line: str) -> str:
    """Put blanks where the pattern stands, so that places keep their numbers."""
    return pattern.sub(lambda match: " " * len(match.group()), line)
