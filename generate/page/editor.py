"""Edit a draft in place, rewrite a part, save it, publish it."""

import asyncio
import secrets
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget

from generate.drafting.access import for_writers, go, htmx
from generate.drafting.merge import Merged, marks, merge, standing
from generate.drafting.regenerate import accept_in_form, discard, regenerate
from generate.drafting.save import revise, save_draft
from generate.drafting.start import start_draft
from generate.models import PARTS, Generation
from generate.page.forms import KeepForm, request_before
from generate.page.views import editor_context, page_of, render_page, row_of
from generate.providers import choice_of, chosen
from generate.refusals import Incomplete
from generate.running.database import in_database
from generate.running.prepare_source import kept_source
from generate.running.runner import runner
from generate.sources.several import SEVERAL
from til.caller import Caller
from til.models import Til
from til.tagging.lookup import suggest
from til.text.markdown import render

SUGGESTED = 6  # tags


@never_cache
@require_GET
@for_writers
async def edit(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the editor with a preview."""
    row = await row_of(caller, pk)
    return await render_page(request, "generate/_editor.html", await editor_context(row))


@require_POST
@for_writers
async def preview(request: HttpRequest, _caller: Caller) -> HttpResponseBase:
    """Return rendered Markdown for the preview."""
    html = await asyncio.to_thread(render, request.POST.get("content", ""), images=False)
    return HttpResponse(html)


@require_GET
@for_writers
async def tags(request: HttpRequest, _caller: Caller) -> HttpResponseBase:
    """Return existing tags for the beginning of a name or alias, as options."""
    found = await in_database(suggest, request.GET.get("begin", "")[:60], SUGGESTED)
    return await render_page(request, "generate/_tag_options.html", {"tags": found})


@require_POST
@for_writers
async def again(request: HttpRequest, caller: Caller, pk: int, part: str) -> HttpResponseBase:
    """Rewrite one part as a proposal, or everything as a new draft."""
    row = await row_of(caller, pk)
    if part == "content":
        return await _anew(request, caller, row)
    if part not in dict(PARTS):
        raise Http404
    parent, content = row.til or row, request.POST.get("content", "")
    begun = await regenerate(caller, parent, part, provider=choice_of(row.provider, row.chosen_model), content=content)
    live = await runner().until_ended(begun.id)
    if live.error:
        raise live.error
    proposal = {"pk": pk, "part": part, "proposal": live.id, "tags": live.tags, "text": getattr(live, part)}
    return await render_page(request, "generate/_proposal.html", proposal)


@require_POST
@for_writers
async def decide(request: HttpRequest, caller: Caller, pk: int, proposal: int) -> HttpResponseBase:
    """Accept a proposal into the form, to be saved with it, or discard it."""
    row = await row_of(caller, pk)
    await in_database(accept_in_form if "take" in request.POST else discard, row.til or row, proposal)
    await runner().cancel(proposal)  # if it is still being written
    return HttpResponse(status=204)


async def _anew(request: HttpRequest, caller: Caller, row: Generation) -> HttpResponse:
    name, model = chosen(request.POST.get("provider") or choice_of(row.provider, row.chosen_model))
    asked = request_before(row).model_copy(update={"provider": name, "model": model or None})
    source = kept_source(row) if row.input_type in {"file", SEVERAL} else None
    live = await start_draft(caller, asked, secrets.token_hex(16), source=source, instead_of=row, wish=row.instruction)
    return go(request, reverse("generation", args=[live.id]))


@require_POST
@for_writers
async def save(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Save the edited draft, and publish it on request."""
    row = await row_of(caller, pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        raise Incomplete
    publish = "publish" in request.POST
    if publish:
        caller.need("write")
    til, merged = await in_database(_keep, caller, row.pk, form, publish=publish)
    if til is None:
        return await _ask(request, caller, row, form, merged)
    _add_messages(request, til, merged, publish=publish)
    return go(request, til.get_absolute_url() if publish else reverse("generation", args=[pk]))


def _keep(caller: Caller, pk: int, form: KeepForm, *, publish: bool) -> tuple[Til | None, Merged]:
    """Save the merged fields; return None if there are conflicts to resolve first. Raises DraftsOnly."""
    with transaction.atomic():
        row = Generation.objects.select_for_update(no_key=True).get(pk=pk)
        til = Til.objects.select_for_update(no_key=True).get(pk=row.til_id) if row.til_id else None
        caller.need_publish(til.status if til else Til.Status.DRAFT, *[Til.Status.PUBLISHED] * publish)
        merged = merge(form.began(), form.edits(), standing(til or row))
        if merged.conflicts:
            return None, merged
        known = list(til.history.values_list("history_id", flat=True)) if til else []
        til = revise(til, **merged.edits) if til else save_draft(pk, **merged.edits)
        if publish and til.status != Til.Status.PUBLISHED:
            til.status = Til.Status.PUBLISHED
            til.save()
        til.history.exclude(history_id__in=known).update(history_user_id=caller.user_id)
        return til, merged


def _add_messages(request: HttpRequest, til: Til, merged: Merged, *, publish: bool) -> None:
    if til.masked:
        text = gettext("%(til)s: an apparent secret was masked (%(kinds)s).")
        messages.warning(request, text % {"til": til, "kinds": ", ".join(til.masked)})
    said = gettext("Published as day %(day)s.") if publish else gettext("Saved as a draft, day %(day)s.")
    messages.success(request, said % {"day": til.day_number})
    if merged.kept:
        names = ", ".join(_label(name) for name in merged.kept)
        messages.info(request, gettext("Changed elsewhere and left unchanged: %(fields)s.") % {"fields": names})


def _label(name: str) -> str:
    return str({"content": _("Text"), "title": _("Title"), "excerpt": _("Excerpt"), "tags": _("Tags")}[name])


async def _ask(
    request: HttpRequest, caller: Caller, row: Generation, form: KeepForm, merged: Merged
) -> HttpResponseBase:
    """Show the values saved elsewhere beside those in the form, which stay unchanged."""
    parent = await in_database(Til.objects.get, pk=row.til_id) if row.til_id else row
    now = await in_database(standing, parent)
    conflicts = [{"label": _label(one.name), **asdict(one), "lines": one.lines} for one in merged.conflicts]
    seen = {name: mark for name, mark in marks(now).items() if name in form.began()}
    context = {"conflicts": conflicts, "marks": seen, "replaces": bool(htmx(request))}
    if htmx(request):
        answer = await render_page(request, "generate/_conflict.html", context, status=409)
        return reswap(retarget(answer, "#trouble"), "innerHTML")
    return await page_of(request, caller, row, more=context | _as_typed(form), status=409)


def _as_typed(form: KeepForm) -> dict[str, Any]:
    """Return the submitted fields, to show them again in a browser without scripts."""
    edits = dict(form.edits())
    return edits | {"tags": [{"name": name} for name in form.edits()["tags"]], "editor": "content" in edits}
