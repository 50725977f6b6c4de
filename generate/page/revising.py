"""Revise a draft's text, or a passage of it: a proposal of which a person takes all, some or none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from generate.drafting.access import for_writers
from generate.drafting.regenerate import proposals, revise_text
from generate.models import Generation
from generate.page.forms import LinesField
from generate.page.page_events import as_page
from generate.page.revision import RevisionEvents, context_of, writer_of
from generate.page.stream import stream_once, stream_response
from generate.page.views import render_page, row_of
from generate.refusals import Incomplete
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.follow import Reading, follow
from generate.stream.position import Position
from generate.stream.sse import SSEEvent
from til.caller import Caller


class RevisionForm(forms.Form):
    """The wish for a revision, its provider, the text in the editor, and the passage it is limited to (code points)."""

    wish = forms.CharField(max_length=500)
    content = LinesField(max_length=200_000, required=False, strip=False)
    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    provider = forms.CharField(max_length=150, required=False)

    def passage(self) -> tuple[int, int] | None:
        """Return the passage, or None for the whole text. Raises Incomplete if it is not in the text."""
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if start is None or end is None:
            return None
        if not self.cleaned_data["content"][start:end].strip():
            raise Incomplete
        return start, end


@require_POST
@for_writers
async def revise(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Start a revision of the text."""
    row, form = await row_of(caller, pk), RevisionForm(request.POST)
    if not form.is_valid():
        raise Incomplete
    wish, content = form.cleaned_data["wish"], form.cleaned_data["content"]
    parent, writer = row.til or row, form.cleaned_data["provider"] or writer_of(row)
    live = await revise_text(caller, parent, wish, writer, content, form.passage())
    revision = await in_database(Generation.objects.get, pk=live.id)
    return await render_page(request, "generate/_revision.html", await asyncio.to_thread(context_of, row, revision))


@never_cache
@require_GET
@for_writers
async def events(_request: HttpRequest, caller: Caller, pk: int, number: int) -> HttpResponseBase:
    """Stream the changes of a revision that is being written; each event replaces the one before."""
    row = await row_of(caller, pk)
    revision = await in_database(proposals(row.til or row).filter(part="content", pk=number).first)
    if revision is None:  # decided in the meantime
        return stream_once(SSEEvent("close", "").encode())
    return stream_response(_followed(caller, revision, pk, get_language() or "en"))


async def _followed(caller: Caller, revision: Generation, pk: int, language: str) -> AsyncIterator[bytes]:
    live = await runner().open_live(revision.pk)  # here, since it must be followed before the next await
    news = RevisionEvents(live, revision.base, pk, language)
    reading = Reading(as_page(), lambda: runner().close_live(live), news, caller)
    async with aclosing(follow(live, Position(live.id), reading, runner().heart)) as parts:
        async for part in parts:
            yield part
