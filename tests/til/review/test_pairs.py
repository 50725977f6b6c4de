"""Labelled pairs of a source and a draft: what is found, and what is falsely marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from til.review.unsupported_claims import Kind, find_unsupported_claims

PAIRS = Path(__file__).parent / "pairs.txt"
KINDS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """A source, a draft, and the words in the draft that the source does not support, if any."""

    kind: str
    language: str
    source: str
    draft: str
    claim: str

    @property
    def found(self) -> list[tuple[str, bool]]:
        """What is marked, and whether it is the claim."""
        marked = [one.text for one in find_unsupported_claims(self.draft, self.source)]
        return [(text, bool(self.claim) and (self.claim in text or text in self.claim)) for text in marked]


def pairs() -> Iterator[Pair]:
    for line in PAIRS.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            cells = [cell.strip().replace("\\n", "\n").replace("\\\\", "\\") for cell in f"{line} ".split(" |")]
            yield Pair(*cells)


def test_there_are_enough_pairs_of_every_kind() -> None:
    every = [*pairs()]
    assert len(every) >= 100
    assert len({pair.kind for pair in every}) >= KINDS
    assert {pair.language for pair in every} == {"ko", "en"}
    assert all(pair.claim in pair.draft for pair in every)


def test_nine_in_ten_claims_are_found_and_nine_in_ten_marks_are_right() -> None:
    every = [*pairs()]
    missed = [pair.draft for pair in every if pair.claim and not any(right for _, right in pair.found)]
    wrong = [(pair.draft, pair.found) for pair in every if any(not right for _, right in pair.found)]
    assert len(missed) <= 0.05 * len(every), missed
    assert len(wrong) <= 0.05 * len(every), wrong


def test_a_changed_sentence_is_shown_with_its_passage() -> None:
    source = "Autovacuum runs often. A shallow clone does not contain the whole history."
    draft = "It is small.\n\nA shallow clone contains\nthe whole history."
    (claim,) = find_unsupported_claims(draft, source)
    assert (claim.kind, claim.passage) == (Kind.POLARITY, "A shallow clone does not contain the whole history.")
    assert draft[claim.start : claim.end].replace("\n", " ") == claim.text


def test_what_can_be_computed_is_only_to_be_checked() -> None:
    (claim,) = find_unsupported_claims("It fell by 150 ms.", "Latency was 200 ms, now 50 ms.")
    assert (claim.kind, claim.text, claim.is_sure) == (Kind.COMPUTED, "150 ms", False)


def test_a_sentence_about_something_else_has_no_passage() -> None:
    said = "Bananas grow in warm countries where rain falls often and farmers pick yellow fruit early."
    (claim,) = find_unsupported_claims(f"The index is small.\n\n{said}", "The index is small and fits in memory.")
    assert (claim.kind, claim.text, claim.is_sure) == (Kind.SENTENCE, said, False)
