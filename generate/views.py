"""The generate page: ask for a draft, watch it being written, stop it, take it up again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generate import starting
from generate.api import STREAM_HEADERS
from generate.database import in_database
from generate.entry import caller_of, for_writers, go, htmx, sentence_of, with_wait
from generate.errors import GenerateError
from generate.forms import DraftForm, once_more
from generate.history import history
from generate.language import detect
from generate.models import Generation
from generate.page.fragments import Fragments, fields_of, outcome_context, state_context
from generate.page.news import PageNews, as_page, gone
from generate.page.shown import Shown, shown_of
from generate.page.state import state_of
from generate.runner import runner
from generate.sources.file import see_kind
from generate.stages import Stage
from generate.stream.follow import Reading, follow
from generate.stream.live import Status
from generate.stream.position import BadPosition, Position, parse
from til.caller import Caller, Refusal
from til.markdown import render as to_html
from til.models import Til

PATIENCE = 90.0  # seconds a browser without scripts waits for a draft

render_page = sync_to_async(render)  # templates ask for the user, who is in the database


@never_cache
@require_http_methods(["GET", "POST"])
@for_writers
async def begin(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """Show the form and what was drafted before; start a draft."""
    if request.method == "GET":
        return await _form(request, caller, await _blank(request, caller))
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        return await _form(request, caller, form, status=422)
    try:
        return await _start(request, caller, form)
    except (GenerateError, Refusal) as error:
        answer = await _form(request, caller, form, status=error.status, problem=sentence_of(error))
        return with_wait(answer, error)


async def _blank(request: HttpRequest, caller: Caller) -> DraftForm:
    """Return an empty form, or one that asks once more what ``?from=`` asked. Raises Http404."""
    before = request.GET.get("from", "")
    if not before.isdecimal():
        return DraftForm()
    return once_more(await row_of(caller, int(before[:18])))


async def _start(request: HttpRequest, caller: Caller, form: DraftForm) -> HttpResponseBase:
    asked = form.asked()
    file = form.attached()
    if file is not None:
        see_kind(file)
    key = form.idempotency_key(asked, file.data if file else b"")
    live = await starting.start(caller, asked, key, file=file)
    if not htmx(request):
        await _wait_for(live.id)
    return go(request, reverse("generation", args=[live.id]))


async def _wait_for(pk: int) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await runner().until_ended(pk)
    except TimeoutError:
        pass  # the page shows what there is, and asks again by itself


async def _form(
    request: HttpRequest, caller: Caller, form: DraftForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    page = await in_database(history, caller, request.GET.get("page", "1"))
    context = {"here": "generate", "form": form, "most": settings.TIL_MAX_INPUT, "page": page, "problem": problem}
    return await render_page(request, "generate/begin.html", context, status=status)


async def row_of(caller: Caller, pk: int) -> Generation:
    """Return the row of a generation that is the caller's to see. Raises Http404."""
    rows = Generation.objects.filter(caller.owned(), pk=pk, part="").select_related("til")
    row = await in_database(rows.first)
    if row is None:
        raise Http404(gettext("There is nothing here, or it is not yours to see."))
    return row


@never_cache
@require_GET
@for_writers
async def generation(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show all there is of a draft, and go on live."""
    row = await row_of(caller, pk)
    shown = await _shown(row)
    context = _context(row, shown) | {"may_publish": _may_publish(caller)}
    if row.til:
        context |= await in_database(_kept, row.til)
    if "edit" in request.GET and shown.ended:
        context |= {"editor": True} | await editor_context(row)
    return await render_page(request, "generate/generation.html", context)


@never_cache
@require_GET
@for_writers
async def source(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Show what the draft is made from, as far as it was read."""
    return await render_page(request, "generate/_source.html", {"row": await row_of(caller, pk)})


def _may_publish(caller: Caller) -> bool:
    return bool({"write", "admin"} & caller.scopes)


async def _shown(row: Generation) -> Shown:
    return await shown_of(await runner().open_live(row.pk), runner().close_live, row.input_type)


def _context(row: Generation, shown: Shown) -> dict[str, Any]:
    blocks, state = shown.blocks, state_of(shown)
    position = Position(row.pk, shown.attempt, Stage.CONTENT, blocks.end) if blocks.end else Position(row.pk)
    may_go_on = shown.status is not Status.COMPLETE and not row.til
    return {
        "here": "generate",
        "row": row,
        "live": shown.live,
        "language": row.language_known or detect(row.source_text or row.input),
        "html": blocks.whole or "".join(blocks.html),
        "tail": blocks.tail,
        "follows": may_go_on or not shown.ended,
        "after": position._replace(attempt=shown.attempt, ended=shown.run if shown.ended else 0),
        "idle": settings.TIL_HEARTBEAT_SECONDS * 3,
        **state_context(state, row.created),
        **fields_of(shown.live),
        **outcome_context(shown),
    }


async def editor_context(row: Generation) -> dict[str, Any]:
    """Return what `_editor.html` is made from."""
    content = (row.til or row).content  # as it stands: the TIL's once there is one
    language = row.language_known or detect(content)
    return {
        "language": language,
        "content": content,
        "preview": await asyncio.to_thread(to_html, content, images=False),
    }


def _kept(til: Til) -> dict[str, Any]:
    """Return what the page shows instead, once a TIL was made of the draft."""
    tags = [{"name": tag.name, "is_new": False} for tag in til.tags.all()]
    kept = {name: getattr(til, name) for name in ("title", "excerpt", "day_number", "html")}
    return kept | {"til": til, "tags": tags, "tail": ""}


@require_GET
async def events(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send what the page has not seen, then what comes.

    Every answer is a stream with an end: a browser would come back for ever after anything else.
    """
    try:
        caller = await caller_of(request)
        row = await row_of(caller, pk)
    except Refusal:
        return _stream(_once(gone(gettext("You are signed out. Sign in in another tab, then reload this page."))))
    except Http404 as error:
        return _stream(_once(gone(str(error))))
    shown = await _shown(row)
    news = PageNews(shown, Fragments(get_language() or "en", row.created, _may_publish(caller)))
    return _stream(follow(shown, _position(request, row), Reading(as_page(), _nothing, news), runner().heart))


def _nothing() -> None:
    """Leave it to ``Shown`` to let go: others may read with it."""


def _position(request: HttpRequest, row: Generation) -> Position:
    text = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    try:
        return parse(text, row.pk, row.attempt) if text else Position(row.pk)
    except BadPosition:
        return Position(row.pk)


def _stream(body: AsyncIterator[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=STREAM_HEADERS)


async def _once(message: bytes) -> AsyncIterator[bytes]:
    yield message


@require_POST
@for_writers
async def stop(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Stop writing; what is there is kept, and the stream says so."""
    row = await row_of(caller, pk)
    await runner().cancel(row.pk)
    return HttpResponse(status=204) if htmx(request) else go(request, reverse("generation", args=[pk]))


@require_POST
@for_writers
async def retry(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Take up again what failed or was stopped."""
    await starting.retry(caller, await row_of(caller, pk))
    return go(request, reverse("generation", args=[pk]))
