"""The sentences of a draft that say something else than the passages they come from."""

from collections.abc import Iterator, Sequence

from til.review.claims import Kind, UnsupportedClaim
from til.review.exchanges import exchanged, has_other_roles, has_other_subject
from til.review.meaning import ALIKE, is_done_early, is_whole, made_up_cause, negatives, opposite
from til.review.passages import Passages, Sentence, clauses, sentences
from til.review.steps import are_steps_swapped

_NEAR = 0.2  # how well a passage covers a sentence that it may be about
_UNRELATED = 0.12  # the share of a sentence's words that any passage must have
_WORDS = 8  # of a sentence that can be unrelated
_CLAUSE = 0.5  # how well a clause and its passage cover each other
_SHARED = 2  # words that a plan and what was done have in common


def changed(draft: str, passages: Passages) -> Iterator[UnsupportedClaim]:
    """Yield the sentences that turn their passage round, name a cause of their own, or have no passage."""
    whole = [*sentences(draft)]
    told = [sentence for sentence in whole if not passages.holds(sentence)]
    found = {sentence: claim for sentence in told if (claim := _judged(sentence, passages, whole))}
    parts = {part: sentence for sentence in told for part in clauses(sentence)}
    for part, passage in exchanged([*parts], passages):
        found.setdefault(parts[part], _claim(Kind.ORDER, part, passage))
    yield from found.values()


def _judged(sentence: Sentence, passages: Passages, told: Sequence[Sentence]) -> UnsupportedClaim | None:
    behind = passages.behind(sentence)
    if cause := made_up_cause(sentence, passages):
        return UnsupportedClaim(Kind.CAUSE, cause, sentence.start + sentence.text.index(cause))
    return (
        _turned(sentence, behind, passages, told)
        or _done(sentence, behind, passages)
        or _turned_in_part(sentence, passages, told)
        or _unrelated(sentence, passages)
    )


def _turned(
    sentence: Sentence, behind: list[tuple[float, Sentence]], passages: Passages, told: Sequence[Sentence]
) -> UnsupportedClaim | None:
    alike = [passage for score, passage in behind if score >= ALIKE]
    if not alike:
        return None
    turned = opposite(sentence, alike[0], is_whole=is_whole(sentence))
    is_swapped = has_other_roles(sentence, alike[0], passages)
    if not turned and (is_swapped or are_steps_swapped(sentence.text, alike[0].text, passages)):
        return _claim(Kind.ORDER, sentence, alike[0])
    best = behind[0][0]
    alike += [clause for score, clause in passages.clauses_behind(sentence) if score > best]
    if not turned or any(not opposite(sentence, other, is_whole=is_whole(sentence)) for other in alike[1:]):
        return None
    if _is_negated_elsewhere(sentence, sentence, alike[0], passages, told):
        return None
    return _claim(Kind(turned), sentence, alike[0])


def _is_negated_elsewhere(
    sentence: Sentence, part: Sentence, passage: Sentence, passages: Passages, told: Sequence[Sentence]
) -> bool:
    """Return whether what says no is in another passage that the sentence tells too, or in more of the draft."""
    if negatives(part.text) <= negatives(passage.text):
        return any(
            not part.start <= other.start < part.start + len(part.text)
            and negatives(other.text)
            and passages.cover(other.tokens, passage.tokens) >= _CLAUSE
            for one in told
            for other in (one, *clauses(one))
        )
    return any(
        other is not passage and negatives(other.text) and passages.cover(other.tokens, sentence.tokens) >= _NEAR
        for other in (*passages.all, *passages.clauses)
    )


def _turned_in_part(sentence: Sentence, passages: Passages, told: Sequence[Sentence]) -> UnsupportedClaim | None:
    for part in clauses(sentence):
        behind = [clause for score, clause in passages.clauses_behind(part) if score >= _CLAUSE]
        if behind and (has_other_roles(part, behind[0], passages) or has_other_subject(part, behind[0], passages)):
            return _claim(Kind.ORDER, part, behind[0])
        turned = [opposite(part, clause, is_whole=is_whole(sentence)) for clause in behind]
        if turned and all(turned) and not _is_negated_elsewhere(sentence, part, behind[0], passages, told):
            return _claim(Kind(turned[0]), part, behind[0])
    return None


def _done(sentence: Sentence, behind: list[tuple[float, Sentence]], passages: Passages) -> UnsupportedClaim | None:
    """Return the sentence if it tells a plan as done."""
    for _score, passage in behind[:3]:
        ways = passages.cover(sentence.tokens, passage.tokens), passages.cover(passage.tokens, sentence.tokens)
        if max(ways) >= _CLAUSE and len(sentence.tokens & passage.tokens) >= _SHARED:
            return _claim(Kind.TENSE, sentence, passage) if is_done_early(sentence, passage) else None
    return None


def _unrelated(sentence: Sentence, passages: Passages) -> UnsupportedClaim | None:
    is_long = len(sentence.tokens) >= _WORDS and passages.all
    if is_long and passages.knows(sentence.text) < _UNRELATED:
        return UnsupportedClaim(Kind.SENTENCE, sentence.text, sentence.start, is_sure=False)
    return None


def _claim(kind: Kind, sentence: Sentence, passage: Sentence) -> UnsupportedClaim:
    return UnsupportedClaim(kind, sentence.text, sentence.start, passage=passage.text)
