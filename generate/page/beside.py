"""A draft beside its source: unsupported claims are marked, and what the draft left out is listed."""

import asyncio
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from generate.drafting.access import for_writers
from generate.drafting.doubts import source_of
from generate.models import Generation
from generate.page.claims import claims_context, text_in
from generate.page.views import render_page, row_of
from til.caller import Caller
from til.review.left_out import left_out
from til.review.marks import mark_unsupported_claims
from til.review.unsupported_claims import UnsupportedClaim
from til.text.markdown import render

LONGEST = 30_000  # characters of a source that are shown


@never_cache
@require_http_methods(["GET", "POST"])
@for_writers
async def beside(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the text, as saved or in the editor, beside its source."""
    row, content = await row_of(caller, pk), text_in(request)
    context = await claims_context(row, content)
    context |= await asyncio.to_thread(_compared, row, content, context["claims"])
    return await render_page(request, "generate/_beside.html", context)


def _compared(row: Generation, content: str, found: list[UnsupportedClaim]) -> dict[str, Any]:
    text = content or (row.til or row).content
    source = source_of(row)
    return {
        "source": source,
        "parts": row.source_parts,
        "shown": LONGEST,
        "left_out": left_out(text, source) if source else [],
        "html": mark_unsupported_claims(render(text, images=False), found),
    }
