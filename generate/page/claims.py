"""The unsupported claims of a draft: a person keeps those that are right, and removes or corrects the others."""

from typing import Any

from asgiref.sync import sync_to_async
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from generate.drafting.access import for_writers, go, htmx
from generate.drafting.doubts import dismiss, doubts
from generate.models import Generation
from generate.page.forms import LinesField
from generate.page.revision import writer_of
from generate.page.views import render_page, row_of
from generate.running.database import in_database
from til.caller import Caller
from til.review.checks import order_warnings


class TextForm(forms.Form):
    """The unsaved text of the editor, if there is one."""

    content = LinesField(max_length=200_000, required=False, strip=False)


def text_in(request: HttpRequest) -> str:
    """Return the unsaved text of the editor, or ""."""
    form = TextForm(request.POST)
    return str(form.cleaned_data["content"]) if form.is_valid() else ""


@never_cache
@require_http_methods(["GET", "POST"])
@for_writers
async def claims(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the unsupported claims of a draft or of its text in the editor, and orders to a model in its source."""
    return await _shown(request, await row_of(caller, pk))


@require_POST
@for_writers
async def dismissed(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Dismiss the claim with this key, or bring all back."""
    row = await row_of(caller, pk)
    await in_database(dismiss, row.pk, request.POST.get("claim", ""))
    if not htmx(request):
        return go(request, reverse("generation", args=[pk]))
    answer = await _shown(request, await row_of(caller, pk))
    return trigger_client_event(answer, "judged")


async def _shown(request: HttpRequest, row: Generation) -> HttpResponse:
    context = await claims_context(row, text_in(request))
    warnings = await sync_to_async(order_warnings)(row.source_text or row.input)
    context |= {"has_dismissed": bool(row.dismissed), "warnings": warnings}
    return await render_page(request, "generate/_claims.html", context)


async def claims_context(row: Generation, content: str) -> dict[str, Any]:
    """Return the claims of a draft, or of ``content``, and whether a model can correct them."""
    found = await sync_to_async(doubts)(row, content)  # on a thread of requests: it may take a while
    return {"pk": row.pk, "claims": found, "may_correct": bool(writer_of(row))}
