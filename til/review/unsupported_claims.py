"""Find claims the source does not support, by rules: code, names, links, quantities, and changed meaning."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from til.review import words
from til.review.changed import changed
from til.review.claims import Kind, UnsupportedClaim, claims, linked, prose, without_marks
from til.review.exact import Exact
from til.review.names import KnownNames, domains, names
from til.review.orders import without_orders
from til.review.passages import Passages
from til.review.quantities import Known, compounds, quantities
from til.text.language import detect

__all__ = ["Kind", "SourceFacts", "UnsupportedClaim", "find_unsupported_claims"]

DAY = re.compile(r"\b[Dd]ay #?(\d{1,6})\b|(?<![\d.])(\d{1,6})일 ?차(?![가-힣]{2})")
_REST = 4  # characters of a command that the source gives without its tool


def find_unsupported_claims(draft: str, source: str) -> list[UnsupportedClaim]:
    """Return the claims in the draft that the source lacks, in order, each text once.

    Spaces, case, thousands separators, other spellings of quantities, placeholders and list numbering are ignored, and
    so are orders to a model in the source (``til.review.orders``). Addresses are also those that links and pictures
    lead to, whatever they are written as.
    """
    return SourceFacts(source).unsupported(draft)


class SourceFacts:
    """What a source says, read once for all fields of a draft."""

    def __init__(self, source: str, *, by_rules: bool = False, days: Collection[int] = ()) -> None:
        """``by_rules`` says that no model wrote the draft; ``days`` are those of other TILs that it may refer to.

        By rules, orders to a model in the source are only text, and no sentence changes its meaning.
        """
        self._by_rules, self._days = by_rules, {*days, *days_named(source)}
        text = source if by_rules else without_orders(source)
        self._exact = Exact(text)
        self._names, self._known, self._passages = KnownNames(text), Known(text), Passages(text)
        self._language = detect(text)

    def unsupported(self, draft: str) -> list[UnsupportedClaim]:
        """Return the claims in the draft that the source lacks, in order, each text once."""
        same_language = detect(draft) == self._language
        others, draft = self._days_apart(draft)
        unknown = [self._weighed(claim) for claim in (*claims(draft), *linked(draft)) if not self._exact.has(claim)]
        unknown += others
        unknown += self._named(draft, same_language=same_language)
        unknown += self._counted(draft)
        unknown += changed(draft, self._passages) if same_language and not self._by_rules else []
        found: dict[tuple[Kind, str], UnsupportedClaim] = {}
        for claim in sorted(unknown, key=lambda claim: claim.start):
            found.setdefault((claim.kind, claim.text), claim)
        return list(found.values())

    def _days_apart(self, draft: str) -> tuple[list[UnsupportedClaim], str]:
        """Return references to days without a TIL, and the draft with spaces instead of all references."""
        found = [*DAY.finditer(draft)]
        claims = [UnsupportedClaim(Kind.DAY, one[0], one.start()) for one in found if _day(one) not in self._days]
        return claims, DAY.sub(lambda one: " " * len(one[0]), draft) if found else draft

    def _weighed(self, claim: UnsupportedClaim) -> UnsupportedClaim:
        """Return a claim that only names the tool before what the source says as one to look at."""
        tool, _, rest = claim.text.partition(" ")
        is_told = claim.kind in {Kind.NAME, Kind.COMMAND} and tool in words.same_names() and len(rest) >= _REST
        return replace(claim, is_sure=not (is_told and self._exact.has(replace(claim, text=rest))))

    def _named(self, draft: str, *, same_language: bool) -> Iterator[UnsupportedClaim]:
        """Yield names in prose; if the draft is in another language, a word may be a translation."""
        for line, at in prose(draft):
            rest = without_marks(line)
            for found in domains(rest):
                if not self._names.has(found[0]):
                    yield UnsupportedClaim(Kind.ADDRESS, found[0], at + found.start())
                rest = rest.replace(found[0], " " * len(found[0]))
            for known in self._names.spelled_out(rest):
                rest = rest.replace(known, " " * len(known))
            for found in names(rest):
                is_word = found[0].isalpha() and found[0][1:].islower()
                if not self._names.has(found[0]) and (same_language or not is_word):
                    yield UnsupportedClaim(Kind.NAME, found[0], at + found.start())

    def _counted(self, draft: str) -> Iterator[UnsupportedClaim]:
        for line, at in prose(draft):
            some = [*quantities(without_marks(line))]
            said = {part for total, *parts in compounds(some) if self._known.has(total) for part in parts}
            for one in some:
                if one not in said and not self._known.has(one) and not self._known.follows(one, some):
                    kind = Kind.COMPUTED if self._known.computes(one) else Kind.NUMBER
                    is_sure = kind is Kind.NUMBER and not one.is_word
                    yield UnsupportedClaim(kind, line[one.start : one.end], at + one.start, is_sure=is_sure)


def days_named(text: str) -> set[int]:
    """Return the days of other TILs that ``text`` refers to ("Day 12", "12일 차")."""
    return {_day(found) for found in DAY.finditer(text)}


def _day(found: re.Match[str]) -> int:
    return int(found[1] or found[2])
