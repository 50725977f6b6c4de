"""Sentences of a draft beside the passages of the source they come from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})")
_BLOCK = re.compile(r"^\s*(?:[-*+]\s|\d+[.)]\s|#{1,6}\s|>|\|)")
_END = re.compile(r"(?<=;)\s+|(?<=[.!?。])[\"'”’)*_]*\s+(?=\S)|(?<=[가-힣]\.)\s*(?=[가-힣A-Z`])")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\d+(?:[.,:]\d+)*|[가-힣]+")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|ly|er)$")
_STOP = frozenset(
    [
        "the",
        "an",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "as",
        "and",
        "or",
        "but",
        "if",
        "then",
        "than",
        "so",
        "you",
        "your",
        "we",
        "our",
        "they",
        "their",
        "he",
        "she",
        "can",
        "will",
        "would",
        "should",
        "may",
        "might",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "not",
        "no",
        "into",
        "which",
        "when",
        "where",
        "while",
        "what",
        "how",
        "there",
        "here",
        "also",
        "just",
        "only",
        "very",
        "more",
        "most",
        "all",
        "any",
        "each",
        "i",
        "my",
        "me",
        "us",
        "am",
        "because",
        "since",
        "due",
        "instead",
        "rather",
        "before",
        "after",
        "never",
        "cannot",
        "without",
    ]
)


@dataclass(frozen=True)
class Sentence:
    """A sentence with its position (code points); its words are stems and pairs of Korean syllables."""

    text: str
    start: int

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The words that carry its meaning."""
        return frozenset(tokens(self.text))


def tokens(text: str) -> Iterator[str]:
    """Yield the words of ``text`` that carry meaning, in order."""
    for found in _TOKEN.finditer(text):
        word = found[0].lower()
        if "가" <= word[0] <= "힣":
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif word not in _STOP and (len(word) > 1 or word.isdigit()):
            yield _ENDING.sub("", word)


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of the prose; lines of a paragraph are joined."""
    for start, end in _paragraphs(text):
        block, at = text[start:end].replace("\n", " "), 0
        for cut in [*(found.end() for found in _END.finditer(block)), len(block)]:
            if block[at:cut].strip():
                yield Sentence(block[at:cut].rstrip(), start + at)
            at = cut


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begin: int | None = None
    at, in_code = 0, False
    for line in text.splitlines(keepends=True):
        fence = _FENCE.match(line)
        if begin is not None and (fence or not line.strip() or _BLOCK.match(line)):
            yield begin, at
            begin = None
        in_code = in_code != bool(fence)
        if begin is None and line.strip() and not fence and not in_code:
            begin = at
        at += len(line)
    if begin is not None:
        yield begin, at


class Passages:
    """The sentences of a source; a word weighs more the fewer of them hold it."""

    def __init__(self, source: str) -> None:
        self.all: Sequence[Sentence] = [*sentences(source)]
        self._holding = Counter(token for one in self.all for token in one.tokens)
        self._words = frozenset(tokens(source))
        self._squeezed = _squeeze(source)
        self._whole = frozenset(_squeeze(one.text) for one in self.all)

    def holds(self, sentence: Sentence) -> bool:
        """Return whether the source says this in the same words, and not only inside a longer sentence."""
        text = _squeeze(sentence.text)
        return text in self._squeezed and (text in self._whole or not self._is_inside(text))

    def _is_inside(self, text: str) -> bool:
        return any(text in whole for whole in self._whole)

    def weight(self, some: Iterable[str]) -> float:
        """Return how much these words say."""
        return sum(log(1 + (len(self.all) + 1) / (self._holding[token] or 1)) for token in some)

    def cover(self, one: Iterable[str], other: frozenset[str]) -> float:
        """Return the share of the words of ``one`` that are in ``other``, by weight."""
        some = [*one]
        return self.weight(token for token in some if token in other) / (self.weight(some) or 1.0)

    def knows(self, text: str) -> float:
        """Return the share of the words of ``text`` that are anywhere in the source."""
        return self.cover(tokens(text), self._words)

    def behind(self, sentence: Sentence) -> list[tuple[float, Sentence]]:
        """Return the passages that share words with ``sentence``, with how well both cover each other; best first."""
        found = []
        for passage in self.all:
            if not sentence.tokens.isdisjoint(passage.tokens):
                ways = self.cover(sentence.tokens, passage.tokens), self.cover(passage.tokens, sentence.tokens)
                found.append((min(ways), passage))
        return sorted(found, key=lambda pair: -pair[0])


def _squeeze(text: str) -> str:
    return re.sub(r"[^\w]+", "", _LINK.sub(r"\1", text)).casefold()
