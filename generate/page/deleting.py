"""Delete a draft from the list, and restore it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from generate.drafting.access import for_writers, htmx
from generate.drafting.deleting import delete_draft, restore_draft
from generate.models import Generation
from generate.page.views import render_page
from generate.refusals import NotFound
from generate.running.database import in_database
from generate.running.runner import runner
from til.caller import Caller


@require_POST
@for_writers
async def delete(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Delete a draft; it can be restored for a day."""
    row = await _done(delete_draft, caller, pk)
    await runner().cancel(pk)
    return await _answer(request, caller, row, "deleted")


@require_POST
@for_writers
async def restore(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Restore a deleted draft."""
    return await _answer(request, caller, await _done(restore_draft, caller, pk), "")


async def _done(work: Callable[[Caller, int], Generation], caller: Caller, pk: int) -> Generation:
    """Return the row after ``work``. Raises Http404."""
    try:
        return await in_database(work, caller, pk)
    except NotFound as error:
        raise Http404(error.sentence(gettext)) from error


async def _answer(request: HttpRequest, caller: Caller, row: Generation, show: str) -> HttpResponse:
    if not htmx(request):
        return HttpResponseRedirect(f"{reverse('generate')}?show={show}#history")
    row.begin = row.input[:80]  # type: ignore[attr-defined]  # annotated in the list
    context = {"row": row, "may_delete": caller.may("til.delete_til"), "is_answer": True}
    return await render_page(request, "generate/_draft.html", context)
