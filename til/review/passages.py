"""Sentences of a draft beside the passages of the source they come from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from til.review import words

_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})")
_BLOCK = re.compile(r"^\s*(?:[-*+]\s|\d+[.)]\s|#{1,6}\s|>|\|)")
_LEAST = 2  # words of a clause
_END = re.compile(r"(?<=;)\s+|(?<=[.!?。])[\"'”’)*_]*\s+(?=\S)|(?<=[가-힣]\.)\s*(?=[가-힣A-Z`])")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_NEAR = 0.2  # how well a passage covers what it is about
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\d+(?:[.,:]\d+)*|[가-힣]+")
_PARTICLE = re.compile(r"(?<=[가-힣]{2})(?:[은는이가을를에도의와과로]|으로|에서|까지|부터)$")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|ly|er|e)$")


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
    stop = words.all_of("stop", "english")
    for found in _TOKEN.finditer(text):
        word = found[0].lower()
        if "가" <= word[0] <= "힣":
            word = _PARTICLE.sub("", word)
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        elif word not in stop and (len(word) > 1 or word.isdigit()):
            yield _ENDING.sub("", word)


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of the prose; lines of a paragraph are joined."""
    for start, end in _paragraphs(text):
        block, at = text[start:end].replace("\n", " "), 0
        for cut in [*(found.end() for found in _END.finditer(block)), len(block)]:
            if block[at:cut].strip():
                yield Sentence(block[at:cut].rstrip(), start + at)
            at = cut


_CLAUSE = re.compile(
    r"[,;]? +(?=(?:but|while|whereas|so|because|although|though|if|when|unless)\b)|[,;:] +"
    r"|(?<=지만)[, ] *|(?<=므로)[, ] *|(?<=으며)[, ] *|(?<=는데)[, ] *|(?<=[가-힣]고)[, ] *(?!나[서면]|있|싶|했|한|하)"
)


def clauses(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the parts of ``sentence`` that say something of their own; the sentence itself if it is one."""
    at = 0
    for cut in [*(found.end() for found in _CLAUSE.finditer(sentence.text)), len(sentence.text)]:
        part = Sentence(sentence.text[at:cut].rstrip(" ,;"), sentence.start + at)
        if len(part.tokens) >= _LEAST:
            yield part
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
        rarest = len(self.all) + 1
        self._weights = [log(1 + rarest / (count or 1)) for count in range(rarest + 1)]
        self._words = frozenset(tokens(source))
        self._weighed: dict[Sentence, float] = {}
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
        return sum(map(self._weigh, some))

    def _weigh(self, token: str) -> float:
        return self._weights[self._holding[token]]

    def cover(self, one: Iterable[str], other: frozenset[str]) -> float:
        """Return the share of the words of ``one`` that are in ``other``, by weight."""
        some = [*one]
        return self.weight(token for token in some if token in other) / (self.weight(some) or 1.0)

    def knows(self, text: str) -> float:
        """Return the share of the words of ``text`` that are anywhere in the source."""
        return self.cover(tokens(text), self._words)

    def mentions(self, text: str) -> float:
        """Return likewise the share of the words whose stem is in the source; of a Korean word, its first syllables."""
        stems = [stem for word in text.split() if (stem := next(tokens(word), ""))]
        return self.cover(stems, self._words)

    @cached_property
    def clauses(self) -> Sequence[Sentence]:
        """The parts of the sentences that say something of their own."""
        return [part for one in self.all for part in clauses(one)]

    def behind(self, sentence: Sentence) -> list[tuple[float, Sentence]]:
        """Return the passages that share words with ``sentence``, with how well both cover each other; best first."""
        return self._sharing(sentence, self.all)

    def clauses_behind(self, clause: Sentence) -> list[tuple[float, Sentence]]:
        """Return the parts of passages that share words with ``clause``, likewise."""
        return self._sharing(clause, self.clauses)

    def _sharing(self, sentence: Sentence, some: Sequence[Sentence]) -> list[tuple[float, Sentence]]:
        whole = self.weight(sentence.tokens)
        found = [
            (self.weight(shared) / max(whole, self._whole_weight(passage)), passage)
            for passage in some
            if (shared := sentence.tokens & passage.tokens)
        ]
        return sorted(found, key=lambda pair: -pair[0])

    def _whole_weight(self, passage: Sentence) -> float:
        if passage not in self._weighed:
            self._weighed[passage] = self.weight(passage.tokens)
        return self._weighed[passage]

    def nearest(self, text: str) -> str:
        """Return the passage that comes closest to ``text``; "" if none is about it."""
        score, passage = next(iter(self.behind(Sentence(text, 0))), (0.0, None))
        return passage.text if passage and score >= _NEAR else ""


def _squeeze(text: str) -> str:
    return re.sub(r"[^\w]+", "", _LINK.sub(r"\1", text)).casefold()
