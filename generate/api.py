"""The API's generations: start, follow, look at, stop, take up again, keep."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import File as FilePart
from ninja import Header, Query, Router, Status
from ninja.files import UploadedFile

from generate import regenerate, saving, starting, uploads
from generate.database import in_database
from generate.models import Generation
from generate.providers import offers
from generate.refusals import BadEventId, NotFound
from generate.runner import runner
from generate.schemas import (
    CancelOut,
    GeneratePreviewResponse,
    GenerateRequest,
    GenerationOut,
    ProviderOut,
    SavedOut,
    SaveRequest,
    UploadOut,
)
from generate.sources.file import File
from generate.state import preview_of, state_of
from generate.stream.follow import as_bytes
from generate.stream.live import Live
from generate.stream.position import BadPosition, Position, parse
from til.api.responses import BODY, errors
from til.caller import Caller, caller_of

router = Router(tags=["generations"])
STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
START = errors(400, 404, 409, 429, 503, *BODY)
# What fits depends on earlier requests, which no schema can say: the operations' texts describe them.
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)]
LastEventId = Annotated[str, Header(alias="Last-Event-ID", include_in_schema=False)]
LastEventIdQuery = Annotated[str, Query(alias="last_event_id", include_in_schema=False)]


async def seen_by(caller: Caller, pk: int) -> Generation:
    """Return the row, without its long texts. Raises NotFound where it is not theirs to see."""
    rows = Generation.objects.filter(regenerate.seen_by(caller), pk=pk).select_related("key")
    row = await in_database(rows.first)
    if row is None:
        raise NotFound
    return row


async def begun(caller: Caller, live: Live, response: HttpResponse) -> Status[GenerationOut]:
    """Answer that a generation goes on, and where."""
    row = await seen_by(caller, live.id)
    response["Location"] = _place(live.id)
    return Status(202, state_of(row, live))


def _place(pk: int) -> str:
    return reverse("api-1:generation", args=[pk])


@router.post("/generate/stream", response=START, operation_id="generate_stream", summary="Draft a TIL and stream it")
async def generate_stream(
    request: HttpRequest,
    body: GenerateRequest,
    idempotency_key: IdempotencyKey = "",
    last_event_id: LastEventId = "",
) -> StreamingHttpResponse:
    """Start a generation and follow it from the beginning.

    With an `Idempotency-Key` (up to 255 printable characters) the same request within a day follows the generation
    that the first one has started, from `Last-Event-ID` where that is sent along: it is never paid for twice. The same
    key with another body is refused (422, `idempotency_mismatch`).
    """
    live = await starting.start(caller_of(request, "generate"), body, idempotency_key)
    return _stream(live.id, live.attempt, last_event_id)


@router.post(
    "/generate",
    response={202: GenerationOut} | START,
    operation_id="start_generation",
    summary="Draft a TIL, and follow it elsewhere",
)
async def generation_start(
    request: HttpRequest, response: HttpResponse, body: GenerateRequest, idempotency_key: IdempotencyKey = ""
) -> Status[GenerationOut]:
    """Start a generation and answer at once, for clients that stream over a WebSocket, or not at all.

    `Idempotency-Key` as for `/generate/stream`, where the same key means the same generation.
    """
    caller = caller_of(request, "generate")
    return await begun(caller, await starting.start(caller, body, idempotency_key), response)


@router.post(
    "/generate/preview",
    response={200: GeneratePreviewResponse} | START | errors(502, 504),
    operation_id="generate_preview",
    summary="Draft a TIL at once",
)
async def generate_preview(
    request: HttpRequest, body: GenerateRequest, idempotency_key: IdempotencyKey = ""
) -> GeneratePreviewResponse:
    """Wait for the whole draft; a client that goes away finds it under its generation."""
    live = await starting.start(caller_of(request, "generate"), body, idempotency_key)
    live = await runner().until_ended(live.id)
    if live.error:
        raise live.error
    return preview_of(live)


@router.get(
    "/generations/{int:pk}",
    response={200: GenerationOut} | errors(404),
    operation_id="get_generation",
    summary="A generation as it stands",
)
async def generation(request: HttpRequest, pk: int) -> GenerationOut:
    """Return all there is so far, with the position a stream goes on from."""
    row = await seen_by(caller_of(request, "read"), pk)
    return state_of(row, await runner().open_live(pk))


@router.get(
    "/generations/{int:pk}/stream",
    response=errors(400, 404),
    operation_id="follow_generation",
    summary="Follow a generation",
)
async def generation_stream(
    request: HttpRequest,
    pk: int,
    last_event_id: LastEventId = "",
    last_event_id_query: LastEventIdQuery = "",
) -> StreamingHttpResponse:
    """Send what a reader has not seen, then what comes, to the end.

    The `id` of the last event that was read goes into the header `Last-Event-ID`, or into the query as
    `last_event_id`; without one the stream begins at the beginning. What no stream of this generation has ever sent is
    refused (400, `bad_event_id`).
    """
    row = await seen_by(caller_of(request, "read"), pk)
    return _stream(pk, row.attempt, last_event_id or last_event_id_query)


@router.post(
    "/generations/{int:pk}/cancel",
    response={200: CancelOut} | errors(404),
    operation_id="cancel_generation",
    summary="Stop a generation",
)
async def generation_cancel(request: HttpRequest, pk: int) -> CancelOut:
    """Stop it wherever it runs; harmless where it has ended."""
    row = await seen_by(caller_of(request, "generate"), pk)
    was_running = await runner().cancel(pk)
    return CancelOut(id=pk, stopping=was_running, status=row.status)


@router.post(
    "/generations/{int:pk}/retry",
    response={202: GenerationOut} | errors(404, 429, 503),
    operation_id="retry_generation",
    summary="Take up a generation again",
)
async def generation_retry(request: HttpRequest, response: HttpResponse, pk: int) -> Status[GenerationOut]:
    """Go on from the first unfinished stage of a failed or cancelled generation; what is finished is kept."""
    caller = caller_of(request, "generate")
    row = await seen_by(caller, pk)
    return await begun(caller, await starting.retry(caller, row), response)


@router.post(
    "/generations/{int:pk}/save",
    response={200: SavedOut} | errors(404, 409, *BODY),
    operation_id="save_generation",
    summary="Keep a draft",
)
async def generation_save(request: HttpRequest, pk: int, body: SaveRequest | None = None) -> SavedOut:
    """Make a draft TIL of it, once."""
    await seen_by(caller_of(request, "write"), pk)
    edits: Any = body.model_dump(exclude_none=True) if body else {}
    til = await in_database(saving.save, pk, **edits)
    return SavedOut(til_id=til.pk, day_number=til.day_number, slug=til.slug, status=til.status)


@router.post(
    "/uploads",
    response={201: UploadOut} | errors(409, 429, *BODY),
    tags=["uploads"],
    operation_id="upload_file",
    summary="Send a file to draft from",
)
async def upload(request: HttpRequest, file: Annotated[UploadedFile, FilePart()]) -> Status[UploadOut]:
    """Keep a file until a draft is made from it, for a day at most; nobody else can use it."""
    caller = caller_of(request, "generate")
    uploads.see_size(file.size or 0)
    given = File(file.read(), file.name or "", file.content_type or "", file.charset or "")
    kept = await in_database(uploads.keep, caller, given)
    expires = kept.created + uploads.KEPT
    return Status(201, UploadOut(id=kept.pk, name=kept.name, size=kept.size, expires=expires))


@router.get(
    "/providers",
    response={200: list[ProviderOut]} | errors(),
    tags=["providers"],
    operation_id="list_providers",
    summary="Who can write",
)
async def providers(request: HttpRequest) -> list[ProviderOut]:
    """List every provider, which are ready, their models, and the default."""
    caller_of(request, "read")
    return [ProviderOut.model_validate(offer, from_attributes=True) for offer in offers()]


def _stream(pk: int, attempt: int, last_event_id: str) -> StreamingHttpResponse:
    position = position_of(pk, attempt, last_event_id)
    return event_stream(runner().follow(position, as_bytes()), _place(pk))


def position_of(pk: int, attempt: int, last_event_id: str) -> Position:
    """Return where a reader was; at the beginning without an id. Raises BadEventId."""
    try:
        return parse(last_event_id, pk, attempt) if last_event_id else Position(pk)
    except BadPosition as error:
        raise BadEventId(str(error)) from error


def event_stream(body: AsyncIterator[bytes], location: str) -> StreamingHttpResponse:
    """Return ``body`` as a response that no proxy holds back."""
    response = StreamingHttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=STREAM_HEADERS)
    response["Location"] = location
    return response
