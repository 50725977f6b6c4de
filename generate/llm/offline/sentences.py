"""Plain sentences out of Markdown blocks, and what makes one of them the point of the notes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generate.llm.offline.blocks import Block, Kind
from generate.llm.offline.lines import has_hangul

_SPAN = re.compile(r"(`+[^`]*`+)")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*[^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_ADDRESS = re.compile(r"<?\bhttps?://[^\s>)\]]+>?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100}>")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*][^*]*)\*(?![\w*])")
_MARKER = re.compile(r"^\s*(?:(?:[-*+•]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?|[>#]+\s*)+")
_STOP = re.compile(r"(?<![\s.!?。…])[.!?。…]++[\"')\]”’]*+\s+")
_SHORT = re.compile(r"(?:^|\s)\(?(?:e\.g|i\.e|etc|vs|cf|ex|approx|no|fig|mr|ms|dr|[a-z])\.\s*$", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
TERMINAL = ".!?。…"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as plain text; ``order`` counts from the top, ``listed`` is True for list items."""

    text: str
    order: int
    listed: bool = False


def plain(text: str) -> str:
    """Return Markdown inline text without its marks, on one line; code spans keep what is in them."""
    parts = _SPAN.split(_LINK.sub(r"\1", _IMAGE.sub("", text)))
    for index, part in enumerate(parts):
        parts[index] = part.strip("`") if index % 2 else _unmarked(part)
    return _SPACES.sub(" ", "".join(parts)).strip()


def _unmarked(text: str) -> str:
    text = _TAG.sub("", _ADDRESS.sub("", text))
    return _EMPHASIS.sub(r"\1", text.replace("**", "").replace("~~", "").replace("`", ""))


def sentences_of(blocks: Iterable[Block]) -> list[Sentence]:
    """Return the sentences of paragraphs, quotes and lists, in order."""
    found: list[Sentence] = []
    for block, below in pairwise([*blocks, None]):
        if block is not None and block.kind in {Kind.PROSE, Kind.LIST, Kind.QUOTE}:
            found += [
                Sentence(text, len(found) + offset, listed=block.kind is not Kind.PROSE)
                for offset, text in enumerate(_sentences(block))
            ]
            if below is not None and below.kind in {Kind.CODE, Kind.FENCE} and _announces(found[-1:]):
                found.pop()
    return found


def _announces(last: Sequence[Sentence]) -> bool:
    """Whether a few words without a full stop only say that code follows."""
    return bool(last) and len(last[0].text) < 40 and last[0].text[-1] not in TERMINAL


def _sentences(block: Block) -> list[str]:
    texts = [plain(text) for passage in _passages(block) for text in split(passage)]
    return [text for text in texts if any(character.isalnum() for character in text)]


def _passages(block: Block) -> Iterator[str]:
    """Join wrapped lines; each list item, and each line that ends in a hard break, stands by itself."""
    passage: list[str] = []
    for line, following in pairwise([*block.lines, ""]):
        passage.append(_MARKER.sub("", line[:2000]))
        if line.endswith(("  ", "\\")) or not following or _MARKER.match(following[:200]):
            yield " ".join(passage)
            passage = []


def split(text: str) -> list[str]:
    """Split running text at the ends of its sentences; not behind ``e.g.`` or an initial."""
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
    (weight, re.compile(pattern, re.IGNORECASE))
    for weight, pattern in (
        (
            4,
            (
                r"\b(?:turns? out|turned out|the (?:fix|trick|solution|answer|key|culprit|"
                r"root cause|point)|fixed (?:it )?by|solved)\b"
            ),
        ),
        (4, r"\b(?:TIL|I learned|learned that|lesson|takeaway|in short|so the rule)\b"),
        (3, r"\b(?:the (?:reason|cause|problem) (?:is|was)|because|instead of|rather than|caused by|the fix is)\b"),
        (
            2,
            (
                r"\b(?:need to|needs to|have to|has to|must|should|make sure|remember|never|"
                r"always|only works?|use|using|lets? you|allows?)\b"
            ),
        ),
        (2, r"\b(?:so that|so it|which means|means that|gives|prevents|avoids?|faster|from \d\S* \w* ?to \d)\b"),
        (
            -3,
            (
                r"^(?:I )?(?:first|initially|originally)\b|\b(?:tried|didn't work|"
                r"did not work|no luck|not sure|maybe|weird|somehow|spent)\b"
            ),
        ),
        (
            -2,
            (
                r"^(?:so|then|and|but|this|that|it|they|here|for example|e\.g|note|see|also|"
                r"after that)\b|\?$|:$|\bTODO\b"
            ),
        ),
        (4, r"해결|알고 ?보니|원인은|원인이|핵심은|핵심|배웠|알게 ?(?:됐|되었|된)|결론|정답"),
        (
            3,
            (
                r"(?:해야|써야|줘야|둬야|넣어야|걸어야) ?(?:한다|함|했|된다|됨|하는)|(?:하면|"
                r"쓰면|주면|걸면|두면|붙이면|바꾸면|넣으면) ?(?:된다|됨|되|끝|해결)"
            ),
        ),
        (3, r"때문|덕분|대신|이유는|문제는|문제였"),
        (2, r"사용하|이용하|활용|방지|줄어|빨라|가능하|수 있"),
        (-3, r"^(?:처음에|일단|우선)|안 ?(?:됐|되길래|되어서|돼서)|시도|삽질|헤맸|모르겠|느렸|이상했"),
        (-2, r"^(?:그래서|그런데|근데|그리고|하지만|이건|이것은|이게|예를 들|참고|또)|[?:]$|다음과 같"),
    )
)


def weight_of(sentence: Sentence, count: int) -> float:
    """How likely the sentence states what was learned; ``count`` is the number of sentences."""
    cues = sum(weight for weight, cue in CUES if cue.search(sentence.text))
    length = len(sentence.text) * (2 if has_hangul(sentence.text) else 1)
    fit = 1.5 if 30 <= length <= 140 else 0 if length <= 220 else -2
    short = -3 if length < 16 else 0
    lead = 2 if sentence.order == 0 else 0.5 if sentence.order < max(3, count // 4) else 0
    return cues + fit + short + lead - (1 if sentence.listed else 0)


def best(sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence that says most; the earlier one of equals."""
    return max(sentences, key=lambda one: (weight_of(one, len(sentences)), -one.order), default=None)
