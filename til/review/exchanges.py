"""Clauses that exchange who did what: subject and object, or the subjects and numbers of two clauses."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from til.review import words
from til.review.passages import Passages, Sentence, tokens
from til.review.quantities import quantities

_SAME = 0.8  # how well two clauses cover each other if only the roles of their words can differ
_TOLD = 0.6  # likewise, if only the subject may differ
_REST = 0.5  # how well they do without what may be exchanged
_ROLE = re.compile(
    r"([A-Za-z0-9_`.]+|[가-힣]+?)(?:(?P<does>이|가|(?:에서?|으?로)?[은는]|께서)|(?P<gets>을|를)"
    r"|(?P<to>에|에게|한테|으?로)|(?P<source>에서)|(?P<than>보다))(?![가-힣])"
)
_VERB = re.compile(r"[고면서며다]$")
_PASSIVE = re.compile(r"\bby\b|의해|되[어었는고]|된다|됩니다|당하|당했|받[는았]|by ")
_LOOSE = re.compile(
    r",|[가-힣]|\b(?:after|before|once|when|until|if|while|what|which|that)\b"
    r"|\b(?:is|are|was|were|be|been|being|gets?|got)\s+\w+(?:ed|en)\b",
    re.IGNORECASE,
)
_KEPT = 2_000  # clauses of one review
_VERBS = 3  # words on either side of what may be a verb

_NAMED = re.compile(
    r"(?:and |but |while |so |because )?(?:according to )?(?:the |a |an |my |our )?([a-z]{2,})", re.IGNORECASE
)
_DEED = re.compile(r"[a-z]+ed|spent|found|got|wrote|built|ran|made|took|sent|went|lost|saw|learnt|kept", re.IGNORECASE)

Keys = Callable[[Sentence], frozenset[str]]


def has_other_roles(clause: Sentence, passage: Sentence, passages: Passages) -> bool:
    """Return whether subject and object of ``passage`` have changed places in ``clause``."""
    ways = passages.cover(clause.tokens, passage.tokens), passages.cover(passage.tokens, clause.tokens)
    if min(ways) < _SAME or _PASSIVE.search(clause.text) or _PASSIVE.search(passage.text):
        return False
    return _have_changed(_roles(clause.text), _roles(passage.text)) or _turns_a_verb(clause.text, passage.text)


def _roles(text: str) -> dict[str, set[str]]:
    """Return the words of each Korean particle: of what does something, of what it is done to, and so on."""
    roles: dict[str, set[str]] = {}
    phrase: set[str] = set()
    for word in text.split():
        if found := _ROLE.fullmatch(word.rstrip(",.")):
            roles.setdefault(found.lastgroup or "", set()).update(phrase, [found[1]])
            phrase = set()
        elif _VERB.search(word.rstrip(",.")):
            phrase = set()
        else:
            phrase.add(word.removesuffix("의"))
    return roles


def _have_changed(here: dict[str, set[str]], there: dict[str, set[str]]) -> bool:
    return any(
        _exchanged((here[one], here[other]), (there[one], there[other]))
        for one, other in combinations(here.keys() & there.keys(), 2)
    )


def _exchanged(here: tuple[set[str], set[str]], there: tuple[set[str], set[str]]) -> bool:
    (left, right), (its_left, its_right) = here, there
    return bool((left - right) & (its_right - its_left) and (right - left) & (its_left - its_right))


def _turns_a_verb(text: str, other: str) -> bool:
    """Return whether the English words around one that both share have changed sides."""
    if _LOOSE.search(text) or _LOOSE.search(other):
        return False
    here, there = [*tokens(text)], [*tokens(other)]
    shared = {one for one in here if here.count(one) == there.count(one) == 1}
    return any(_exchanged(_beside(here, one), _beside(there, one)) for one in shared)


def _beside(some: list[str], word: str) -> tuple[set[str], set[str]]:
    at = some.index(word)
    return {*some[max(0, at - _VERBS) : at]}, {*some[at + 1 : at + 1 + _VERBS]}


def has_other_subject(clause: Sentence, passage: Sentence, passages: Passages) -> bool:
    """Return whether ``clause`` says of one thing in the source what ``passage`` says of another."""
    here, there = _subject(clause), _subject(passage)
    same = here & there
    here, there = here - same, there - same
    if not (here and there) or here & passage.tokens or there & clause.tokens:
        return False
    rest, its = clause.tokens - here, passage.tokens - there
    if len(rest) < _VERBS - 1 or min(passages.cover(rest, its), passages.cover(its, rest)) < _TOLD:
        return False
    return any(_subject(other) >= here for other in passages.clauses)


def exchanged(some: Sequence[Sentence], passages: Passages) -> Iterator[tuple[Sentence, Sentence]]:
    """Yield neighbouring clauses whose subjects or numbers have changed places, each with its passage."""
    for keys in (_subject, _numbers):
        for one, other in pairwise(some):
            if keys(one) - keys(other) and keys(other) - keys(one):
                yield from _exchange(one, other, keys, passages)


def _exchange(one: Sentence, other: Sentence, keys: Keys, passages: Passages) -> Iterator[tuple[Sentence, Sentence]]:
    first, second = (_alike(clause, keys, passages) for clause in (one, other))
    if first and second and keys(first) == keys(other) != keys(one) == keys(second):
        yield one, first
        yield other, second


def _alike(clause: Sentence, keys: Keys, passages: Passages) -> Sentence | None:
    """Return the passage that says the same but for what may be exchanged."""
    best, found = _REST, None
    rest = clause.tokens - keys(clause)
    for passage in passages.clauses:
        its = passage.tokens - keys(passage)
        score = min(passages.cover(rest, its), passages.cover(its, rest)) if rest & its else 0.0
        if score > best:
            best, found = score, passage
    return found


@lru_cache(_KEPT)
def _subject(clause: Sentence) -> frozenset[str]:
    """Return the words of what a clause is about: what has a particle, else the first word; none if it is not said."""
    if re.search("[가-힣]", clause.text):
        return frozenset(word.lower() for word in _roles(clause.text).get("does", ()))
    named = _NAMED.match(clause.text)
    is_told = named and named[1].lower() not in words.all_of("stop", "english") and not _DEED.fullmatch(named[1])
    return frozenset(tokens(named[1])) if named and is_told else frozenset()


@lru_cache(_KEPT)
def _numbers(clause: Sentence) -> frozenset[str]:
    return frozenset(one.raw for one in quantities(clause.text) if one.raw)
