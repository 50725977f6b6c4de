"""The versions of a draft: listed, compared, and brought back into the form."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from generate.drafting.access import for_writers
from generate.drafting.versions import Version, versions
from generate.page.changes import changes
from generate.page.revision import changes_html
from generate.page.views import render_page, row_of
from generate.running.database import in_database
from til.caller import Caller


@never_cache
@require_GET
@for_writers
async def listed(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """List the versions, newest first, and compare two: those chosen, or the last two."""
    row = await row_of(caller, pk)
    found = await in_database(versions, caller, row)
    now = row.til.content if row.til else row.content
    compared = _compared(found, request.GET.get("old", ""), request.GET.get("new", ""))
    context = {"here": "generate", "row": row, "versions": found[::-1], "now": now, **compared}
    return await render_page(request, "generate/versions.html", context)


def _compared(found: list[Version], old: str, new: str) -> dict[str, Any]:
    named = {one.id: one for one in found}
    before, after = named.get(old), named.get(new)
    if before is None or after is None:
        before, after = (found[-2], found[-1]) if len(found) > 1 else (None, None)
    if before is None or after is None:
        return {}
    return {"old": before, "new": after, "changes": changes_html(changes(before.text, after.text))}
