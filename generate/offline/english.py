"""English titles: phrases of the notes, ranked, completed with the tool's name and put in title case."""

import re
from collections.abc import Iterable, Sequence

from generate.offline.phrases import MOST, Phrase, Word, deeds, names, read, verb_of
from generate.offline.salience import Salience, parts
from generate.offline.sentences import Sentence, weight_of
from generate.offline.vocabulary import spellings
from generate.offline.words import words

LIMIT = 80  # characters
LOOK = 400  # characters of a sentence
SAID = 0.04  # bonus for phrases of the sentence that states the lesson
TOPICS = 60  # top-ranked phrases to search for a topic
WORTH = 0.8  # minimum sum of its words' likelihoods
_ASIDE = re.compile(r"(?:see|h/t|source|credit|for more|read more|check out|thanks)\b", re.IGNORECASE)
_TOOL = re.compile(r"(?=.*[A-Za-z])[\w.:#@/$!%-]{2,24}(?: [\w-]{2,16}){0,2}$")
_PLAIN = re.compile(r"[a-z][a-z'-]*:?$")


def english_titles(sentences: Sequence[Sentence], code: Iterable[str]) -> list[str]:
    """Return titles for the sentences, best first; ``code`` holds the notes' lines of code."""
    kept = [one for one in sentences if not _ASIDE.match(one.text)]
    texts = [read(one.marked[:LOOK]) for one in kept]
    said = [SAID * weight_of(one, len(kept)) for one in kept]
    salience = Salience(texts, code)
    phrases = (phrase for order, text in enumerate(texts) for way in (deeds, names) for phrase in way(text, order))
    scored = ((salience.score(phrase) + said[phrase.order], phrase) for phrase in phrases)
    ranked = sorted(scored, key=lambda pair: -pair[0])
    chosen = [phrase for score, phrase in ranked[:8] if score > -1]
    topics = _topics([phrase for _, phrase in ranked[:TOPICS] if not phrase.deed], texts, salience)
    tooled = [_with_tool(phrase, texts) for phrase in chosen]
    first = [_under_topic(words, topics, salience) for words in tooled[:1]]
    titles = (_written(chosen) for chosen in (*first, *tooled))
    return [title for title in titles if len(title) <= LIMIT]


def _under_topic(title: tuple[Word, ...], topics: Iterable[tuple[Word, ...]], salience: Salience) -> tuple[Word, ...]:
    """Prefix an action with the main topic and a colon, unless it names the topic."""
    named = {base for word in title for base, _ in parts(word.text)}
    fresh = [topic for topic in topics if named.isdisjoint(base for word in topic for base, _ in parts(word.text))]
    fitting = [topic for topic in fresh if len(topic) + len(title) <= MOST]
    best = max(fitting, key=lambda topic: _worth(topic, salience), default=None)
    if best is None or _worth(best, salience) < WORTH:
        return title
    *head, last = best
    return (*head, Word(last.text + ":", code=last.code), *title)


def _topics(phrases: Sequence[Phrase], texts: Sequence[Sequence[Word]], salience: Salience) -> list[tuple[Word, ...]]:
    """Return the short names among the phrases that recur in the notes, in full or by one word."""
    text = " ".join(word.base for words in texts for word in words)
    short = [phrase.words for phrase in phrases if len(phrase.words) < 4 and not _is_loose(phrase.words)]
    return [
        topic
        for topic in short
        if text.count(" ".join(word.base for word in topic)) > 1
        or (not _has_verb(topic) and any(salience.comes_back(word.text) for word in topic))
    ]


def _has_verb(topic: Sequence[Word]) -> bool:
    """Return whether the words begin with a verb or contain an inflected one."""
    verbs = [verb_of(word) for word in topic]
    return verbs[0] is not None or any(verb not in {None, word.base} for verb, word in zip(verbs, topic, strict=True))


def _is_loose(topic: Sequence[Word]) -> bool:
    """Return whether the words are a sentence fragment rather than a name."""
    first, last = topic[0], topic[-1]
    if first.base in words("phrases", "dull"):
        return True
    if any((word.code and word.text.startswith("-")) or not word.solid for word in topic) or first.text[0].isdigit():
        return True
    return any(not word.code and word.base.endswith(("ing", "ed", "ly")) for word in (first, last))


def _worth(topic: Iterable[Word], salience: Salience) -> float:
    return sum(salience.likely(base, form) for word in topic for base, form in parts(word.text))


def _with_tool(phrase: Phrase, texts: Sequence[Sequence[Word]]) -> tuple[Word, ...]:
    """Add the tool's name to an action without one: from its sentence, or else the most frequent tool."""
    if not phrase.deed or len(phrase.words) > MOST - 2 or any(word.code for word in phrase.words):
        return phrase.words
    near = [word for word in texts[phrase.order] if _is_tool(word, phrase)]
    every = [word for text in texts for word in text if _is_tool(word, phrase)]
    tool = next(iter(near), None) or max(every, key=every.count, default=None)
    said = {word.base for word in phrase.words}
    if tool and said.isdisjoint({"with", "using", "via"}):
        return (*phrase.words, Word("with"), tool)
    known, _ = spellings()
    named = [word for text in texts for word in text if word.text[0].isupper() and word.base in known]
    place = max(named, key=named.count, default=None)
    if place is None or place.base in said or "in" in said:
        return phrase.words
    return (*phrase.words, Word("in"), place)


def _is_tool(word: Word, phrase: Phrase) -> bool:
    named = word.code and word.text not in words("phrases", "stop") and word not in phrase.words
    return named and _TOOL.match(word.text) is not None


def _written(chosen: Sequence[Word]) -> str:
    """Put the words in title case, except small words and names with fixed spelling."""
    edges, small = {0, len(chosen) - 1}, words("phrases", "small")
    return " ".join(
        word.text[0].upper() + word.text[1:]
        if not word.code and _PLAIN.match(word.text) and (index in edges or word.text not in small)
        else word.text
        for index, word in enumerate(chosen)
    )
