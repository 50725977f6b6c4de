"""The page for missing addresses: a redirect to the TIL that moved, or suggestions."""

import re
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from til.models import Moved, Til
from til.search.query import Query, answers
from til.transfer.redirects import path_of

MOST = 3
_NO_WORD = re.compile(r"[\W_]+|\b(?:til|tags|posts?|blog|html?|index|\d+)\b", re.IGNORECASE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Redirect from a TIL's former address; otherwise show the page for missing addresses."""
    del exception
    path = path_of(request.path).replace("\0", "")  # PostgreSQL rejects NUL even in a query
    moved = Moved.objects.filter(path__iexact=path, til__status=Til.Status.PUBLISHED).select_related("til").first()
    if moved:
        return redirect(moved.til)
    response: HttpResponse = render(request, "404.html", {"nearest": nearest(path)}, status=404)
    return response


def nearest(path: str) -> list[Til]:
    """Return the TILs that best match the words of an address."""
    words = " ".join(_NO_WORD.sub(" ", unquote(path)[:200]).split())
    return list(answers(Query(words))[:MOST]) if words else []
