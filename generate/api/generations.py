"""Generations in the API: start, follow, read, stop, continue, save."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import File as FilePart
from ninja import Header, Query, Router, Status
from ninja.files import UploadedFile

from generate.api.answers import preview_of, state_of
from generate.api.schemas import (
    CancelOut,
    GeneratePreviewResponse,
    GenerationOut,
    ProviderOut,
    SavedOut,
    SaveRequest,
    UploadOut,
)
from generate.drafting.find import find_generation
from generate.drafting.request import GenerateRequest
from generate.drafting.save import save_draft
from generate.drafting.start import retry_draft, start_draft
from generate.drafting.stream import stream_til_generation
from generate.providers import ask_models, offers
from generate.running import uploads
from generate.running.database import in_database
from generate.running.runner import runner
from generate.sources.file import File
from generate.stream.live import Live
from generate.stream.response import event_stream
from til.api.responses import BODY, errors
from til.caller import Caller, caller_of

router = Router(tags=["generations"])
START = errors(400, 404, 409, 429, 503, *BODY)
# Valid values depend on earlier requests, so the operations' texts describe them, not a schema.
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", include_in_schema=False)]
LastEventId = Annotated[str, Header(alias="Last-Event-ID", include_in_schema=False)]
LastEventIdQuery = Annotated[str, Query(alias="last_event_id", include_in_schema=False)]


async def begun(caller: Caller, live: Live, response: HttpResponse) -> Status[GenerationOut]:
    """Answer that a generation is running, with its address."""
    row = await find_generation(caller, live.id)
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

    With an `Idempotency-Key` (up to 255 printable characters), repeating the request within a day (in a session, at any
    time) follows the generation that the first request started, from `Last-Event-ID` if sent, so it is never paid for
    twice. The same key with another body is rejected (422, `idempotency_mismatch`).
    """
    caller = caller_of(request, "generate")
    live = await start_draft(caller, body, idempotency_key)
    return _stream(caller, live.id, live.attempt, last_event_id)


@router.post(
    "/generate",
    response={202: GenerationOut} | START,
    operation_id="start_generation",
    summary="Start a draft without streaming",
)
async def generation_start(
    request: HttpRequest, response: HttpResponse, body: GenerateRequest, idempotency_key: IdempotencyKey = ""
) -> Status[GenerationOut]:
    """Start a generation and answer immediately, for clients that stream over a WebSocket or not at all.

    `Idempotency-Key` works as for `/generate/stream`; both share the same keys.
    """
    caller = caller_of(request, "generate")
    return await begun(caller, await start_draft(caller, body, idempotency_key), response)


@router.post(
    "/generate/preview",
    response={200: GeneratePreviewResponse} | START | errors(502, 504),
    operation_id="generate_preview",
    summary="Draft a TIL and wait",
)
async def generate_preview(
    request: HttpRequest, body: GenerateRequest, idempotency_key: IdempotencyKey = ""
) -> GeneratePreviewResponse:
    """Wait for the whole draft. If the client disconnects, the draft remains available as a generation."""
    live = await start_draft(caller_of(request, "generate"), body, idempotency_key)
    live = await runner().until_ended(live.id)
    if live.error:
        raise live.error
    return preview_of(live)


@router.get(
    "/generations/{int:pk}",
    response={200: GenerationOut} | errors(404),
    operation_id="get_generation",
    summary="Read a generation",
)
async def generation(request: HttpRequest, pk: int) -> GenerationOut:
    """Return everything written so far, and the position from which a stream continues.

    A key with only the scope `generate` sees only generations it started; this also applies to streams and sockets.
    """
    row = await find_generation(caller_of(request, "read", "generate"), pk)
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
    """Stream everything the reader has not received, then new events, to the end.

    Send the `id` of the last event you received in the header `Last-Event-ID` or the query parameter `last_event_id`;
    without one, the stream starts from the beginning. An id that no stream of this generation sent is rejected (400,
    `bad_event_id`).
    """
    caller = caller_of(request, "read", "generate")
    row = await find_generation(caller, pk)
    return _stream(caller, pk, row.attempt, last_event_id or last_event_id_query)


@router.post(
    "/generations/{int:pk}/cancel",
    response={200: CancelOut} | errors(404),
    operation_id="cancel_generation",
    summary="Stop a generation",
)
async def generation_cancel(request: HttpRequest, pk: int) -> CancelOut:
    """Stop the generation in whichever process runs it; does nothing if it has ended."""
    row = await find_generation(caller_of(request, "generate"), pk)
    was_running = await runner().cancel(pk)
    return CancelOut(id=pk, stopping=was_running, status=row.status)


@router.post(
    "/generations/{int:pk}/retry",
    response={202: GenerationOut} | errors(404, 429, 503),
    operation_id="retry_generation",
    summary="Continue a generation",
)
async def generation_retry(request: HttpRequest, response: HttpResponse, pk: int) -> Status[GenerationOut]:
    """Continue a failed or cancelled generation from its first unfinished stage; finished stages are kept."""
    caller = caller_of(request, "generate")
    row = await find_generation(caller, pk)
    return await begun(caller, await retry_draft(caller, row), response)


@router.post(
    "/generations/{int:pk}/save",
    response={200: SavedOut} | errors(404, 409, *BODY),
    operation_id="save_generation",
    summary="Save a draft",
)
async def generation_save(request: HttpRequest, pk: int, body: SaveRequest | None = None) -> SavedOut:
    """Save the generation as a draft TIL; repeated requests return the same TIL."""
    await find_generation(caller_of(request, "write"), pk)
    edits: Any = body.model_dump(exclude_none=True) if body else {}
    til = await in_database(save_draft, pk, **edits)
    return SavedOut(til_id=til.pk, day_number=til.day_number, slug=til.slug, status=til.status)


@router.post(
    "/uploads",
    response={201: UploadOut} | errors(409, 429, *BODY),
    tags=["uploads"],
    operation_id="upload_file",
    summary="Upload a file",
)
async def upload(request: HttpRequest, file: Annotated[UploadedFile, FilePart()]) -> Status[UploadOut]:
    """Store a file until a draft is made from it, for at most a day; only the caller can use it."""
    caller = caller_of(request, "generate")
    uploads.check_size(file.size or 0)
    given = File(file.read(), file.name or "", file.content_type or "", file.charset or "")
    kept = await in_database(uploads.keep, caller, given)
    expires = kept.created + uploads.KEPT
    return Status(201, UploadOut(id=kept.pk, name=kept.name, size=kept.size, expires=expires))


@router.get(
    "/providers",
    response={200: list[ProviderOut]} | errors(),
    tags=["providers"],
    operation_id="list_providers",
    summary="List providers",
)
async def providers(request: HttpRequest) -> list[ProviderOut]:
    """List all providers with their models, whether they are ready, and the default."""
    caller_of(request, "read", "generate")
    await ask_models()
    return [ProviderOut.model_validate(offer, from_attributes=True) for offer in offers()]


def _stream(caller: Caller, pk: int, attempt: int, last_event_id: str) -> StreamingHttpResponse:
    return event_stream(stream_til_generation(pk, attempt, last_event_id, caller), _place(pk))
