"""The other way round: what the source holds and no sentence of the draft carries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from til.review.claims import Kind, claims, prose, without_marks
from til.review.exact import Exact
from til.review.orders import without_orders
from til.review.passages import Passages, sentences
from til.review.quantities import Known, quantities

_WARNS = re.compile(
    r"\b(?:warning|caution|careful|beware|danger|gotcha|pitfall|never|must not|do not|don['’]t|important)\b"
    r"|주의|경고|조심|위험|절대|금지|하지 말|하면 안|되지 않도록",
    re.IGNORECASE,
)
_CARRIED = 0.7  # the share of a warning's words that the draft must have


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of the source that the draft lacks."""

    kind: Literal["code", "address", "number", "warning"]
    text: str


def left_out(draft: str, source: str) -> list[LeftOut]:
    """Return code, links, numbers and warnings of ``source`` that ``draft`` lacks, in this order."""
    text = without_orders(source)
    return list(dict.fromkeys([*_exact(draft, text), *_numbers(draft, text), *_warnings(draft, text)]))


def _exact(draft: str, source: str) -> Iterator[LeftOut]:
    known = Exact(draft)
    missing = [claim for claim in claims(source) if claim.kind is not Kind.NAME and not known.has(claim)]
    code = [(source.count("\n", 0, claim.start), claim.text) for claim in missing if claim.kind is not Kind.ADDRESS]
    yield from (LeftOut("code", block) for block in _blocks(code))
    yield from (LeftOut("address", claim.text) for claim in missing if claim.kind is Kind.ADDRESS)


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Join lines of code that follow each other; ``lines`` have their numbers."""
    block: list[str] = []
    last = -1
    for number, line in lines:
        if block and number != last + 1:
            yield "\n".join(block)
            block = []
        block.append(line)
        last = number
    if block:
        yield "\n".join(block)


def _numbers(draft: str, source: str) -> Iterator[LeftOut]:
    known = Known(draft)
    for line, _ in prose(source):
        for one in quantities(without_marks(line)):
            if not one.is_word and not known.has(one):
                yield LeftOut("number", line[one.start : one.end])


def _warnings(draft: str, source: str) -> Iterator[LeftOut]:
    carried = Passages(draft)
    for sentence in sentences(source):
        if _WARNS.search(sentence.text) and carried.knows(sentence.text) < _CARRIED:
            yield LeftOut("warning", sentence.text)
