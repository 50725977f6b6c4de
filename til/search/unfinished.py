"""Complete a search's last word from the words of titles and tags, so that answers come while it is typed."""

from collections import Counter
from dataclasses import replace
from typing import Final

from til.models import Tag, Til
from til.search.equivalents import NEAR
from til.search.words import Term, fold, is_wide, runs, term_of

_LEAST, _MOST = 2, 5  # letters of a word that is completed; completions
_READ = 500  # titles that are read
_FIRST: Final = 0xAC00
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ"


def completed(term: Term) -> Term:
    """Return a word of a query that also finds the most frequent words that begin so."""
    others = tuple(replace(term_of(word), weight=NEAR) for word in completions(term.word))
    return replace(term, others=(*term.others, *others))


def completions(word: str) -> list[str]:
    """Return longer words in titles and tags of public TILs that begin so, most frequent first."""
    head = word[:-1] if is_wide(word) else word  # the last syllable may lack a letter
    begun = letters(word)
    if len(begun) < _LEAST or not head:
        return []
    titles = Til.objects.published().filter(title__icontains=head).values_list("title", flat=True).order_by("-pk")
    tags = Tag.objects.filter(name__icontains=head, tils__status=Til.Status.PUBLISHED).values_list("name", flat=True)
    texts = [*titles[:_READ], *tags.order_by("name").distinct()[:_READ]]
    found = Counter(run.group() for text in texts for run in runs(fold(text)))
    longer = [(-often, one) for one, often in found.items() if one != word and letters(one).startswith(begun)]
    return [one for _, one in sorted(longer)[:_MOST]]


def letters(word: str) -> str:
    """Return the letters of a word, Korean syllables apart: a syllable's last letter may begin the next one."""
    return "".join(map(_apart, word))


def _apart(sign: str) -> str:
    at = ord(sign) - _FIRST
    if not 0 <= at < 11_172:
        return sign
    return _INITIALS[at // 588] + chr(0x314F + at % 588 // 28) + _FINALS.split(",")[at % 28]
