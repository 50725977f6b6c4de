"""The API's parts written again: begin, look at what would change, accept, discard."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from generate import regenerate
from generate.api import START, IdempotencyKey, begun, seen_by
from generate.database import in_database
from generate.models import Generation, Verdict
from generate.refusals import NotFound
from generate.regenerate import Whole
from generate.runner import runner
from generate.schemas import GenerationOut, LineOut, ProposalOut, RegenerateRequest
from generate.state import error_of
from generate.stream.live import Status as State
from til import editing
from til.api.responses import errors
from til.api.tils import IfMatch
from til.caller import Caller, caller_of
from til.refusals import WrongETag

router = Router(tags=["proposals"])
LISTED = 100


@router.post(
    "/tils/{int:pk}/regenerate",
    response={202: GenerationOut} | START,
    operation_id="regenerate_til",
    summary="Write a part of a TIL again",
)
async def til_regenerate(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    body: RegenerateRequest,
    idempotency_key: IdempotencyKey = "",
) -> Status[GenerationOut]:
    """Start a generation that writes title, excerpt, tags or content again, as `instruction` wishes.

    Follow it like any other; it sends the content first, as it stands or as it is written. Nothing of the TIL changes
    before the proposal, which has the generation's id, is accepted. `Idempotency-Key` as for a draft.
    """
    caller = caller_of(request, "generate")
    til = await in_database(editing.owned_by, caller, pk)
    return await _begin(response, caller, til, body, idempotency_key)


@router.post(
    "/generations/{int:pk}/regenerate",
    response={202: GenerationOut} | START,
    operation_id="regenerate_generation",
    summary="Write a part of a draft again",
)
async def generation_regenerate(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    body: RegenerateRequest,
    idempotency_key: IdempotencyKey = "",
) -> Status[GenerationOut]:
    """Start a generation that writes a part of an ended one again; nothing of that changes before it is accepted.

    Once there is a TIL of it, the TIL's part is written again.
    """
    caller = caller_of(request, "generate")
    whole = await in_database(_whole_of, caller, await seen_by(caller, pk))
    return await _begin(response, caller, whole, body, idempotency_key)


async def _begin(
    response: HttpResponse, caller: Caller, whole: Whole, asked: RegenerateRequest, key: str
) -> Status[GenerationOut]:
    live = await regenerate.regenerate(caller, whole, asked.part, asked.instruction, asked.provider or "", key)
    return await begun(caller, live, response)


def _whole_of(caller: Caller, row: Generation) -> Whole:
    """Return the TIL that was made of a generation, or else the generation. Raises NotThere."""
    return editing.owned_by(caller, row.til_id) if row.til_id else row


@router.get(
    "/tils/{int:pk}/proposals",
    response={200: list[ProposalOut]} | errors(404),
    operation_id="list_til_proposals",
    summary="What would change a TIL",
)
def til_proposals(request: HttpRequest, pk: int) -> list[ProposalOut]:
    """List the parts that were written again and wait for a verdict, or are being written; the latest first."""
    return _open(editing.owned_by(caller_of(request, "read"), pk))


@router.get(
    "/generations/{int:pk}/proposals",
    response={200: list[ProposalOut]} | errors(404),
    operation_id="list_generation_proposals",
    summary="What would change a draft",
)
async def generation_proposals(request: HttpRequest, pk: int) -> list[ProposalOut]:
    """List the same for a generation; for its TIL, once there is one."""
    caller = caller_of(request, "read")
    row = await seen_by(caller, pk)
    return await in_database(lambda: _open(_whole_of(caller, row)))


def _open(whole: Whole) -> list[ProposalOut]:
    return [_shown(row, whole) for row in regenerate.proposals(whole)[:LISTED]]


@router.get(
    "/proposals/{int:pk}",
    response={200: ProposalOut} | errors(404),
    operation_id="get_proposal",
    summary="What accepting would change",
)
def proposal(request: HttpRequest, pk: int) -> ProposalOut:
    """Return a part that was written again beside what stands there now."""
    return _shown(*_found(caller_of(request, "read"), pk))


@router.post(
    "/proposals/{int:pk}/accept",
    response={200: ProposalOut} | errors(404, 409, 412),
    operation_id="accept_proposal",
    summary="Put it where it belongs",
)
def proposal_accept(request: HttpRequest, pk: int, if_match: IfMatch = "") -> ProposalOut:
    """Change the part of the TIL, or of the draft, to what was written; harmless where that was done.

    Send the ETag of the TIL you compared it with as If-Match, and nothing that was changed meanwhile is lost.
    """
    return _accept(caller_of(request, "write"), pk, if_match)


@transaction.atomic
def _accept(caller: Caller, pk: int, if_match: str) -> ProposalOut:
    row, whole = _found(caller, pk)
    if row.verdict == Verdict.ACCEPTED:
        return _shown(row, whole)
    if not isinstance(whole, Generation):
        whole = editing.held(caller, whole.pk, if_match)
    elif if_match not in {"", "*"}:
        raise WrongETag
    return _shown(regenerate.accept(whole, pk), whole)


@router.post(
    "/proposals/{int:pk}/discard",
    response={200: ProposalOut} | errors(404, 409),
    operation_id="discard_proposal",
    summary="Leave it as it is",
)
async def proposal_discard(request: HttpRequest, pk: int) -> ProposalOut:
    """Change nothing, and stop writing where that goes on; harmless where that was done."""
    caller = caller_of(request, "write")
    row, whole = await in_database(_found, caller, pk)
    if row.verdict != Verdict.DISCARDED:
        row = await in_database(regenerate.discard, whole, pk)
        await runner().cancel(pk)
    return await in_database(_shown, row, whole)


def _found(caller: Caller, pk: int) -> tuple[Generation, Whole]:
    """Return a proposal and what it belongs to, which must be the caller's. Raises NotFound and NotThere."""
    rows = Generation.objects.filter(regenerate.seen_by(caller), pk=pk).exclude(part="")
    row = rows.select_related("whole").first()
    if row is None:
        raise NotFound
    if row.target_id:
        return row, editing.owned_by(caller, row.target_id)
    if row.whole is None or not Generation.objects.filter(caller.owned(), pk=row.whole.pk).exists():
        raise NotFound
    return row, row.whole


def _shown(row: Generation, whole: Whole) -> ProposalOut:
    names = ("id", "part", "instruction", "status", "provider", "model", "created", "finished", "decided")
    values: dict[str, Any] = {name: getattr(row, name) for name in names} | {"verdict": row.verdict or "open"}
    is_open = (row.status, row.verdict) == (State.COMPLETE, Verdict.OPEN)
    lines = regenerate.change_of(row, whole) if is_open else []
    return ProposalOut(
        **values,
        text="" if row.status == State.RUNNING else regenerate.current(row, row.part),
        difference=[LineOut(kind=line.kind, text=line.text) for line in lines],
        error=error_of(row.error) if row.error else None,
        generation_id=row.whole_id,
        til_id=row.target_id,
    )
