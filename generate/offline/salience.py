"""Estimate how likely a word is to occur in the title, and a phrase to be the title."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from generate.offline.phrases import Phrase, Word
from generate.offline.words import load, words

_PART = re.compile(r"[a-z0-9가-힣][a-z0-9가-힣']*")
_SUFFIX = re.compile(r"(?<=\w{3})(?:ing|ies|es|ed|s)$")


def stem(word: str) -> str:
    """Return the approximate stem of an English word; other words unchanged."""
    bare = _SUFFIX.sub("", word)
    if len(bare) > 3 and (bare.endswith("e") or bare[-1] == bare[-2]):
        return bare[:-1]
    return bare


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stem and lower-case form of each word, including the parts of compound names."""
    return ((stem(part), part) for part in _PART.findall(text.lower()))


class Salience:
    """The weights of one text's words."""

    def __init__(self, sentences: Sequence[Sequence[Word]], code: Iterable[str]) -> None:
        """Count the words of the sentences, and those in the lines of code."""
        self.weights: dict[str, float] = load("phrases")["weights"]
        self.count = max(1, len(sentences))
        self.within: Counter[str] = Counter()
        self.spans: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.coded = Counter(part for line in code for part, _ in parts(line))
        for order, sentence in enumerate(sentences):
            self._read(sentence, order)

    def _read(self, sentence: Sequence[Word], order: int) -> None:
        seen: set[str] = set()
        for index, word in enumerate(sentence):
            for base, _ in parts(word.text):
                seen.add(base)
                self.first.setdefault(base, order)
                self.spans[base] += word.code
                self.capitals[base] += index > 0 and word.text[0].isupper()
        self.within.update(seen)

    def comes_back(self, text: str) -> bool:
        """Return whether two sentences, or a sentence and the code, contain the words of ``text``."""
        return all(self.within[base] + (self.coded[base] > 0) > 1 for base, _ in parts(text))

    def likely(self, base: str, form: str) -> float:
        """Return the likelihood, from 0 to 1, that the word is in the title."""
        weight, first = self.weights, self.first.get(base, 9)
        score = (
            weight["base"]
            + weight["sentences"] * math.log1p(self.within[base])
            + weight["share"] * self.within[base] / self.count
            + weight["code"] * math.log1p(min(self.coded[base], 8))
            + weight["span"] * min(self.spans[base], 2)
            + weight["first"] * (first == 0)
            + weight["second"] * (first == 1)
            + weight["early"] * (first < 4)
            + weight["capital"] * min(self.capitals[base], 2)
            + weight["weak"] * (form in words("phrases", "weak"))
            + weight["verb"] * (form in words("phrases", "verbs"))
            + weight["long"] * (len(form) > 3)
        )
        return 1 / (1 + math.exp(-score))

    def score(self, phrase: Phrase) -> float:
        """Return the phrase's score as a title; below 0 it is unsuitable."""
        weight = self.weights
        solid = [word for word in phrase.words if word.solid]
        kept = {base: form for word in solid for base, form in parts(word.text)}
        loose = sum(word.base in words("phrases", "pronouns") for word in phrase.words)
        return (
            sum(self.likely(base, form) for base, form in kept.items())
            - weight["cost"] * len(solid)
            + weight["deed"] * phrase.deed
            - weight["pronoun"] * loose
            - weight["late"] * min(phrase.order, 10)
            - 2 * (len(solid) < 2)
            - 1 * (phrase.words[0].base in words("phrases", "dull"))
            - 1 * (len(phrase.words) < 3)
        )
