"""Estimate how likely a word is to occur in the title, and a phrase to be the title."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from generate.offline.korean import bare_of
from generate.offline.lines import has_hangul
from generate.offline.phrases import Phrase, Word
from generate.offline.vocabulary import spellings
from generate.offline.words import load, words

_PART = re.compile(r"[a-z0-9가-힣][a-z0-9가-힣']*")
_SUFFIX = re.compile(r"(?<=\w{3})(?:ing|ies|es|ed|s)$")


def stem(word: str) -> str:
    """Return the approximate stem of an English word, or a Korean word without its particle."""
    if has_hangul(word):
        bare = bare_of(word)
        return bare if has_hangul(bare) else stem(bare)
    bare = _SUFFIX.sub("", word)
    if len(bare) > 3 and (bare.endswith("e") or bare[-1] == bare[-2]):
        return bare[:-1]
    return bare


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stem and lower-case form of each word, including the parts of compound names."""
    return ((stem(part), part) for part in _PART.findall(text.lower()))


class Salience:
    """The weights of one text's words."""

    def __init__(
        self,
        sentences: Sequence[Sequence[Word]],
        code: Iterable[str],
        headings: Iterable[str] = (),
        *,
        language: str = "phrases",
    ) -> None:
        """Count the words of sentences, code and headings; ``language`` is the file with their weights."""
        self.weights: dict[str, float] = load(language)["weights"]
        headed = [{base for base, _ in parts(heading)} for heading in headings]
        self.top = headed[0] if headed else set()
        self.headed = Counter(base for heading in headed for base in heading)
        self.count = max(1, len(sentences))
        self.within: Counter[str] = Counter()
        self.spans: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.coded = Counter(part for line in code for part, _ in parts(line))
        for order, sentence in enumerate(sentences):
            self._read(sentence, order)
        self.most = max(self.within.values(), default=1)

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
        first = self.first.get(base, 9)
        evidence = {
            "base": 1,
            "sentences": math.log1p(self.within[base]),
            "share": self.within[base] / self.count,
            "most": self.within[base] / self.most,
            "code": math.log1p(min(self.coded[base], 8)),
            "span": min(self.spans[base], 2),
            "first": first == 0,
            "second": first == 1,
            "early": first < 4,
            "capital": min(self.capitals[base], 2),
            "weak": form in words("phrases", "weak"),
            "verb": form in words("phrases", "verbs"),
            "long": len(form) > 3,
            "known": base in spellings()[0],
            "heading": math.log1p(self.headed[base]),
            "headed": base in self.top,
        }
        score = sum(weight * evidence.get(name, 0) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-score))

    def worth(self, words: Iterable[Word]) -> float:
        """Return the sum of the likelihoods of the words, less a cost for each."""
        kept = {base: form for word in words for base, form in parts(word.text)}
        return sum(self.likely(base, form) - self.weights["cost"] for base, form in kept.items())

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
