"""What a draft claims, as far as rules can tell: code, commands, names in backticks, addresses, prose."""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from til.search.snippet import plain_text
from til.text.markdown import render


class Kind(StrEnum):
    """The kinds of unsupported claims."""

    CODE = "code"
    COMMAND = "command"
    NAME = "name"
    ADDRESS = "address"
    NUMBER = "number"
    DAY = "day"
    COMPUTED = "computed"
    POLARITY = "polarity"
    ORDER = "order"
    CAUSE = "cause"
    TENSE = "tense"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class UnsupportedClaim:
    """One unsupported claim: its text and its position in the draft (code points).

    ``is_sure`` tells a claim that is surely not in the source from one to look at. ``passage`` is what the source says
    instead, if the claim changes its meaning. ``sentence`` is the sentence or line of code that it stands in, ``part``
    the field of the draft; ``nearest`` is the passage of the source that comes closest to the sentence.
    """

    kind: Kind
    text: str
    start: int
    is_sure: bool = True
    passage: str = ""
    sentence: str = ""
    part: str = "content"
    nearest: str = ""

    @property
    def key(self) -> str:
        """What a person who dismisses the claim judged: it, and the sentence around it."""
        return hashlib.sha256(f"{self.text}\n{self.sentence}".encode()).hexdigest()[:16]

    @property
    def is_prose(self) -> bool:
        """Whether it is a statement in words, and no code, name or number."""
        return self.kind in {Kind.POLARITY, Kind.ORDER, Kind.CAUSE, Kind.TENSE, Kind.SENTENCE}

    @property
    def shown(self) -> str:
        """Its text for a reader, without Markdown."""
        return without_markdown(self.text) if self.is_prose else self.text

    @property
    def sentence_shown(self) -> str:
        """Its sentence for a reader, without Markdown; a line of code stays."""
        is_code = self.kind in {Kind.CODE, Kind.COMMAND} and "`" not in self.sentence
        return self.sentence if is_code else without_markdown(self.sentence)

    @property
    def passage_shown(self) -> str:
        """Its passage for a reader, without Markdown."""
        return without_markdown(self.passage)

    @property
    def end(self) -> int:
        """The end position."""
        return self.start + len(self.text)


def without_markdown(sentence: str) -> str:
    """Return a sentence as a reader of the finished page sees it, with the cells of a table row apart."""
    row = re.match(r"\s*\|(.*)\|\s*$", sentence)
    cells = re.split(r"(?<!\\)\|", row[1]) if row else [sentence]
    return ", ".join(text for cell in cells if (text := plain_text(render(cell, images=False)) or cell.strip()))


_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)")
_SHELL = {"sh", "bash", "zsh", "shell", "console", "shell-session", "powershell", "fish"}
_INLINE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_TYPED = re.compile(
    r"\b(?:(?:sudo|curl|wget|npx|iwr|rm -\w+|bash -c|powershell)|(?:npm|pnpm|yarn|pip3?|brew|apt|apt-get|cargo|go|gem)"
    r" (?:i|install|add|get))[ \t]+[^\s.,;:!?)`가-힣]+(?:[.,:][^\s.,;:!?)`가-힣]+)*"
)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`*]+")
_MARKER = re.compile(r"^\s*(?:>\s*)*(?:\d+[.)]\s|\[\^[^\]]+\]:?|#+\s+\d+[.)]\s)")
_SENTENCE_END = re.compile(r"[.!?。][\"'”’)*_]*\s+(?=\S)|(?<=[가-힣])\.(?=[가-힣])")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')


def prose(draft: str) -> Iterator[tuple[str, int]]:
    """Yield the lines outside code with their positions."""
    fence, at = "", 0
    for line in draft.splitlines(keepends=True):
        marker = _FENCE.match(line)
        if fence:
            fence = "" if marker and marker[1].startswith(fence) and not line.strip(" `~\n") else fence
        elif marker:
            fence = marker[1]
        else:
            yield line, at
        at += len(line)


def claims(draft: str) -> Iterator[UnsupportedClaim]:
    """Yield code, commands, names in backticks and addresses."""
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


def linked(draft: str) -> Iterator[UnsupportedClaim]:
    """Yield the addresses that links lead to; pictures are links, as they are before they are public."""
    if not re.search(r"[\[<]|www\.|https?:", draft):
        return
    for address in map(html.unescape, _LINK.findall(render(draft, images=False))):
        if not address.startswith("#") and not re.match(r"/(?![/\\])", address):
            yield UnsupportedClaim(Kind.ADDRESS, address, max(0, draft.find(address)))


def _code_line(line: str, at: int, language: str) -> Iterator[UnsupportedClaim]:
    text = line.strip()
    if sum(sign.isalnum() for sign in text) > 1:  # a lone brace is not a claim
        yield UnsupportedClaim(Kind.COMMAND if language in _SHELL else Kind.CODE, text, at + line.index(text))


def _prose_line(line: str, at: int) -> Iterator[UnsupportedClaim]:
    for match in _INLINE.finditer(line):
        text = match.group(2).strip()
        if any(sign.isalnum() for sign in text):
            yield UnsupportedClaim(Kind.NAME, text, at + match.start(2) + match.group(2).index(text))
    rest = _blank(_INLINE, line)
    for match in _TYPED.finditer(rest):
        yield UnsupportedClaim(Kind.COMMAND, match.group(), at + match.start())
    for match in _ADDRESS.finditer(rest):
        yield UnsupportedClaim(Kind.ADDRESS, match.group().rstrip(".,;:!?"), at + match.start())


def sentence_around(draft: str, claim: UnsupportedClaim) -> str:
    """Return the sentence or line of ``draft`` that ``claim`` stands in; the claim itself if it is longer."""
    start = draft.rfind("\n", 0, claim.start) + 1
    end = draft.find("\n", claim.start)
    line = draft[start : end if end >= 0 else None]
    at = claim.start - start
    ends = [0, *(found.end() for found in _SENTENCE_END.finditer(line)), len(line)]
    first = max(place for place in ends if place <= at)
    last = min(place for place in ends if place >= min(at + len(claim.text), len(line)))
    return max(line[first:last].strip(), claim.text, key=len)


def without_marks(line: str) -> str:
    """Return a line of prose with spaces instead of code, addresses, list numbers and footnotes."""
    for pattern in (_INLINE, _ADDRESS, _MARKER, _FOOTNOTE):
        line = _blank(pattern, line)
    return line


def _blank(pattern: re.Pattern[str], line: str) -> str:
    """Replace matches with spaces, so that positions stay the same."""
    return pattern.sub(lambda match: " " * len(match.group()), line)
