"""Dismissing claims on the review page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from generate.admin.again import for_reviewers
from generate.drafting.access import htmx
from generate.drafting.doubts import dismiss
from generate.models import Generation
from generate.running.database import in_database
from til.caller import Caller
from til.models import Til
from til.review.checks import Review

Reviewed = Callable[[Til], Review]


def urlpatterns(reviewed: Reviewed) -> list[URLPattern]:
    """Return the URL; ``reviewed`` returns what there is to check about a TIL."""

    @require_POST
    @for_reviewers
    async def dismissed(request: HttpRequest, _caller: Caller, pk: int) -> HttpResponseBase:
        """Dismiss the claim with this key, or bring all back."""
        return await in_database(_dismissed, request, pk, reviewed)

    return [path("<int:pk>/dismiss/", dismissed, name="til_til_dismiss")]


def _dismissed(request: HttpRequest, pk: int, reviewed: Reviewed) -> HttpResponse:
    row = Generation.objects.select_related("til").filter(til=pk).first()
    if row:
        dismiss(row.pk, request.POST.get("claim", ""))
    if row is None or row.til is None or not htmx(request):
        return HttpResponseRedirect(reverse("admin:til_til_change", args=[pk]))
    context: dict[str, Any] = {"review": reviewed(row.til), "may_write_again": True}
    return render(request, "admin/til/til/_claims.html", context)
