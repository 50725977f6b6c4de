"""Titles for what is being typed: links in the editor, and the suggestions of a browser's search field."""

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from til.search.titles import completions

KIND = "application/x-suggestions+json"
_LONGEST = 100  # characters


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return OpenSearch suggestions: the words, then titles, days and paths of public TILs."""
    words = request.GET.get("q", "")[:_LONGEST]
    found = completions(words)
    days = [f"Day {til.day_number}" for til in found]
    answer = [words, [til.title for til in found], days, [til.get_absolute_url() for til in found]]
    return HttpResponse(orjson.dumps(answer), content_type=KIND)
