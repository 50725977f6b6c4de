"""A person's drafts, newest first, paginated."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Left
from django.http import Http404

from generate.models import Generation
from til.caller import Caller

PER_PAGE = 20
_LONG = ("content", "previous_text", "earlier_text", "base", "source_text", "input", "til__content", "til__html")


def history(caller: Caller, number: str) -> Page[Any]:
    """Return page ``number`` of the drafts that the caller made on the page or with their keys. Raises Http404."""
    owner = Q(user_id=caller.user_id, key=None) | Q(key__user_id=caller.user_id)
    mine = Generation.objects.filter(owner, part="").select_related("til")
    paginator = Paginator(mine.annotate(begin=Left("input", 80)).defer(*_LONG), PER_PAGE)
    if not number.isdecimal() or not 1 <= int(number[:9]) <= paginator.num_pages:
        raise Http404
    page = paginator.page(int(number))
    page.object_list = list(page.object_list)
    return page
