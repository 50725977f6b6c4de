"""A person's drafts, newest first: searched, filtered by state, paginated."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Left
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from generate.models import Generation, Verdict
from generate.stream.live import Status
from til.caller import PUBLISH, Caller
from til.models import Til

PER_PAGE = 20
SHOWN = {
    "": _("All"),
    "waiting": _("Waiting for you"),
    "saved": _("Saved"),
    "published": _("Published"),
    "deleted": _("Deleted"),
}
_LONG = ("content", "previous_text", "earlier_text", "base", "source_text", "input", "til__content", "til__html")
_SEARCHED = ("title", "excerpt", "content", "input", "source_title", "til__title", "til__content")


def history(caller: Caller, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the drafts that the caller made on the page or with their keys, as the context of `_drafts.html`.

    ``asked`` are the parameters ``q``, ``show`` and ``page``. Raises Http404.
    """
    words, show = asked.get("q", "").strip()[:200].replace("\0", ""), asked.get("show", "")
    mine, waiting = _mine(caller), _waiting(caller)
    found = mine.filter(_state(show, waiting))
    for word in words.split():
        found = found.filter(_has(word))
    waits = ExpressionWrapper(waiting, BooleanField())
    return {
        "page": _page(found.annotate(begin=Left("input", 80), waits=waits), asked.get("page", "1")),
        "query": words,
        "words": "".join(f"{urlencode({name: value})}&" for name, value in (("q", words), ("show", show)) if value),
        "show": show,
        "shown": SHOWN.items(),
        "waiting": mine.filter(waiting, deleted=None).count(),
        "may_delete": caller.may("til.delete_til"),
    }


def _mine(caller: Caller) -> Any:
    owner = Q(user_id=caller.user_id, key=None) | Q(key__user_id=caller.user_id)
    return Generation.objects.filter(owner, part="").select_related("til")


def _page(found: Any, number: str) -> Page[Any]:
    paginator = Paginator(found.defer(*_LONG), PER_PAGE)
    if not number.isdecimal() or not 1 <= int(number[:9]) <= paginator.num_pages:
        raise Http404
    page = paginator.page(int(number))
    page.object_list = list(page.object_list)
    return page


def _waiting(caller: Caller) -> Q:
    """Return the condition for drafts that wait for the caller: to be saved, published, or told about a revision."""
    proposed = Generation.objects.filter(status=Status.COMPLETE, part="content", verdict=Verdict.OPEN)
    unsaved = Q(til=None) & ~Q(status=Status.RUNNING)
    undecided = Exists(proposed.filter(parent=OuterRef("pk"))) | Exists(proposed.filter(target=OuterRef("til")))
    return unsaved | undecided | (Q(til__status=Til.Status.DRAFT) if caller.may(PUBLISH) else Q(pk__in=[]))


def _state(show: str, waiting: Q) -> Q:
    states = {
        "waiting": waiting & Q(deleted=None),
        "saved": Q(til__status__in=[Til.Status.DRAFT, Til.Status.SCHEDULED, Til.Status.ARCHIVED], deleted=None),
        "published": Q(til__status=Til.Status.PUBLISHED, deleted=None),
        "deleted": Q(deleted__isnull=False),
    }
    return states.get(show, Q(deleted=None))


def _has(word: str) -> Q:
    found = Q()
    for name in _SEARCHED:
        found |= Q(**{f"{name}__icontains": word})
    return found
