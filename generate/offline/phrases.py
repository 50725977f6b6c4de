"""Phrases of the notes that could be a title: actions and names, in the author's words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generate.offline.words import words

MOST = 9  # words
ARTICLES = frozenset({"the", "a", "an"})
ASKED = frozenset({"is", "are", "was", "were", "has", "have"})  # "check if a port is in use" is one clause
SPAN = 40  # maximum characters of a code span in a title
_TOKEN = re.compile(
    r"``? ?([^`]+?) ?``?(?!`)|"  # a code span
    r"((?<!\S)(?:--?[A-Za-z][\w=-]*|[^\s`]*[<>*=\\|~^$][^\s`]*\w[^\s`,.;:]*))|"  # a flag, a placeholder, a glob
    r"[^\W_](?:[\w'’.+#@/:&-]*[\w+#])?|[^\s\w]|_"  # a word, a sign
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, punctuation mark or code span of a sentence; ``base`` is its lookup key."""

    text: str
    code: bool = False

    @property
    def base(self) -> str:
        """The word in lower case; a code span unchanged."""
        return self.text if self.code else self.text.lower().replace("’", "'")

    @property
    def solid(self) -> bool:
        """Whether a title may begin or end with the word."""
        return self.code or (self.text[0].isalnum() and self.base not in words("phrases", "stop"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive words; ``deed``: the first is a verb in its plain form; ``order``: the sentence's number."""

    words: tuple[Word, ...]
    deed: bool
    order: int


def read(text: str) -> list[Word]:
    """Return the words, punctuation and code spans of one Markdown sentence."""
    return [Word(found[1] or found[0], code=bool(found[1] or found[2])) for found in _TOKEN.finditer(text)]


def verb_of(word: Word) -> str | None:
    """Return the plain form of a listed verb, given that form or its -s or -ing form."""
    known, base = words("phrases", "verbs"), word.base
    if word.code:
        return None
    return next((form for form in _plain_forms(base) if form in known), None)


def _plain_forms(base: str) -> Iterator[str]:
    yield base
    if base.endswith("ing") and len(base) > 5:
        stem = base[:-3]
        yield from (stem, stem + "e")
        if stem[-1] == stem[-2]:
            yield stem[:-1]
    elif base.endswith("ies"):
        yield base[:-3] + "y"
    elif base.endswith("s") and not base.endswith("ss"):
        yield base[:-1]
        if base.endswith("es"):
            yield base[:-2]


def deeds(sentence: Sequence[Word], order: int) -> Iterator[Phrase]:
    """Yield actions: verb phrases after "to" or "can", at the start, or after a tool's name."""
    for index, word in enumerate(sentence):
        verb = verb_of(word)
        if verb is None or not _does(sentence, index, verb):
            continue
        first = Word(verb)
        rest = _rest(sentence, index + 1)
        if rest:
            yield Phrase((first, *rest), deed=True, order=order)


def _does(sentence: Sequence[Word], index: int, verb: str) -> bool:
    """Return whether the word at ``index`` is a verb and not a noun of the same spelling."""
    word = sentence[index]
    above = sentence[index - 1] if index else None
    if word.base.endswith("ing") and verb != word.base:
        return above is None or above.base in {"by", "for", "of", "like", "when", "are", "is", ",", "in"}
    if word.base != verb:
        return above is not None and (above.code or above.base in words("phrases", "kinds") | {"which", "that"})
    if above is None:
        return True
    joined = above.base in {"you", "i", "we", "and", ","}
    return above.base in words("phrases", "before") or (joined and _has_object(sentence, index))


def _has_object(sentence: Sequence[Word], index: int) -> bool:
    """Return whether an object follows directly: an article, a code span or a possessive."""
    below = sentence[index + 1] if index + 1 < len(sentence) else None
    return below is not None and (below.code or below.base in {"the", "a", "an", "all", "your", "my", "our", "this"})


def _rest(sentence: Sequence[Word], start: int) -> tuple[Word, ...]:
    """Return the rest of the clause up to a title's length, without function words at its end."""
    taken: list[Word] = []
    for word in sentence[start:]:
        if _stops(word, taken):
            break
        taken.append(word)
    return _fitted(taken, MOST - 1)


def _stops(word: Word, taken: Sequence[Word]) -> bool:
    """Return whether the clause ends before ``word``."""
    if word.code:
        return len(word.text) > SPAN
    if not word.text[0].isalnum():
        return True
    if word.base == "to" and taken and taken[-1].base in {"and", "or"}:
        return True
    if word.base in ASKED and any(one.base in {"if", "whether"} for one in taken):
        return False
    return bool(taken) and word.base in words("phrases", "ends")


def _fitted(taken: Sequence[Word], most: int) -> tuple[Word, ...]:
    """Cut the words to a title's length between constituents, and trim function words at the ends."""
    end = len(taken)
    if end > most:
        joints = words("phrases", "small")
        joined = (index for index in range(most, 1, -1) if not taken[index].code and taken[index].base in joints)
        end = next((index for index in joined if taken[index].base != "of"), 0)
    while end and not taken[end - 1].solid:
        end -= 1
    while end > 2 and taken[end - 2].base in {"to", "and", "by"} and _is_plain_verb(taken[end - 1]):
        end -= 2
    return tuple(taken[:end])


def _is_plain_verb(word: Word) -> bool:
    return verb_of(word) is not None or (not word.code and word.base in words("phrases", "dull"))


def names(sentence: Sequence[Word], order: int) -> Iterator[Phrase]:
    """Yield names: runs of content words with the prepositions that join them."""
    run: list[Word] = []
    for word, below in pairwise([*sentence, Word("."), Word(".")]):
        if _goes_on(run, word, below):
            run.append(word)
        else:
            if len(kept := _fitted(run, MOST - 2)) > 1:
                yield Phrase(kept, deed=False, order=order)
            run = []


def _goes_on(run: Sequence[Word], word: Word, below: Word) -> bool:
    """Return whether a name continues or begins with the word."""
    joints = words("phrases", "joints")
    if word.solid:
        return len(word.text) <= SPAN and not (run and _is_finite(word, below))
    return bool(run) and (word.base in joints or (word.base in ARTICLES and run[-1].base in joints))


def _is_finite(word: Word, below: Word) -> bool:
    """Return whether the word is the verb of its sentence, such as "uses" or "tells me"."""
    if word.code:
        return False
    if word.base in words("phrases", "weak"):
        return True
    follows = below.base in words("phrases", "pronouns") | ARTICLES | {"if", "how", "what"}
    return follows and word.text.islower() and word.base.endswith(("s", "ed"))
