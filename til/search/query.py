"""Ask: which TILs answer a query, the best first."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable

from til.models import Til, TilQuerySet
from til.search.index import Mark, having_all
from til.search.words import Term, terms

_WORTH = {Mark.TITLE: 8, Mark.TAG: 4, Mark.EXCERPT: 2, Mark.OFTEN: 2}


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks for: words, and where to look."""

    words: str = ""
    tag: str = ""  # slug
    since: date | None = None
    until: date | None = None

    def terms(self) -> list[Term]:
        """Return the words as what they are looked up by."""
        return terms(self.words)

    def __bool__(self) -> bool:
        return bool(self.terms() or self.tag or self.since or self.until)


def search(query: Query) -> TilQuerySet:
    """Return the public TILs that answer: words in title, tags or excerpt and frequent ones count more, then new ones.

    A query without any letter or digit, tag or date finds nothing.
    """
    if not query:
        return Til.objects.none()
    return answering(Til.objects.published().order_by("-published_on", "-day_number"), query)


def answering(tils: TilQuerySet, query: Query) -> TilQuerySet:
    """Return those of ``tils`` that answer, in their order where the query has no words, else the best first."""
    found = tils.filter(_place(query))
    asked = query.terms()
    if not asked:
        return found
    every = [word for term in asked for word in term.tokens]
    found = found.filter(pk__in=having_all(every))
    for term in asked:
        if term.inside:  # its pairs may stand apart
            found = found.filter(_holds(term.inside))
    return found.annotate(score=_score(every)).order_by("-score", "-published_on", "-day_number")


def _place(query: Query) -> Q:
    place = Q(pk__in=Til.objects.filter(tags__slug=query.tag).values("pk")) if query.tag else Q()
    place &= Q(published_on__gte=query.since) if query.since else Q()
    place &= Q(published_on__lte=query.until) if query.until else Q()
    return place


def _holds(word: str) -> Q:
    in_tag = Exists(Til.tags.through.objects.filter(til_id=OuterRef("pk"), tag__name__contains=word))
    return Q(title__contains=word) | Q(excerpt__contains=word) | Q(content__contains=word) | Q(in_tag)


def _score(words: list[str]) -> Combinable:
    parts: list[Combinable] = [
        Case(When(pk__in=having_all(words, mark), then=Value(worth)), default=Value(0), output_field=IntegerField())
        for mark, worth in _WORTH.items()
    ]
    return reduce(add, parts)
