"""Find the TILs that match a query, best matches first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat, StrIndex

from til.models import Til, TilQuerySet
from til.search.index import having_all, keys, places, these
from til.search.occurrences import Texts, reread
from til.search.ranking import hits, merged, ranked
from til.search.spelling import corrected
from til.search.words import Term, terms

_NEWEST = (F("published_on").desc(nulls_last=True), F("day_number").desc())
_READ = 60  # results whose texts are read
_FIRST = 3.0  # weight of what the index says of them, compared with their texts
_ORDERED = 1000  # ranked results; the rest is sorted by day, since few readers go that far


@dataclass(frozen=True, slots=True)
class Query:
    """A search: words and filters."""

    words: str = ""
    tag: str = ""  # slug
    since: date | None = None
    until: date | None = None

    def terms(self) -> list[Term]:
        """Return the search terms of the words."""
        return terms(self.words)

    def __bool__(self) -> bool:
        return bool(self.terms() or self.tag or self.since or self.until)


class Answers(Sequence[Til]):
    """The matches in some TILs, best first, of which only those that are looked at are read."""

    def __init__(self, tils: TilQuerySet, pks: Sequence[int]) -> None:
        self._tils, self._pks = tils, pks

    def __len__(self) -> int:
        return len(self._pks)

    @overload
    def __getitem__(self, place: int) -> Til: ...
    @overload
    def __getitem__(self, place: slice) -> list[Til]: ...
    def __getitem__(self, place: int | slice) -> Til | list[Til]:
        if isinstance(place, int):
            return self._tils.get(pk=self._pks[place])
        pks = self._pks[place]
        read = {til.pk: til for til in self._tils.filter(pk__in=these(pks)).order_by()}
        return [read[pk] for pk in pks if pk in read]


def answers(
    query: Query, asked: Sequence[Term] | None = None, among: TilQuerySet | None = None
) -> Answers | TilQuerySet:
    """Return the matches, best first: public TILs, or those ``among`` others, with tags and without long texts.

    TILs with all words come first, then those with most; see ``ranking``. Without words, they keep their given order,
    public ones the newest first; a query without a letter, digit, tag or date finds no public TIL. Only what is looked
    at is read: to sort thousands of matches in the database took most of a search.
    """
    if among is None and not query:
        return Til.objects.none()
    tils = _newest() if among is None else among
    found = tils.filter(_place(query)).defer("content", "html").prefetch_related("tags")
    asked = corrected(query.terms()) if asked is None else asked
    return Answers(found, best(found, asked)) if asked else found


def answering(tils: TilQuerySet, query: Query) -> TilQuerySet:
    """Return the matches in ``tils``, best first; in their given order if the query has no words."""
    found = tils.filter(_place(query))
    asked = corrected(query.terms())
    return _in_order(found, best(found, asked)) if asked else found


def best(tils: TilQuerySet, asked: Sequence[Term]) -> list[int]:
    """Return the primary keys of the matches, best first; ties by newest."""
    seen = set(keys(tils.order_by()))
    known = places(dict.fromkeys(token for term in asked for one in term.spellings for token in one.tokens))
    known = {token: pks & seen for token, pks in known.items()}
    scored = [
        merged([(hits(one, known, _whole(one, known), len(seen)), one.weight) for one in term.spellings])
        for term in asked
    ]
    found = ranked(scored)
    in_order = sorted(sorted(found, reverse=True), key=found.__getitem__, reverse=True)
    likely = in_order[:_READ]
    texts = texts_of(likely)
    read = reread(texts, asked, [word.information for word in scored])
    final = {
        pk: (round(read[pk] + _FIRST * sum(word.scores.get(pk, 0.0) for word in scored), 9), *texts[pk].published)
        for pk in texts
    }
    return sorted(final, key=final.__getitem__, reverse=True) + in_order[_READ:]


def texts_of(pks: Sequence[int]) -> dict[int, Texts]:
    """Return the texts of TILs."""
    names: dict[int, list[str]] = defaultdict(list)
    links = Til.tags.through.objects.filter(til_id__in=these(pks))
    for pk, name in links.values_list("til_id", "tag__name"):
        names[pk].append(name)
    columns = ("pk", "title", "excerpt", "content", "published_on", "day_number")
    rows = Til.objects.filter(pk__in=these(pks)).order_by().values_list(*columns)
    return {
        pk: Texts(title, " ".join(names[pk]), excerpt, content, (on or date.min, day))
        for pk, title, excerpt, content, on, day in rows
    }


def _newest() -> TilQuerySet:
    return Til.objects.published().order_by("-published_on", "-day_number")


def _whole(term: Term, known: Mapping[str, set[int]]) -> set[int]:
    having = set[int].intersection(*(known[token] for token in term.tokens))
    if not term.inside or not having:  # its syllable pairs may not be adjacent
        return having
    held = Til.objects.filter(pk__in=having_all(term.tokens)).filter(_holds(term.inside))
    return having.intersection(keys(held.order_by()))


def _in_order(tils: TilQuerySet, pks: Sequence[int]) -> TilQuerySet:
    own = Concat(Value(","), Cast("pk", TextField()), Value(","), output_field=TextField())
    place = StrIndex(Value(f",{','.join(map(str, pks[:_ORDERED]))},", output_field=TextField()), own)
    ranked = When(pk__in=these(pks[:_ORDERED]), then=place)  # searching the list of places is slow for every match
    order = Case(ranked, default=Value(None), output_field=IntegerField())
    return tils.filter(pk__in=these(pks)).order_by(order.asc(nulls_last=True), *_NEWEST)


def _place(query: Query) -> Q:
    place = Q(pk__in=Til.objects.filter(tags__slug=query.tag).values("pk")) if query.tag else Q()
    place &= Q(published_on__gte=query.since) if query.since else Q()
    place &= Q(published_on__lte=query.until) if query.until else Q()
    return place


def _holds(word: str) -> Q:
    in_tag = Exists(Til.tags.through.objects.filter(til_id=OuterRef("pk"), tag__name__contains=word))
    return Q(title__contains=word) | Q(excerpt__contains=word) | Q(content__contains=word) | Q(in_tag)
