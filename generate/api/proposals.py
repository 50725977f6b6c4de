"""Rewriting parts over the API: start, compare, accept, discard."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from generate.api.answers import error_of
from generate.api.generations import START, IdempotencyKey, begun
from generate.api.schemas import GenerationOut, LineOut, ProposalOut, RegenerateRequest
from generate.drafting import regenerate
from generate.drafting.find import find_generation, visible_to
from generate.drafting.regenerate import Parent
from generate.models import Generation, Verdict
from generate.refusals import NotFound
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.live import Status as State
from til.api import editing
from til.api.responses import errors
from til.api.tils import IfMatch
from til.caller import Caller, caller_of
from til.errors import WrongETag

router = Router(tags=["proposals"])
LISTED = 100


@router.post(
    "/tils/{int:pk}/regenerate",
    response={202: GenerationOut} | START,
    operation_id="regenerate_til",
    summary="Regenerate a part of a TIL",
)
async def til_regenerate(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    body: RegenerateRequest,
    idempotency_key: IdempotencyKey = "",
) -> Status[GenerationOut]:
    """Start a generation that rewrites title, excerpt, tags or content, following `instruction`.

    Its stream works like any other and starts with the content, whether current or being rewritten. The TIL does not
    change until you accept the proposal, which has the generation's id. `Idempotency-Key` works as for a draft.
    """
    caller = caller_of(request, "generate")
    til = await in_database(editing.owned_by, caller, pk)
    return await _begin(response, caller, til, body, idempotency_key)


@router.post(
    "/generations/{int:pk}/regenerate",
    response={202: GenerationOut} | START,
    operation_id="regenerate_generation",
    summary="Regenerate a part of a draft",
)
async def generation_regenerate(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    body: RegenerateRequest,
    idempotency_key: IdempotencyKey = "",
) -> Status[GenerationOut]:
    """Start a generation that rewrites a part of a finished one, which does not change until you accept the proposal.

    If the draft was saved as a TIL, the TIL's part is rewritten.
    """
    caller = caller_of(request, "generate")
    parent = await in_database(_parent_of, caller, await find_generation(caller, pk))
    return await _begin(response, caller, parent, body, idempotency_key)


async def _begin(
    response: HttpResponse, caller: Caller, parent: Parent, asked: RegenerateRequest, key: str
) -> Status[GenerationOut]:
    live = await regenerate.regenerate(caller, parent, asked.part, asked.instruction, asked.provider or "", key)
    return await begun(caller, live, response)


def _parent_of(caller: Caller, row: Generation) -> Parent:
    """Return the TIL saved from a generation, or else the generation. Raises NotThere."""
    return editing.owned_by(caller, row.til_id) if row.til_id else row


@router.get(
    "/tils/{int:pk}/proposals",
    response={200: list[ProposalOut]} | errors(404),
    operation_id="list_til_proposals",
    summary="List proposals for a TIL",
)
def til_proposals(request: HttpRequest, pk: int) -> list[ProposalOut]:
    """List proposals that are undecided or being written, latest first."""
    return _open(editing.owned_by(caller_of(request, "read", "generate"), pk))


@router.get(
    "/generations/{int:pk}/proposals",
    response={200: list[ProposalOut]} | errors(404),
    operation_id="list_generation_proposals",
    summary="List proposals for a draft",
)
async def generation_proposals(request: HttpRequest, pk: int) -> list[ProposalOut]:
    """List the proposals for a generation, or for its TIL once it is saved."""
    caller = caller_of(request, "read", "generate")
    row = await find_generation(caller, pk)
    return await in_database(lambda: _open(_parent_of(caller, row)))


def _open(parent: Parent) -> list[ProposalOut]:
    return [_shown(row, parent) for row in regenerate.proposals(parent)[:LISTED]]


@router.get(
    "/proposals/{int:pk}",
    response={200: ProposalOut} | errors(404),
    operation_id="get_proposal",
    summary="Read a proposal",
)
def proposal(request: HttpRequest, pk: int) -> ProposalOut:
    """Return the proposed part and its difference to the current one."""
    return _shown(*_found(caller_of(request, "read", "generate"), pk))


@router.post(
    "/proposals/{int:pk}/accept",
    response={200: ProposalOut} | errors(404, 409, 412),
    operation_id="accept_proposal",
    summary="Accept a proposal",
)
def proposal_accept(request: HttpRequest, pk: int, if_match: IfMatch = "") -> ProposalOut:
    """Replace the part of the TIL or draft by the proposed text; does nothing if already accepted.

    To avoid overwriting newer changes, send the ETag of the TIL you compared it with as If-Match.
    """
    return _accept(caller_of(request, "write"), pk, if_match)


@transaction.atomic
def _accept(caller: Caller, pk: int, if_match: str) -> ProposalOut:
    row, parent = _found(caller, pk)
    if row.verdict == Verdict.ACCEPTED:
        return _shown(row, parent)
    if not isinstance(parent, Generation):
        parent = editing.locked(caller, parent.pk, if_match)
    elif if_match not in {"", "*"}:
        raise WrongETag
    return _shown(regenerate.accept(parent, pk), parent)


@router.post(
    "/proposals/{int:pk}/discard",
    response={200: ProposalOut} | errors(404, 409),
    operation_id="discard_proposal",
    summary="Discard a proposal",
)
async def proposal_discard(request: HttpRequest, pk: int) -> ProposalOut:
    """Discard the proposal, and stop it if it is being written; does nothing if already discarded."""
    caller = caller_of(request, "write")
    row, parent = await in_database(_found, caller, pk)
    if row.verdict != Verdict.DISCARDED:
        row = await in_database(regenerate.discard, parent, pk)
        await runner().cancel(pk)
    return await in_database(_shown, row, parent)


def _found(caller: Caller, pk: int) -> tuple[Generation, Parent]:
    """Return one of the caller's proposals, and the TIL or generation it belongs to. Raises NotFound and NotThere."""
    rows = Generation.objects.filter(visible_to(caller), pk=pk).exclude(part="")
    row = rows.select_related("parent").first()
    if row is None:
        raise NotFound
    if row.target_id:
        return row, editing.owned_by(caller, row.target_id)
    if row.parent is None or not Generation.objects.filter(caller.owned(), pk=row.parent.pk).exists():
        raise NotFound
    return row, row.parent


def _shown(row: Generation, parent: Parent) -> ProposalOut:
    names = ("id", "part", "instruction", "status", "provider", "model", "created", "finished", "decided")
    values: dict[str, Any] = {name: getattr(row, name) for name in names} | {"verdict": row.verdict or "open"}
    is_open = (row.status, row.verdict) == (State.COMPLETE, Verdict.OPEN)
    lines = regenerate.change_of(row, parent) if is_open else []
    return ProposalOut(
        **values,
        text="" if row.status == State.RUNNING else regenerate.current(row, row.part),
        difference=[LineOut(kind=line.kind, text=line.text) for line in lines],
        error=error_of(row.error) if row.error else None,
        generation_id=row.parent_id,
        til_id=row.target_id,
    )
