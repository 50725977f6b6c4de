"""Korean titles: the main subject with its aspect, or a clause with its verb turned into a noun."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from generate.offline.korean import bare_of, is_verbal, is_whole, with_and
from generate.offline.lines import has_hangul
from generate.offline.phrases import ARTICLES, Word, read
from generate.offline.salience import Salience, parts
from generate.offline.sentences import Sentence, weight_of
from generate.offline.vocabulary import spellings
from generate.offline.words import load, words

LIMIT = 60  # characters
LOOK = 400  # characters of a sentence
MOST = 6  # words of a clause
NAME = 5  # words of a name
SENTENCES = 150
SAID = 0.02  # bonus for clauses of the sentence that states the lesson
SECTIONS = 3  # headings; notes with as many are about a subject rather than an action
_DEED = re.compile(
    r"([가-힣A-Za-z]{2,}?)(?:하려면|하면|하여|하고|하는|하기|하자|하니|하도록|한다|했다|했더니|합니다|해서|해야|해|할|함)$"
)
_ASKED = re.compile(r"(?:이란|란)?\s*\?+$|(?:은|는) (?:무엇인가|무엇일까|뭘까|왜).*$")
_SUBJECT = re.compile(r"(?:[은는이가]|에서는|에는|으로는)$")
_ATTRIBUTE = re.compile(r"(?:는|던|한|된|할|될|운|은|을|인)$")
Title = tuple[Word, ...]


def korean_titles(sentences: Sequence[Sentence], headings: Iterable[str], code: Iterable[str]) -> list[str]:
    """Return titles for the notes, best first; ``headings`` are plain and ``code`` holds lines of code."""
    heads = [_ASKED.sub("", heading).strip() for heading in headings]
    texts = [read(one.marked[:LOOK]) for one in sentences[:SENTENCES]]
    salience = Salience(texts, code, heads, language="korean")
    names = _ranked_names([*map(read, heads)], texts, salience)
    subject = names[0] if names else ()
    aspects = [_joined(subject, name) for name in names[1:8] if _is_fresh(subject, name)]
    clauses = [_under(subject, clause) for clause in _ranked_clauses(texts, sentences, salience)[:3]]
    about = [*aspects[:2], subject]
    ordered = [*about, *clauses] if len(heads) >= SECTIONS or not clauses else [*clauses, *about]
    return [title for one in ordered if len(title := _written(one)) <= LIMIT and len(title.split()) > 1]


def _names(text: Sequence[Word]) -> Iterator[Title]:
    """Yield the runs of nouns in a sentence, the last one without its particle."""
    run: list[Word] = []
    for word in (*text, Word(".")):
        bare = word if word.code or not has_hangul(word.text) else Word(bare_of(word.text))
        named = _is_noun(bare) and not is_verbal(word.text)
        joint = (named and word.text[len(bare.text) :] in {"의", "와", "과"}) or (
            bool(run) and _is_latin_joint(run, word)
        )
        if named or joint:
            run.append(word if joint else bare)
        if run and not joint and (not named or bare.text != word.text):
            yield tuple(run)
            run = []


def _is_latin_joint(run: Sequence[Word], word: Word) -> bool:
    """Return whether the word joins English words, such as "of" or "with the"."""
    joins = word.base in words("phrases", "joints") or word.base in ARTICLES
    return joins and not has_hangul(run[-1].text)


def _is_noun(word: Word) -> bool:
    """Return whether a word without its particle can be part of a name."""
    if word.code or not has_hangul(word.text):
        return len(word.text) < 30 and (word.code or (word.text[0].isalnum() and word.solid))
    means_nothing = word.text in words("korean", "empty") or word.text in words("korean", "opening")
    short = len(word.text) == 2 and word.text[-1] in "은는을를의에" and not is_whole(word.text)
    return len(word.text) > 1 and not short and not means_nothing and not is_verbal(word.text)


def _key(name: Iterable[Word]) -> tuple[str, ...]:
    return tuple(base for word in name for base, _ in parts(word.text))


def _ranked_names(heads: Sequence[Sequence[Word]], texts: Sequence[Sequence[Word]], salience: Salience) -> list[Title]:
    """Return the names that recur or are in a heading, best first."""
    headed = {_key(name) for head in heads for name in _names(head)}
    counted: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Title] = {}
    for text in (*heads, *texts):
        for run in _names(text):
            for name in _within(run):
                counted[_key(name)] += 1
                written.setdefault(_key(name), name)
    scored = {
        key: salience.worth(name) + 0.15 * (key in headed)
        for key, name in written.items()
        if counted[key] > 1 or (key in headed and len(name) > 1)
    }
    return [written[key] for key in sorted(scored, key=lambda key: -scored[key])]


def _within(run: Title) -> Iterator[Title]:
    """Yield the names inside a run of nouns: no number at an edge, the last word without its particle."""
    for start in range(len(run)):
        for end in range(start + 1, min(start + NAME, len(run)) + 1):
            *head, last = run[start:end]
            is_named = run[start].text[0].isalpha() and any(map(str.isalpha, last.text)) and len(last.text) > 1
            if is_named and run[start].solid and last.solid:
                yield (*head, last if last.code else Word(bare_of(last.text)))


def _is_fresh(subject: Title, name: Title) -> bool:
    return set(_key(subject)).isdisjoint(_key(name))


def _joined(subject: Title, name: Title) -> Title:
    """Put a known name before its Korean aspect; join other names as a pair."""
    if _is_listed(name) and not any(_is_listed((word,)) for word in subject):
        subject, name = name, subject
    if has_hangul(name[0].text) and (_is_listed(subject) or not has_hangul(subject[-1].text)):
        return (*subject, *name)
    *head, last = subject
    joint = with_and(last.text) if has_hangul(last.text[-1]) else ":"
    return (*head, Word(last.text + joint), *name)


def _is_listed(name: Title) -> bool:
    return " ".join(_key(name)) in spellings()[0]


def _under(subject: Title, clause: Title) -> Title:
    """Put the subject with a colon before a clause that does not contain it."""
    if not subject or len(clause) + len(subject) > MOST or not _is_fresh(subject, clause):
        return clause
    *head, last = subject
    return (*head, Word(last.text + ":"), *clause)


def _ranked_clauses(texts: Sequence[Sequence[Word]], sentences: Sequence[Sentence], salience: Salience) -> list[Title]:
    found = [
        (salience.worth(clause) + SAID * weight_of(one, len(sentences)), clause)
        for text, one in zip(texts, sentences, strict=False)
        for parts_of in _clauses(text)
        for clause in (*_deeds(parts_of), *_heads(parts_of))
    ]
    return [clause for _, clause in sorted(found, key=lambda pair: -pair[0])]


def _clauses(text: Sequence[Word]) -> Iterator[list[Word]]:
    """Split the words of a sentence at punctuation."""
    clause: list[Word] = []
    for word in (*text, Word(".")):
        if word.code or word.text[0].isalnum():
            clause.append(word)
        elif clause:
            yield clause
            clause = []


@cache
def _forms() -> dict[str, str]:
    return {form: deed for deed, forms in load("korean")["deeds"].items() for form in forms.split()}


def _deed_of(word: Word) -> str | None:
    """Return the verb as a noun if it names an action: not a state, nor one that happens by itself."""
    found = _DEED.match(word.text)
    if word.code or (found and (found[1] in words("korean", "states") or found[1][-1] in "야어아여지")):
        return None
    return _forms().get(word.text) or (f"{found[1]}하기" if found else None)


def _deeds(clause: Sequence[Word]) -> Iterator[Title]:
    """Yield the words up to each verb, with the verb as a noun."""
    for index, word in enumerate(clause):
        deed = _deed_of(word)
        before = _before(clause, index) if deed else ()
        if deed and before:
            yield (*before, Word(deed))


def _heads(clause: Sequence[Word]) -> Iterator[Title]:
    """Yield the words up to each noun for a kind of knowledge, such as a method or a difference."""
    for index, word in enumerate(clause):
        bare = bare_of(word.text)
        if index == 0 or word.code or bare not in words("korean", "heads"):
            continue
        before = _before(clause, index, joined=True)
        if before and (
            _is_noun(before[-1]) or before[-1].text.endswith(("의", "과", "와")) or is_verbal(before[-1].text)
        ):
            yield (*before, Word(bare))


def _before(clause: Sequence[Word], end: int, *, joined: bool = False) -> Title:
    """Return the words of the clause before ``end``; with ``joined``, its subject and the verb right before a noun."""
    start = end
    while start > 0 and end - start < MOST - 1:
        word = clause[start - 1]
        attribute = joined and start == end and _ATTRIBUTE.search(word.text)
        subject = not word.code and _SUBJECT.search(word.text) and bare_of(word.text) != word.text and not joined
        if word.text in words("korean", "opening") or subject or (is_verbal(word.text) and not attribute):
            break
        start -= 1
    while start < end and not _is_noun(Word(bare_of(clause[start].text), code=clause[start].code)):
        start += 1
    return tuple(clause[start:end])


def _written(title: Title) -> str:
    """Join the words; a particle after code has no space."""
    text = "".join(word.text if word.text in words("korean", "particles") else f" {word.text}" for word in title)
    return text.strip()
