"""The generate page: request a draft, watch it, stop it, resume it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generate.drafting.access import caller_of, for_writers, go, htmx, with_wait
from generate.drafting.merge import marks, standing
from generate.drafting.request import MOST_SOURCES
from generate.drafting.start import retry_draft, start_draft
from generate.drafting.style import active_style, offered_templates
from generate.drafting.versions import version_of
from generate.language import detect
from generate.models import Generation
from generate.page.difference import held
from generate.page.forms import DraftForm, once_more
from generate.page.fragments import Fragments, fields_of, gone, outcome_context, state_context
from generate.page.history import history
from generate.page.page_events import PageEvents, as_page, goodbye
from generate.page.rendering import Rendering, rendering_of
from generate.page.revision import revision_context
from generate.page.state import state_of
from generate.page.stream import stream_once, stream_response
from generate.providers import ask_models
from generate.running.database import in_database
from generate.running.runner import runner
from generate.source_errors import FILE, about_source
from generate.sources.file import check_kind
from generate.stages import Stage
from generate.stream.follow import Reading, follow
from generate.stream.live import Live
from generate.stream.position import BadPosition, Position, parse
from til.caller import PUBLISH, Caller
from til.errors import Refusal, TilError
from til.models import Til
from til.text.markdown import render as to_html

PATIENCE = 90.0  # seconds until a browser without scripts reloads a running draft

render_page = sync_to_async(render)  # templates read the user from the database


@never_cache
@require_http_methods(["GET", "POST"])
@for_writers
async def begin(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Show the form and earlier drafts; start a draft."""
    await ask_models()
    if request.method == "GET":
        return await _form(request, caller, await _blank(request, caller))
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        return await _form(request, caller, form, status=422)
    try:
        return await _start(request, caller, form)
    except TilError as error:
        answer = await _form(request, caller, form, status=error.status, problem=error.sentence(gettext))
        return with_wait(answer, error)


async def _blank(request: HttpRequest, caller: Caller) -> DraftForm:
    """Return an empty form, or one filled from the draft in ``?from=``. Raises Http404."""
    before = request.GET.get("from", "")
    if not before.isdecimal():
        return DraftForm()
    return once_more(await row_of(caller, int(before[:18])))


async def start_form(caller: Caller, form: DraftForm) -> Live:
    """Start a draft from a valid form, or return the one that the form has started. Raises TilError."""
    asked = form.asked()
    files = form.attached()
    for at, file in files.items():
        with about_source(at, len(asked.pieces), file.name or FILE):
            check_kind(file)
    return await start_draft(caller, asked, form.idempotency_key(asked, files), files=files)


async def _start(request: HttpRequest, caller: Caller, form: DraftForm) -> HttpResponseBase:
    live = await start_form(caller, form)
    if not htmx(request):
        await _wait_for(live.id)
    return go(request, reverse("generation", args=[live.id]))


async def _wait_for(pk: int) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await runner().until_ended(pk)
    except TimeoutError:
        pass  # the page shows the text so far and reloads itself


