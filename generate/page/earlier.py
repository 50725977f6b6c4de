"""Earlier TILs about the same thing as a draft: open, link to, or extend one instead."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from generate.drafting.access import for_writers, go
from generate.drafting.earlier import add_to, earlier
from generate.page.views import render_page, row_of
from generate.running.database import in_database
from til.caller import Caller


@never_cache
@require_GET
@for_writers
async def listed(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show earlier TILs that are close to the draft; or that there are none."""
    row = await row_of(caller, pk)
    found = await in_database(earlier, caller, row)
    context = {"pk": pk, "earlier": found, "is_reviewer": _is_reviewer(caller)}
    return await render_page(request, "generate/_earlier.html", context)


@require_POST
@for_writers
async def add(request: HttpRequest, caller: Caller, pk: int, til: int) -> HttpResponseBase:
    """Propose the draft's text as an addition to an earlier TIL, and open the page where it is reviewed."""
    row = await row_of(caller, pk)
    if not _is_reviewer(caller):
        raise Http404
    await in_database(add_to, caller, row, til)
    return go(request, reverse("admin:til_til_change", args=[til]) + "#proposals")


def _is_reviewer(caller: Caller) -> bool:
    return caller.is_staff and caller.may("til.change_til")
