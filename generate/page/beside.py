"""A draft beside its source: unsupported claims are marked, and what the draft left out is listed."""

import asyncio
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from generate.drafting.access import for_writers
from generate.drafting.doubts import doubts
from generate.models import Generation
from generate.page.views import render_page, row_of
from generate.running.database import in_database
from til.caller import Caller
from til.review.left_out import left_out
from til.review.marks import mark_unsupported_claims
from til.review.unsupported_claims import UnsupportedClaim
from til.text.markdown import render

LONGEST = 30_000  # characters of a source that are shown


@never_cache
@require_GET
@for_writers
async def beside(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the saved text beside its source."""
    row = await row_of(caller, pk)
    found = await in_database(doubts, row)
    context = {"pk": pk, **await asyncio.to_thread(_compared, row, found)}
    return await render_page(request, "generate/_beside.html", context)


def _compared(row: Generation, found: list[UnsupportedClaim]) -> dict[str, Any]:
    said, source = row.til or row, row.source_text or (row.input if row.input_type == "text" else "")
    return {
        "source": source,
        "parts": row.source_parts,
        "shown": LONGEST,
        "claims": found,
        "left_out": left_out(said.content, source) if source else [],
        "html": mark_unsupported_claims(render(said.content, images=False), found),
    }
