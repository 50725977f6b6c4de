"""A TIL's neighbours: previous, next and related ones."""

import heapq
from bisect import bisect
from collections import Counter
from collections.abc import Mapping

from django.db.models import Q, Subquery

from til.models import Til
from til.search.index import hidden, keys, postings, these
from til.search.ranking import Mark
from til.search.words import tokens

MOST = 4
MOST_LINKING = 20
_LIKELY = 60  # TILs with the most in common that are read
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
    common = Counter(_sharing_tags(til))
    for pks in postings(Mark.TITLE + word for word in title_words(til.title)).values():
        common.update(pks)
    for pk in (til.pk, *hidden()):
        common.pop(pk, None)
    found = Til.objects.published().filter(pk__in=these(_likeliest(common, til.pk))).order_by().only(*_SHOWN)
    return sorted(found, key=lambda one: (-common[one.pk], abs(one.day_number - til.day_number), -one.day_number))[
        :MOST
    ]


def _likeliest(common: Mapping[int, int], own: int) -> list[int]:
    """Return the primary keys with the most in common; of those that have equally much, the nearest to ``own``."""
    least = min(heapq.nlargest(_LIKELY, common.values()), default=0)
    tied = sorted(pk for pk, much in common.items() if much == least)
    at = bisect(tied, own)
    return [pk for pk, much in common.items() if much > least] + tied[max(0, at - _LIKELY) : at + _LIKELY]


def _sharing_tags(til: Til) -> list[int]:
    """Return the primary keys of the TILs with each of its tags, once for every tag."""
    own = [tag.pk for tag in til.tags.all()]
    return keys(Til.tags.through.objects.filter(tag_id__in=own), "til_id")


def linking_to(til: Til) -> list[Til]:
    """Return the public TILs whose text links to this one, newest first."""
    likely = postings([f"{til.day_number} til"])[f"{til.day_number} til"] - {til.pk}
    if not likely:
        return []
    links = Q(content__contains=f"/til/{til.day_number}-") | Q(content__contains=f"/til/{til.day_number}/")
    found = Til.objects.published().filter(links, pk__in=these(sorted(likely)))
    return list(found.order_by("-day_number").only(*_SHOWN)[:MOST_LINKING])


def title_words(title: str) -> list[str]:
    """Return the significant tokens of a title."""
    telling = dict.fromkeys(word for word in tokens(title) if len(word) > 1 and word not in _EMPTY)
    return [word for word in telling if not word.isdigit()][:_WORDS]