async def _form(
    request: HttpRequest, caller: Caller, form: DraftForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {"here": "generate", "form": form, "most": settings.TIL_MAX_INPUT, "problem": problem}
    context |= {"style": await in_database(active_style, caller.user_id), "most_sources": MOST_SOURCES}
    context |= {"templates": await in_database(offered_templates)}
    context |= await in_database(history, caller, request.GET.dict())
    return await render_page(request, "generate/begin.html", context, status=status)


async def row_of(caller: Caller, pk: int) -> Generation:
    """Return a generation that the caller may see. Raises Http404."""
    rows = Generation.objects.filter(caller.owned(), pk=pk, part="", deleted=None).select_related("til")
    row = await in_database(rows.first)
    if row is None:
        raise Http404(gettext("Not found, or you do not have access."))
    return row


@never_cache
@require_GET
@for_writers
async def generation(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the draft so far, and continue live."""
    row = await row_of(caller, pk)
    brought = await in_database(version_of, caller, row, request.GET.get("bring", ""))
    return await page_of(request, caller, row, is_edited="edit" in request.GET, more={"brought": brought})


async def page_of(
    request: HttpRequest,
    caller: Caller,
    row: Generation,
    *,
    is_edited: bool = False,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a draft; ``more`` overrides its context, ``is_edited`` opens the editor."""
    shown = await _shown(row)
    context = _context(row, shown, _fragments(caller, row)) | {"may_publish": _may_publish(caller), "pk": row.pk}
    context |= {"marks": marks(await in_database(standing, row.til or row))}
    if row.til:
        context |= await in_database(_kept, row.til)
    context |= await revision_context(caller, row)
    if (is_edited or (more and (more.get("editor") or more.get("brought")))) and shown.ended:
        context |= {"editor": True} | await editor_context(row)
    return await render_page(request, "generate/generation.html", context | dict(more or {}), status=status)


@never_cache
@require_GET
@for_writers
async def source(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show the source of a draft, if it has been read."""
    return await render_page(request, "generate/_source.html", {"row": await row_of(caller, pk)})


def _may_publish(caller: Caller) -> bool:
    return bool({"write", "admin"} & caller.scopes) and caller.may(PUBLISH)


async def _shown(row: Generation) -> Rendering:
    return await rendering_of(await runner().open_live(row.pk), runner().close_live, row.input_type)


def _fragments(caller: Caller, row: Generation) -> Fragments:
    return Fragments(
        get_language() or "en", row.created, _may_publish(caller), row.pk, row.input_type, is_kept=row.til is not None
    )


def _context(row: Generation, shown: Rendering, fragments: Fragments) -> dict[str, Any]:
    blocks, state = shown.blocks, state_of(shown)
    position = Position(row.pk, shown.attempt, Stage.CONTENT, blocks.end) if blocks.end else Position(row.pk)
    return {
        "here": "generate",
        "row": row,
        "live": shown.live,
        "language": row.language_known or detect(row.source_text or row.input),
        "html": blocks.whole or "".join(blocks.html),
        "tail": blocks.tail,
        "after": position._replace(attempt=shown.attempt, ended=shown.run if shown.ended else 0),
        "used": row.prompt_versions,
        "idle": max(3, settings.TIL_HEARTBEAT_SECONDS * 4 / 3),
        **state_context(state, fragments),
        **fields_of(shown.live),
        **outcome_context(shown),
    }


async def editor_context(row: Generation) -> dict[str, Any]:
    """Return the context of `_editor.html`."""
    content = (row.til or row).content  # the current values: the TIL's, once saved
    language = row.language_known or detect(content)
    return {
        "pk": row.pk,
        "language": language,
        "content": content,
        "content_mark": marks({"content": content})["content"],
        "preview": await asyncio.to_thread(to_html, content, images=False),
    }


def _kept(til: Til) -> dict[str, Any]:
    """Return the TIL's values, which replace the draft's once it is saved."""
    tags = [{"name": tag.name, "is_new": False} for tag in til.tags.all()]
    kept = {name: getattr(til, name) for name in ("title", "excerpt", "day_number", "html")}
    return kept | {"til": til, "tags": tags, "tail": ""}


@require_GET
async def events(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stream the events that the page has not received, then new ones.

    Every response is a finite stream: after anything else, a browser would reconnect forever.
    """
    try:
        caller = await caller_of(request)
        row = await row_of(caller, pk)
    except Refusal:
        back = f"{reverse('login')}?next={reverse('generation', args=[pk])}&ended=1"
        return _goodbye(gettext("Your session has ended. What you see here is kept."), back)
    except Http404 as error:
        return _goodbye(str(error))
    shown = await _shown(row)
    known = held(request.GET.get("held", "")), request.GET.get("state", "")
    news = PageEvents(shown, _fragments(caller, row), *known)
    return stream_response(
        follow(shown, _position(request, row), Reading(as_page(), _nothing, news, caller), runner().heart)
    )


def _nothing() -> None:
    """Do nothing: ``Rendering`` ends itself, as others may share it."""


def _position(request: HttpRequest, row: Generation) -> Position:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    try:
        return parse(text, row.pk, row.attempt) if text else Position(row.pk)
    except BadPosition:
        return Position(row.pk)


def _goodbye(message: str, sign_in: str = "") -> HttpResponseBase:
    return stream_once(goodbye(gone(message, sign_in)))


@require_POST
@for_writers
async def stop(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Cancel a draft; its text is kept, and the stream reports it."""
    row = await row_of(caller, pk)
    await runner().cancel(row.pk)
    return HttpResponse(status=204) if htmx(request) else go(request, reverse("generation", args=[pk]))


@require_POST
@for_writers
async def retry(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Continue a draft that failed, was stopped or reached its length limit; the stream reports it."""
    await retry_draft(caller, await row_of(caller, pk), request.POST.get("provider", ""))
    return HttpResponse(status=204) if htmx(request) else go(request, reverse("generation", args=[pk]))
