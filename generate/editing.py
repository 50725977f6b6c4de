"""Edit a draft in place, have a part of it written again, keep it, publish it."""

import asyncio
import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from generate import saving, starting
from generate.database import in_database
from generate.entry import for_writers, go
from generate.forms import KeepForm, asked_before
from generate.models import PARTS, Generation
from generate.page.fragments import chips
from generate.refusals import Incomplete
from generate.regenerate import regenerate, take
from generate.runner import runner
from generate.schemas import GenerateRequest
from generate.sources.source import Source
from generate.views import editor_context, render_page, row_of
from til.caller import Caller
from til.markdown import render
from til.models import Til


@never_cache
@require_GET
@for_writers
async def edit(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the text to edit, with its preview."""
    row = await row_of(caller, pk)
    return await render_page(request, "generate/_editor.html", await editor_context(row))


@require_POST
@for_writers
async def preview(request: HttpRequest, _caller: Caller) -> HttpResponseBase:
    """Return Markdown as readers will see it."""
    html = await asyncio.to_thread(render, request.POST.get("content", ""), images=False)
    return HttpResponse(html)


@require_POST
@for_writers
async def again(request: HttpRequest, caller: Caller, pk: int, part: str) -> HttpResponseBase:
    """Have one part written again: a field as it should read, or all of it as a new draft."""
    row = await row_of(caller, pk)
    if part == "content":
        return await _anew(request, caller, row)
    if part not in dict(PARTS):
        raise Http404
    whole, content = row.til or row, request.POST.get("content", "")
    begun = await regenerate(caller, whole, part, provider=row.provider, content=content)
    live = await runner().until_ended(begun.id)
    if live.error:
        raise live.error
    await in_database(take, whole, live.id)
    if part == "tags":
        return HttpResponse(chips(live.tags))
    return HttpResponse(getattr(live, part), content_type="text/plain; charset=utf-8")


async def _anew(request: HttpRequest, caller: Caller, row: Generation) -> HttpResponse:
    asked = GenerateRequest(content=row.input, **asked_before(row))
    source = Source(row.source_text, title=row.source_title) if row.input_type == "file" else None
    live = await starting.start(caller, asked, secrets.token_hex(16), source=source)
    return go(request, reverse("generation", args=[live.id]))


@require_POST
@for_writers
async def save(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Keep the draft with what was changed, and publish it where asked to."""
    row = await row_of(caller, pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        raise Incomplete
    publish = "publish" in request.POST
    if publish:
        caller.need("write")
    til = await in_database(_keep, row, form.edits(), publish=publish)
    if til.masked:
        text = gettext("%(til)s: what looked like a secret was masked (%(kinds)s).")
        messages.warning(request, text % {"til": til, "kinds": ", ".join(til.masked)})
    said = gettext("Published as day %(day)s.") if publish else gettext("Saved as a draft, day %(day)s.")
    messages.success(request, said % {"day": til.day_number})
    return go(request, til.get_absolute_url() if publish else reverse("generation", args=[pk]))


def _keep(row: Generation, edits: Any, *, publish: bool) -> Til:
    with transaction.atomic():
        til = saving.revise(row.til, **edits) if row.til else saving.save(row.pk, **edits)
        if publish and til.status != Til.Status.PUBLISHED:
            til.status = Til.Status.PUBLISHED
            til.save()
        return til
