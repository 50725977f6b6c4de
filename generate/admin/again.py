"""The review page's views for rewriting parts: begin, watch, stop, discard. Accepting saves the form."""

from collections.abc import AsyncIterator
from contextlib import suppress
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from generate.drafting import regenerate
from generate.drafting.access import P, Page, View, for_writers, htmx
from generate.models import PARTS, Generation
from generate.providers import choices, provider_name
from generate.refusals import Decided
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.events import Event
from generate.stream.follow import KEEP_ALIVE, RETRY, Write
from generate.stream.live import Status
from generate.stream.position import BadPosition, Position, parse
from generate.stream.response import STREAM_HEADERS
from generate.stream.sse import SSEEvent
from til.caller import Caller
from til.models import Til

render_page = sync_to_async(render)
OVER = {"complete", "error"}
DONE, CLOSE = SSEEvent("done", "").encode(), SSEEvent("close", "").encode()


class AgainForm(forms.Form):
    """Which part to rewrite, with which instruction and provider."""

    part = forms.ChoiceField(choices=PARTS)
    instruction = forms.CharField(required=False, max_length=500)
    provider = forms.ChoiceField(required=False, choices=choices)


@sync_to_async
def _see_reviewer(request: HttpRequest) -> None:
    if not (request.user.is_staff and request.user.has_perm("til.change_til")):
        raise PermissionDenied(gettext("Your account cannot review TILs. Ask the site's operator."))


def for_reviewers(view: View[P]) -> Page[P]:
    """Require the right to generate and to change TILs."""

    @for_writers
    @wraps(view)
    async def page(request: HttpRequest, caller: Caller, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        await _see_reviewer(request)
        return await view(request, caller, *args, **kwargs)

    return page


def review_place(pk: int) -> str:
    """Return the URL of the review page, at the proposals."""
    return f"{reverse('admin:til_til_change', args=[pk])}#again"


async def _til(pk: int) -> Til:
    til = await in_database(Til.objects.filter(pk=pk).first)
    if til is None:
        raise Http404
    return til


async def _row(til: Til, number: int) -> Generation:
    row = await in_database(regenerate.proposals(til).filter(pk=number).first)
    if row is None:
        raise Http404
    return row


@require_POST
@for_reviewers
async def begin(request: HttpRequest, caller: Caller, pk: int) -> HttpResponseBase:
    """Start rewriting a part."""
    til, form = await _til(pk), AgainForm(request.POST)
    if not form.is_valid():
        problem = gettext("Choose a part and a provider. An instruction can have at most 500 characters.")
        return await _answer(request, til, problem)
    await regenerate.regenerate(caller, til, **form.cleaned_data)
    return await _answer(request, til)


async def _answer(request: HttpRequest, til: Til, problem: str = "") -> HttpResponse:
    if not htmx(request):
        return HttpResponseRedirect(review_place(til.pk))
    shown = await in_database(shown_proposals, til)
    return await render_page(request, "admin/generate/again/_proposals.html", {"proposals": shown, "problem": problem})


def shown_proposals(til: Til) -> list[dict[str, Any]]:
    """Return the undecided proposals for the review page."""
    return [_shown(row, til) for row in regenerate.proposals(til)]


def _shown(row: Generation, til: Til) -> dict[str, Any]:
    is_running = row.status == Status.RUNNING
    return {
        "row": row,
        "til": til,
        "running": is_running,
        "complete": row.status == Status.COMPLETE,
        "error": row.error.sentence(gettext) if row.error and not is_running else "",
        "lines": regenerate.change_of(row, til) if row.status == Status.COMPLETE else [],
        "provider": provider_name(row.provider),
    }


@require_GET
@for_reviewers
async def watch(request: HttpRequest, caller: Caller, pk: int, number: int) -> HttpResponseBase:
    """Stream the text being written; at the end, the page loads the difference."""
    try:
        row = await _row(await _til(pk), number)
    except Http404:
        return _stream(_once(DONE + CLOSE))
    text = request.headers.get("Last-Event-ID", "")
    try:
        position = parse(text, row.pk, row.attempt) if text else Position(row.pk)
    except BadPosition:
        position, text = Position(row.pk), ""
    return _stream(runner().follow(position, _as_text(row, starts_over=not text), caller))


def _stream(body: AsyncIterator[bytes]) -> StreamingHttpResponse:
    return StreamingHttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=STREAM_HEADERS)


async def _once(message: bytes) -> AsyncIterator[bytes]:
    yield message


def _as_text(row: Generation, *, starts_over: bool) -> Write[bytes]:
    """Return a writer of escaped text to append; a new reader is first told to clear the old text."""
    clean = SSEEvent("reset", f'<pre hx-swap-oob="innerHTML:#written-{row.pk}"></pre>').encode()
    begin = RETRY + clean if starts_over else RETRY

    def write(events: list[Event]) -> bytes:
        nonlocal begin
        head, begin = begin, b""
        return head + (b"".join(_written(row.part, event, clean) for event in events) or KEEP_ALIVE)

    return write


def _written(part: str, event: Event, clean: bytes) -> bytes:
    if event.name == "reset":
        return clean
    if event.name in OVER:
        return SSEEvent("done", "", str(event.position)).encode() + CLOSE
    text = _text_of(part, event)
    return SSEEvent("chunk", f"<span>{escape(text)}</span>", str(event.position)).encode() if text else b""


def _text_of(part: str, event: Event) -> str:
    if event.name == "content_chunk":  # someone who asked for another title knows the content
        return str(event.data["chunk"]) if part == "content" else ""
    value = event.data.get(part, "")
    return ", ".join(tag["name"] for tag in value) if part == "tags" else str(value)


@require_GET
@for_reviewers
async def proposal(request: HttpRequest, _caller: Caller, pk: int, number: int) -> HttpResponseBase:
    """Show one proposal."""
    til = await _til(pk)
    row = await _row(til, number)
    shown = await in_database(_shown, row, til)
    return await render_page(request, "admin/generate/again/_proposal.html", {"proposal": shown})


@require_POST
@for_reviewers
async def stop(request: HttpRequest, _caller: Caller, pk: int, number: int) -> HttpResponseBase:
    """Cancel a proposal that is being written."""
    til = await _til(pk)
    row = await _row(til, number)
    await runner().cancel(row.pk)
    return HttpResponse(status=204) if htmx(request) else HttpResponseRedirect(review_place(pk))


@require_POST
@for_reviewers
async def discard(request: HttpRequest, _caller: Caller, pk: int, number: int) -> HttpResponseBase:
    """Discard a proposal."""
    til = await _til(pk)
    with suppress(Decided):  # already decided, so nothing to discard
        await in_database(regenerate.discard, til, number)
    return await _answer(request, til)


urlpatterns: list[URLPattern] = [
    path("<int:pk>/again/", begin, name="til_til_again"),
    path("<int:pk>/again/<int:number>/", proposal, name="til_til_proposal"),
    path("<int:pk>/again/<int:number>/events", watch, name="til_til_watch"),
    path("<int:pk>/again/<int:number>/stop/", stop, name="til_til_stop"),
    path("<int:pk>/again/<int:number>/discard/", discard, name="til_til_discard"),
]
