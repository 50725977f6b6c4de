"""Korean titles: a clause with its verb turned into a noun, or a phrase that ends in a significant noun."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from generate.offline.korean import noun_of
from generate.offline.lines import has_hangul
from generate.offline.sentences import Sentence, weight_of
from generate.offline.words import load, words

MOST = 6  # words
LEAST = -2.0  # score of a title for very short notes
_DEED = re.compile(
    r"([가-힣A-Za-z]{2,}?)(?:하려면|하면|하여|하고|하는|하기|하자|하니|하도록|한다|했다|했더니|합니다|해서|해야|해|할|함)$"
)
_CLAUSE = re.compile(r"[,;:!?()\[\]\"“”—]|\.(?=\s|$)")
_PARTICLE = re.compile(r"(?:[은는이가을를도의]|에서|으로|까지|부터|이다|이었다|였다|입니다|다)$")
_LIGHT = {"사용", "이용", "확인", "생각", "시작", "진행", "가능", "필요", "말", "공부", "작업", "시도"}


def korean_titles(sentences: Sequence[Sentence]) -> list[str]:
    """Return titles made from the sentences, best first."""
    nouns = Counter(noun for one in sentences for word in one.text.split() if (noun := _name(word)))
    found: list[tuple[float, str]] = []
    for one in sentences[:40]:
        weight = weight_of(one, len(sentences)) / 3
        for clause in _CLAUSE.split(one.text[:400]):
            parts = clause.split()
            found += [(weight + _score(title, nouns), " ".join(title)) for title in (*_deeds(parts), *_heads(parts))]
    return [title for score, title in sorted(found, key=lambda pair: -pair[0])[:8] if score > LEAST]


def _name(word: str) -> str | None:
    """Return the noun of a word, Korean or Latin, without its particles."""
    bare = word.strip("`'\"().,:")
    if not bare or not has_hangul(bare):
        return bare.lower() or None
    latin = re.match(r"[A-Za-z][\w.+#@-]*", bare)
    return latin[0].lower() if latin else noun_of(bare)


def _score(title: Sequence[str], nouns: Counter[str]) -> float:
    kept = {noun for word in title if (noun := _name(word))}
    named = sum(min(nouns[noun], 4) * 0.5 for noun in kept)
    return named - 0.4 * len(title) - 2 * (len(title) < 2) - 1 * (len(kept) < 2)


@cache
def _forms() -> dict[str, str]:
    return {form: deed for deed, forms in load("korean")["deeds"].items() for form in forms.split()}


def _deeds(parts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words up to each verb, with the verb as a noun."""
    for index, word in enumerate(parts):
        found = _DEED.match(word)
        deed = _forms().get(word) or (f"{found[1]}하기" if found and found[1] not in _LIGHT else None)
        before = _before(parts, index) if deed else []
        if deed and before:
            yield [*before, deed]


def _heads(parts: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words up to each noun for a kind of knowledge, such as a method or a difference."""
    for index, word in enumerate(parts):
        bare = word if word in words("korean", "heads") else _PARTICLE.sub("", word)
        before = _before(parts, index, joined=True) if bare in words("korean", "heads") else []
        if before:
            yield [*before, bare]


def _before(parts: Sequence[str], end: int, *, joined: bool = False) -> list[str]:
    """Return the words of the clause before ``end``; with ``joined``, include a verb right before a noun."""
    connectives = tuple(words("korean", "connectives") - words("korean", "whole"))
    start = end
    while start > 0 and end - start < MOST - 1:
        word = parts[start - 1]
        verb = word in _forms() or _DEED.match(word) is not None
        ends = verb or (has_hangul(word[-1]) and word.endswith(connectives) and noun_of(word) is None)
        if word in words("korean", "opening") or (ends and not (joined and start == end)):
            break
        start -= 1
    return list(parts[start:end])
