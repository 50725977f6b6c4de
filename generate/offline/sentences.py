"""Extract plain sentences from Markdown blocks and find the one that states the lesson."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generate.offline.blocks import Block, Kind
from generate.offline.chat import is_chat, without_name
from generate.offline.lines import breaks_after, has_hangul
from generate.offline.words import load

_SPAN = re.compile(r"(`+[^`]*`+)")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*[^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_ADDRESS = re.compile(r"<?\bhttps?://[^\s>)\]]+>?")
# Formatting elements only: ``<pod>`` and ``Optional<String>`` are text.
_ELEMENT = re.compile(
    r"</(?:kbd|b|i|u|em|strong|small|mark|del|ins|sub|sup|p|div|span|a|font|center|details|summary)>"
    r"|<(?:kbd|b|i|u|em|strong|small|mark|del|ins|sub|sup|p|div|span|font|center|details|summary)>(?=[^<>]*</)"
    r"|<(?:a|img|div|span|p|font|iframe)\s[^<>]{0,300}>"
)
_BREAK = re.compile(r"<[bh]r ?/?>")
_EMPHASIS = re.compile(r"(?<![\w*/.-])\*{1,2}(?=[^\s*/.,-])([^*\n]+?)(?<=[^\s*/-])\*{1,2}(?![\w*/.-])")
_STRONG = re.compile(r"(?<![/*])\*\*(?=[^\s*/.-])([^*\n]+?)(?<=[^\s*/])\*\*(?![/*])")
_UNDERLINED = re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?!\w)|(?<!\w)__([^\s_]+ [^_\n]+?)__(?!\w)")
# The mark at one end of a span that goes on in another sentence.
_OPEN = re.compile(r"(?<!\S)\*\*(?=[\w'\"])|(?<=[\w.!?])\*\*(?!\S)|^_(?=[A-Z가-힣][\w']* )|(?<=[.!?])_$")
_ESCAPE = re.compile(r"\\([*<_`#\[\]\\])")
_MARKER = re.compile(r"^\s*(?:(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?|\[[ xX]\]\s+|[>#]+\s*)+")
_STOP = re.compile(r"(?<![\s.!?。…])[.!?。…]++[\"')\]”’]*+\s+")
_SHORT = re.compile(r"(?:^|\s)\(?(?:e\.g|i\.e|etc|vs|cf|ex|approx|no|fig|mr|ms|dr|[a-z])\.\s*$", re.IGNORECASE)
_HELD = re.compile(r"\0(\d+)\0")
_SPACES = re.compile(r"\s+")
TERMINAL = ".!?。…"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``text`` is plain, ``marked`` still has its code spans in ticks.

    ``order`` counts from the top, ``listed`` is True for list items.
    """

    text: str
    order: int
    listed: bool = False
    marked: str = ""


def plain(text: str) -> str:
    """Return inline Markdown as plain text on one line; the content of code spans stays."""
    return _joined(text, keep_ticks=False)


def _joined(text: str, *, keep_ticks: bool) -> str:
    spans: list[str] = []

    def held(found: re.Match[str]) -> str:
        spans.append(found[0] if keep_ticks else found[0].strip("`"))
        return f"\0{len(spans) - 1}\0"

    bare = _SPAN.sub(held, _LINK.sub(r"\1", _IMAGE.sub("", text.replace("\0", ""))))
    return _SPACES.sub(" ", _HELD.sub(lambda found: spans[int(found[1])], _unmarked(bare))).strip()


def _unmarked(text: str) -> str:
    text = _ELEMENT.sub("", _BREAK.sub(" ", _ADDRESS.sub("", text)))
    text = _UNDERLINED.sub(r"\1\2", _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text)))
    text = text.replace("**", "") if text.startswith("**") != text.rstrip(".").endswith("**") else text  # of a cut span
    text = _OPEN.sub("", text) if len(_OPEN.findall(text)) == 1 else text
    return _ESCAPE.sub(r"\1", text.replace("~~", "").replace("`", ""))


def sentences_of(blocks: Iterable[Block]) -> list[Sentence]:
    """Return the sentences of paragraphs, quotes and lists, in order."""
    found: list[Sentence] = []
    every = [*blocks]
    chat = is_chat([line for block in every if block.kind is Kind.QUOTE for line in block.lines])
    for block, below in pairwise([*every, None]):
        if block is not None and block.kind in {Kind.PROSE, Kind.LIST, Kind.QUOTE}:
            found += [
                Sentence(plain(text), len(found) + offset, block.kind is not Kind.PROSE, _joined(text, keep_ticks=True))
                for offset, text in enumerate(_sentences(block, chat=chat and block.kind is Kind.QUOTE))
            ]
            if below is not None and below.kind in {Kind.CODE, Kind.FENCE} and _announces(found[-1:]):
                found.pop()
    return found


def _announces(last: Sequence[Sentence]) -> bool:
    """Return whether a short line without a full stop only introduces the code after it."""
    return bool(last) and len(last[0].text) < 40 and last[0].text[-1] not in TERMINAL


def _sentences(block: Block, *, chat: bool) -> list[str]:
    texts = [text for passage in _passages(block, chat=chat) for text in split(passage)]
    return [text for text in texts if any(character.isalnum() for character in plain(text))]


def _passages(block: Block, *, chat: bool) -> Iterator[str]:
    """Join wrapped lines; list items and lines that end in a hard break stay separate; a ``chat`` loses its names."""
    passage: list[str] = []
    for line, following in pairwise([*block.lines, ""]):
        passage.append(_MARKER.sub("", without_name(line[:2000]) if chat else line[:2000]))
        meant = breaks_after(line, following) and line.rstrip()[-1:] not in ",:"
        if line.endswith(("  ", "\\")) or not following or meant or _MARKER.match(following[:200]):
            yield " ".join(passage)
            passage = []


def split(text: str) -> list[str]:
    """Split text into sentences, but not after ``e.g.`` or an initial."""
    pieces: list[str] = []
    start = 0
    for stop in _STOP.finditer(text):
        following = text[stop.end() : stop.end() + 1]
        if _SHORT.search(text[max(start, stop.start() - 12) : stop.start() + 1]) or (
            stop[0].startswith(("..", "…")) and following.islower()
        ):
            continue
        pieces.append(text[start : stop.end()].strip())
        start = stop.end()
    return [piece for piece in [*pieces, text[start:].strip()] if piece]


CUES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (cue["weight"], re.compile(cue["pattern"], re.IGNORECASE)) for cue in load("cues")["cues"]
)


def weight_of(sentence: Sentence, count: int) -> float:
    """Return how likely the sentence states the lesson; ``count`` is the number of sentences."""
    cues = sum(weight for weight, cue in CUES if cue.search(sentence.text))
    length = len(sentence.text) * (2 if has_hangul(sentence.text) else 1)
    fit = 1.5 if 30 <= length <= 140 else 0 if length <= 220 else -2
    short = -3 if length < 16 else 0
    lead = 2 if sentence.order == 0 else 0.5 if sentence.order < max(3, count // 4) else 0
    return cues + fit + short + lead - (1 if sentence.listed else 0)


def best(sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence with the highest weight; the earlier one on a tie."""
    return max(sentences, key=lambda one: (weight_of(one, len(sentences)), -one.order), default=None)
