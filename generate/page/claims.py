"""The unsupported claims of a draft, shown below its text; a person dismisses those that are right."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from generate.drafting.access import for_writers, go, htmx
from generate.drafting.doubts import dismiss, doubts
from generate.models import Generation
from generate.page.views import render_page, row_of
from generate.running.database import in_database
from til.caller import Caller
from til.review.checks import order_warnings


@never_cache
@require_GET
@for_writers
async def claims(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show a draft's unsupported claims, and orders to a model in its source."""
    return await _shown(request, await row_of(caller, pk))


@require_POST
@for_writers
async def dismissed(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Dismiss the claim with this key, or bring all back."""
    row = await row_of(caller, pk)
    await in_database(dismiss, row.pk, request.POST.get("claim", ""))
    if not htmx(request):
        return go(request, reverse("generation", args=[pk]))
    return await _shown(request, await row_of(caller, pk))


async def _shown(request: HttpRequest, row: Generation) -> HttpResponse:
    found = await sync_to_async(doubts)(row)  # on a thread of requests: it may take a while
    warnings = await sync_to_async(order_warnings)(row.source_text or row.input)
    context = {"pk": row.pk, "claims": found, "has_dismissed": bool(row.dismissed), "warnings": warnings}
    return await render_page(request, "generate/_claims.html", context)
