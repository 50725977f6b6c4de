"""Build an excerpt from the notes: the beginning and the sentence that states the lesson, as plain text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from generate.offline.blocks import parse
from generate.offline.labels import names_nothing, without_speaker
from generate.offline.lines import has_hangul
from generate.offline.sentences import TERMINAL, Sentence, best, sentences_of
from generate.offline.title import LOOK, find_titles

LIMIT = 500  # characters
ENOUGH = 160  # characters; once longer, an excerpt takes no further sentence
_POINTING = re.compile(
    r"(?:it|its|it's|this|that|that's|these|those|they|he|she|here|then|so|but|and|or|also|instead|however|otherwise|"
    r"similarly|in this case|because of this|for (?:example|instance)|the (?:same|latter|former|above|result))\b|"
    r"(?:이건|이것|이게|이는|이를|이때|이렇게|그건|그것|그게|그래서|그런데|근데|그리고|그러나|하지만|그러면|따라서|또한|또|즉|"
    r"여기서|여기에|여기를|위의|위와|아래|다음과|예를 들)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:h/t|source|credit|see|see also|read more)\b(?: [\w:`.-]+){0,5}(?: for (?:more|details|all).*)?[.:]?$|"
    r"출처|참고\s*[:：]|(?:실습|소스) ?코드|[$%] "
    r"|.*[을를] (?:학습|공부|수강|정리)(?:한|하고|하며|하면서)(?: 정리한)? (?:내용|글|노트|것)(?:입니다|이다|임)?\.?$",
    re.IGNORECASE,
)

# A Korean sentence with a predicate; a speaker, a day or a heading in the text has none.
_SAID = re.compile(r"(?:[다요죠까네]|함|됨|음|임|있기|하기|되기|것|않기|[가-힣]ㅁ)[.!?。)\"'”’]*$")


def find_excerpt(text: str, language: str) -> str:
    """Return one paragraph of at most ``LIMIT`` characters; the title if the notes contain no sentence."""
    blocks = parse(text[:LOOK])
    title = find_titles(text, language)[0]
    told = [one for one in map(_bare, sentences_of(blocks)) if not _leads_on(one)]
    if sum(has_hangul(one.text) for one in told) * 2 > len(told):
        told = [one for one in told if _SAID.search(one.text)] or told
    fresh = [one for one in told if one.text.rstrip(TERMINAL).casefold() != title.casefold()]
    return _join(_choose(fresh) or _choose(told)) or title


def _bare(sentence: Sentence) -> Sentence:
    """Remove a leading label such as "today:", "note:" or "TIL:"."""
    text = without_speaker(sentence.text)
    label, colon, rest = text.partition(":")
    bare = rest.strip() if colon and rest.strip() and names_nothing(label) else text
    return replace(sentence, text=bare)


def _leads_on(sentence: Sentence) -> bool:
    if sentence.text.endswith((":", "：")) or len(sentence.text) < 8 or names_nothing(sentence.text):
        return True
    return _ASIDE.match(sentence.text) is not None


def _choose(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Choose the lead, the best sentence, the sentences they refer to, and more after the lead if text is short."""
    prose = [one for one in sentences if not one.listed] or list(sentences)
    start = next((index for index, one in enumerate(prose) if not _points(one)), 0)
    prose = prose[start:]
    point = best(prose)
    if point is None:
        return []
    chosen = {0, *_with_noun(prose, prose.index(point))}
    for index in range(1, min(4, len(prose))):
        short = _length([prose[one] for one in chosen]) < ENOUGH
        if short and index - 1 in chosen and _length([prose[one] for one in {*chosen, index}]) <= ENOUGH * 2:
            chosen.add(index)
    return [prose[index] for index in sorted(chosen)]


def _points(sentence: Sentence) -> bool:
    """Return whether the sentence begins with a word that refers to the sentence before."""
    return _POINTING.match(sentence.text) is not None


def _with_noun(prose: Sequence[Sentence], index: int) -> range:
    """Return the sentence and those before it that its first word refers to; only itself if there are many."""
    start = index
    while start > 0 and _points(prose[start]) and index - start < 2:
        start -= 1
    return range(start, index + 1)


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(len(one.text) + 1 for one in sentences)


def _join(sentences: Sequence[Sentence]) -> str:
    """Join sentences while they fit; end a fragment with a full stop if another sentence follows."""
    joined = ""
    for one in sentences:
        ended = joined + "." if joined and joined[-1] not in TERMINAL else joined
        candidate = f"{ended} {one.text}".strip()
        if len(candidate) > LIMIT:
            break
        joined = candidate
    return joined or _clip(sentences[0].text if sentences else "")


def _clip(text: str) -> str:
    if len(text) <= LIMIT:
        return text
    head = text[: LIMIT - 1]
    return (head.rpartition(" ")[0] or head) + "…"
