"""The generate page: ask for a draft, watch it being written, edit it, keep it."""

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http import StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from generate import starting
from generate.api import STREAM_HEADERS
from generate.database import in_database
from generate.entry import caller_of, for_writers
from generate.errors import GenerateError
from generate.forms import DraftForm
from generate.models import Generation
from generate.page.fragments import Fragments, fields_of, outcome_context, provider_name, say, state_context
from generate.page.news import PageNews, as_page, gone
from generate.page.shown import Shown, shown_of
from generate.page.state import state_of
from generate.runner import runner
from generate.sources.read import read
from generate.sources.source import Source
from generate.stages import Stage
from generate.stream.follow import Reading, follow
from generate.stream.position import BadPosition, Position, parse
from til.caller import Caller, Refusal

HISTORY = 20
PATIENCE = 90.0  # seconds a browser without scripts waits for a draft

page = sync_to_async(render)  # templates ask for the user, which is in the database


@never_cache
@require_http_methods(["GET", "POST"])
@for_writers
async def begin(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Show the form and what was drafted before; start a draft."""
    if request.method == "GET":
        return await _form(request, caller, DraftForm())
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        return await _form(request, caller, form, status=422)
    try:
        return await _start(request, caller, form)
    except (GenerateError, Refusal) as error:
        return await _refused(request, caller, form, error)


async def _start(request: HttpRequest, caller: Caller, form: DraftForm) -> HttpResponseBase:
    asked = form.asked()
    file = form.cleaned_data["file"].read() if asked.input_type == "file" else b""
    source = await read("file", file, name=asked.content) if file else None
    live = await starting.start(caller, asked, form.idempotency_key(asked, file), source)
    place = reverse("generation", args=[live.id])
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(place)
    try:
        async with asyncio.timeout(PATIENCE):
            await runner().until_ended(live.id)
    except TimeoutError:
        pass  # the page shows what there is, and asks again by itself
    return HttpResponseRedirect(place)


async def _refused(
    request: HttpRequest, caller: Caller, form: DraftForm, error: GenerateError | Refusal
) -> HttpResponse:
    sentence = say(error) if isinstance(error, GenerateError) else str(error)
    answer = await _form(request, caller, form, status=error.status, problem=sentence, wait=error.retry_after)
    if error.retry_after:
        answer["Retry-After"] = str(round(error.retry_after))
    return answer


async def _form(
    request: HttpRequest, caller: Caller, form: DraftForm, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "here": "generate",
        "form": form,
        "most": settings.TIL_MAX_INPUT,
        "history": await in_database(_history, caller),
    }
    return await page(request, "generate/begin.html", context | more, status=status)


def _history(caller: Caller) -> list[Generation]:
    mine = Generation.objects.filter(user_id=caller.user_id).select_related("til")
    return list(mine.defer("content", "source_text", "input")[:HISTORY])


async def _row(caller: Caller, pk: int) -> Generation:
    rows = Generation.objects.filter(caller.owned(), pk=pk).select_related("til")
    row = await in_database(rows.first)
    if row is None:
        raise Http404(gettext("There is nothing here, or it is not yours to see."))
    return row


@never_cache
@require_GET
@for_writers
async def generation(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show all there is of a draft, and go on live."""
    row = await _row(caller, pk)
    shown = await _shown(row)
    return await page(request, "generate/generation.html", await _context(row, shown))


async def _shown(row: Generation) -> Shown:
    return await shown_of(await runner().open_live(row.pk), is_link=row.input_type == "url")


async def _context(row: Generation, shown: Shown) -> dict[str, Any]:
    blocks = shown.blocks
    at = Position(row.pk, shown.attempt, Stage.CONTENT, blocks.end) if blocks.end else Position(row.pk, shown.attempt)
    return (
        {
            "here": "generate",
            "row": row,
            "live": shown.live,
            "ended": shown.ended,
            "blocks": blocks.whole or "".join(blocks.html),
            "tail": blocks.tail,
            "after": str(at),
            "idle": settings.TIL_HEARTBEAT_SECONDS * 3,
            "source": row.source_text or row.input,
        }
        | state_context(state_of(shown), row.created)
        | outcome_context(shown)
        | fields_of(shown.live)
    )


@require_GET
async def events(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send what the page has not seen, then what comes. Every answer is a stream, since a browser retries others for ever."""
    try:
        caller = await caller_of(request)
        row = await _row(caller, pk)
    except Refusal:
        return _stream(_once(gone(gettext("You are signed out. Sign in again in another tab, then reload this page."))))
    except Http404 as error:
        return _stream(_once(gone(str(error))))
    shown = await _shown(row)
    reading = Reading(as_page(), lambda: None, PageNews(shown, Fragments(get_language() or "en", row.created)))
    return _stream(follow(shown, _position(request, row), reading, runner().heart))


def _position(request: HttpRequest, row: Generation) -> Position:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    try:
        return parse(text, row.pk, row.attempt) if text else Position(row.pk)
    except BadPosition:
        return Position(row.pk)


def _stream(body: Any) -> StreamingHttpResponse:
    return StreamingHttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=STREAM_HEADERS)


async def _once(message: bytes) -> Any:
    yield message


@require_POST
@for_writers
async def stop(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Stop writing; what is there is kept."""
    row = await _row(caller, pk)
    await runner().cancel(row.pk)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("generation", args=[pk]))


@require_POST
@for_writers
async def retry(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Take up again what failed or was stopped."""
    row = await _row(caller, pk)
    await starting.retry(caller, row)
    return _to(request, reverse("generation", args=[pk]))


def _to(request: HttpRequest, place: str) -> HttpResponse:
    return HttpResponseClientRedirect(place) if request.headers.get("HX-Request") else HttpResponseRedirect(place)
