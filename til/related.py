"""What stands beside a TIL: the one before, the one after, and those about the same things."""

from django.db.models import Count, F, Func, IntegerField, Q, Subquery
from django.db.models.functions import Abs

from til.models import Til

MOST = 4
_SHOWN = ("pk", "day_number", "title", "slug", "language", "status")


def neighbours(til: Til) -> tuple[Til | None, Til | None]:
    """Return the public TILs before and after this one by day number, with one query."""
    public = Til.objects.published()
    before = public.filter(day_number__lt=til.day_number).order_by("-day_number").values("pk")[:1]
    after = public.filter(day_number__gt=til.day_number).order_by("day_number").values("pk")[:1]
    found = Til.objects.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after))).only(*_SHOWN)
    both = {other.day_number > til.day_number: other for other in found}
    return both.get(False), both.get(True)


def related_tils(til: Til) -> list[Til]:
    """Return public TILs that share tags, most shared first, the nearest days first among equals."""
    shared = Til.objects.published().filter(tags__in=til.tags.all()).exclude(pk=til.pk)
    distance: Func = Abs(F("day_number") - til.day_number, output_field=IntegerField())
    ordered = shared.annotate(shared=Count("tags")).order_by("-shared", distance)
    return list(ordered.only(*_SHOWN)[:MOST])
