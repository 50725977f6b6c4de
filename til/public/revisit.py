"""Pages to come back for: a random TIL, what was learned on this day in earlier years, a month in review."""

import random
from datetime import date

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from til.models import Tag, Til, TilQuerySet

MOST_TAGS = 8


@never_cache
@require_safe
def random_til(_request: HttpRequest) -> HttpResponse:
    """Redirect to any public TIL."""
    public = Til.objects.published().order_by()
    count = public.count()
    if not count:
        raise Http404
    chosen = public.order_by("pk")[random.randrange(count)]  # noqa: S311 - a choice for readers, not a secret
    return redirect(chosen)


@require_safe
def on_this_day(request: HttpRequest) -> HttpResponse:
    """Show what was published on this day of the year, by year; on the last of February, also on the 29th."""
    today = timezone.localdate()
    days = [today.day]
    if (today.month, today.day) == (2, 28) and not _is_leap(today.year):
        days.append(29)
    found = Til.objects.published().filter(published_on__month=today.month, published_on__day__in=days)
    earlier = found.filter(published_on__lt=today).defer("content", "html").prefetch_related("tags")
    context = {"today": today, "tils": earlier.order_by("-published_on", "-day_number")}
    return render(request, "til/on_this_day.html", context)


def in_review(shown: TilQuerySet) -> tuple[int, QuerySet[Tag]]:
    """Return on how many days these TILs were published, and their most used tags with ``uses``."""
    days = shown.order_by().values("published_on").distinct().count()
    used = Tag.objects.filter(tils__in=shown.order_by().values("pk")).annotate(uses=Count("pk"))
    return days, used.order_by("-uses", "name")[:MOST_TAGS]


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - date(year, 2, 28)).days == 2
