"""Complete the title of a TIL from its beginning, some of its words or its day."""

from functools import reduce
from operator import and_

from django.db.models import BooleanField, Case, Q, Value, When

from til.models import Til
from til.search.query import Query, answers

_WORDS = 6


def completions(typed: str, most: int = 8) -> list[Til]:
    """Return public TILs, without their long texts, whose titles contain each word, perhaps unfinished, or that day.

    Titles that begin as typed come first, then the newest. Without such a title, return what a search finds; for
    nothing typed, the newest TILs.
    """
    words = typed.replace("\0", "").split()[:_WORDS]
    public = Til.objects.published().defer("content", "html")
    if not words:
        return list(public.order_by("-day_number")[:most])
    named = reduce(and_, (Q(title__icontains=word) for word in words))
    day = words[-1] if len(words) <= 2 and words[-1].isdecimal() else ""
    named |= Q(day_number=int(day[:9])) if day else Q()
    begins = Case(
        When(title__istartswith=" ".join(words), then=Value(True)), default=False, output_field=BooleanField()
    )
    found = list(public.filter(named).order_by(begins.desc(), "-day_number")[:most])
    return found or list(answers(Query(" ".join(words)))[:most])
