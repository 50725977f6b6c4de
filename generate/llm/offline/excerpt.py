"""Find an excerpt in the notes: how they begin and the sentence that says what was learned, as plain text."""

from collections.abc import Sequence

from generate.llm.offline.blocks import parse
from generate.llm.offline.sentences import TERMINAL, Sentence, best, sentences_of
from generate.llm.offline.title import LOOK, find_title

LIMIT = 500  # characters
ENOUGH = 160  # characters; an excerpt that is longer takes no further sentence


def find_excerpt(text: str, language: str) -> str:
    """Return one paragraph of at most ``LIMIT`` characters; the title where the notes hold no sentence."""
    blocks = parse(text[:LOOK])
    title = find_title(text, language)
    sentences = [one for one in sentences_of(blocks) if one.text.rstrip(TERMINAL) != title and not _leads_on(one)]
    chosen = _choose(sentences) or _choose([one for one in sentences_of(blocks) if not _leads_on(one)])
    return _join(chosen) or title


def _leads_on(sentence: Sentence) -> bool:
    return sentence.text.endswith((":", "：")) or len(sentence.text) < 8


def _choose(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Take the lead and the best sentence, and what follows the lead while there is little text."""
    prose = [one for one in sentences if not one.listed] or list(sentences)
    point = best(prose)
    if point is None:
        return []
    chosen = [prose[0]] if point is prose[0] else [prose[0], point]
    for one in prose[1:4]:
        if one not in chosen and _length([*chosen, one]) <= ENOUGH * 2 and _length(chosen) < ENOUGH:
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.order)


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(len(one.text) + 1 for one in sentences)


def _join(sentences: Sequence[Sentence]) -> str:
    """Put the sentences together as long as they fit; a fragment that another follows gets its full stop."""
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
