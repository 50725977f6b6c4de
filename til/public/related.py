"""A TIL's neighbours: previous, next and related ones."""

from functools import reduce
from operator import add

from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Abs, Coalesce

from til.models import Til
from til.search.index import having_all, having_any
from til.search.ranking import Mark
from til.search.words import tokens

MOST = 4
MOST_LINKING = 20
_SHOWN = ("pk", "day_number", "title", "slug", "language", "status")
_WORDS = 8  # maximum words of the title; more do not improve the result
_EMPTY = {"the", "and", "for", "with", "from", "how", "use", "your", "all", "into", "what", "하기", "에서", "으로"}


def neighbours(til: Til) -> tuple[Til | None, Til | None]:
    """Return the public TILs before and after this one by day number, with one query."""
    public = Til.objects.published()
    before = public.filter(day_number__lt=til.day_number).order_by("-day_number").values("pk")[:1]
    after = public.filter(day_number__gt=til.day_number).order_by("day_number").values("pk")[:1]
    found = Til.objects.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after))).order_by().only(*_SHOWN)
    both = {other.day_number > til.day_number: other for other in found}
    return both.get(False), both.get(True)


def related_tils(til: Til) -> list[Til]:
    """Return public TILs that share tags and title words: most in common first, then the nearest days."""
    own = [tag.pk for tag in til.tags.all()]
    words = title_words(til.title)
    alike = Q(pk__in=Til.tags.through.objects.filter(tag_id__in=own).values("til_id"))
    alike |= Q(pk__in=having_any(words, Mark.TITLE)) if words else Q()
    both = Til.tags.through.objects.filter(til_id=OuterRef("pk"), tag_id__in=own).order_by().values("til_id")
    shared = Coalesce(Subquery(both.values_list(Count("pk"))), 0)
    distance: Func = Abs(F("day_number") - til.day_number, output_field=IntegerField())
    found = Til.objects.published().filter(alike).exclude(pk=til.pk).annotate(shared=shared)
    return list(
        found.annotate(near=F("shared") + _shared_words(words)).order_by("-near", distance).only(*_SHOWN)[:MOST]
    )


def linking_to(til: Til) -> list[Til]:
    """Return the public TILs whose text links to this one, newest first."""
    links = Q(content__contains=f"/til/{til.day_number}-") | Q(content__contains=f"/til/{til.day_number}/")
    found = Til.objects.published().filter(links, pk__in=having_all([str(til.day_number), "til"])).exclude(pk=til.pk)
    return list(found.order_by("-day_number").only(*_SHOWN)[:MOST_LINKING])


def title_words(title: str) -> list[str]:
    """Return the significant tokens of a title."""
    telling = dict.fromkeys(word for word in tokens(title) if len(word) > 1 and word not in _EMPTY)
    return [word for word in telling if not word.isdigit()][:_WORDS]


def _shared_words(words: list[str]) -> Combinable:
    """Return how many words the title shares."""
    parts: list[Combinable] = [Value(0)]
    for word in words:
        in_title = When(pk__in=having_all([word], Mark.TITLE), then=Value(1))
        parts.append(Case(in_title, default=Value(0), output_field=IntegerField()))
    return reduce(add, parts)
