"""Tools that write: start a generation, wait with progress, stop it if the client leaves."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import aclosing
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from pydantic import BaseModel, Field

from generate.api.answers import preview_of
from generate.api.mcp.spoken import Agent, caller_of
from generate.api.schemas import CancelOut, GeneratePreviewResponse
from generate.drafting.find import find_generation
from generate.drafting.regenerate import current, regenerate
from generate.drafting.request import MOST_SOURCES, GenerateRequest, PartName
from generate.drafting.start import retry_draft, start_draft
from generate.errors import Interrupted
from generate.models import Generation
from generate.refusals import NothingToRevise
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.live import Live, Status
from generate.stream.position import Position
from til.api import editing
from til.caller import Caller
from til.errors import TilError

Content = Annotated[str, Field(description="The notes, or with input_type “url” a link to a page.")]
Kind = Literal["text", "url"]
Language = Annotated[Literal["auto", "ko", "en"], Field(description="Language to write in; “auto” follows the notes.")]
Length = Annotated[Literal["short", "long"] | None, Field(description="Defaults to that of the notes.")]
Tone = Annotated[Literal["plain", "friendly", "formal"] | None, Field(description="Defaults to that of the notes.")]
Template = Annotated[
    str | None, Field(max_length=40, description="The slug of a template of the site, such as “bug-cause-fix”.")
]
Writer = Annotated[str | None, Field(description="The provider; defaults to the site's.")]
DraftId = Annotated[int, Field(ge=1, le=2**63 - 1, description="The generation_id from draft_til.")]
OptionalDraftId = Annotated[int | None, Field(ge=1, le=2**63 - 1, description="An unsaved draft.")]
OptionalTilId = Annotated[int | None, Field(ge=1, le=2**63 - 1, description="One of your TILs.")]
Instruction = Annotated[str, Field(max_length=500, description="What to change, such as “Shorter.”")]
_working: set[asyncio.Task[None]] = set()


class AgentSource(BaseModel):
    """One of several sources."""

    type: Kind = "text"
    content: Content


Sources = Annotated[
    list[AgentSource] | None,
    Field(description="Several notes and links for one draft, instead of content.", max_length=MOST_SOURCES),
]


class Revision(BaseModel):
    """A rewritten part. Nothing changes until you save it or a person accepts it."""

    generation_id: int = Field(description="The id of its generation; people find the proposal under this id.")
    part: PartName
    text: str = Field(description="One tag per line.")
    til_id: int | None
    of_generation_id: int | None


async def draft_til(
    ctx: Agent,
    content: Content = "",
    input_type: Kind = "text",
    language: Language = "auto",
    provider: Writer = None,
    sources: Sources = None,
    length: Length = None,
    tone: Tone = None,
    template: Template = None,
) -> GeneratePreviewResponse:
    """Draft a TIL from notes, a page, or several of them, and return the finished draft. Nothing is published.

    Save it by calling save_draft with its generation_id. Cancelling this call stops the writing.
    """
    options = {"language": language, "provider": provider, "length": length, "tone": tone, "template": template}
    return preview_of(await written(ctx, begin_draft(ctx, content, input_type, sources, **options)))


async def begin_draft(
    ctx: Any,
    content: str = "",
    input_type: Kind = "text",
    sources: Sequence[AgentSource] | None = None,
    **options: str | None,
) -> Live:
    """Start the generation for draft_til; ``options`` are those of the API."""
    given = {"content": content, "input_type": input_type} if content else {}
    several = {"sources": [one.model_dump() for one in sources]} if sources else {}
    asked = GenerateRequest.model_validate({**given, **several, **options})
    return await start_draft(caller_of(ctx, "generate"), asked, _once(ctx))


async def continue_draft(ctx: Agent, generation_id: DraftId) -> GeneratePreviewResponse:
    """Continue a failed, stopped or interrupted draft from its text so far. Waits if it is still running."""
    return preview_of(await written(ctx, begin_again(ctx, generation_id)))


async def begin_again(ctx: Any, generation_id: int) -> Live:
    """Start the generation for continue_draft."""
    caller = caller_of(ctx, "generate")
    return await retry_draft(caller, await find_generation(caller, generation_id))


async def revise_draft(
    ctx: Agent,
    part: PartName,
    instruction: Instruction = "",
    generation_id: OptionalDraftId = None,
    til_id: OptionalTilId = None,
    provider: Writer = None,
) -> Revision:
    """Rewrite a part of a draft or of a TIL. Give either generation_id or til_id.

    This changes nothing: pass the text to save_draft or update_draft, or let a person accept it.
    """
    live = await written(ctx, begin_revision(ctx, part, instruction, generation_id, til_id, provider))
    return await in_database(revision_of, live.id)


async def begin_revision(
    ctx: Any,
    part: str,
    instruction: str = "",
    generation_id: int | None = None,
    til_id: int | None = None,
    provider: str | None = None,
) -> Live:
    """Start the generation for revise_draft."""
    caller = caller_of(ctx, "generate")
    if (generation_id is None) == (til_id is None):
        raise NothingToRevise
    if generation_id is not None:
        row = await find_generation(caller, generation_id)
        til_id = row.til_id
        if til_id is None:
            return await regenerate(caller, row, part, instruction, provider or "", _once(ctx))
    til = await in_database(editing.owned_by, caller, int(til_id or 0))
    return await regenerate(caller, til, part, instruction, provider or "", _once(ctx))


async def cancel_draft(ctx: Agent, generation_id: DraftId) -> CancelOut:
    """Stop writing a draft; its text so far is kept. Does nothing if it has ended."""
    return await cancel(caller_of(ctx, "generate"), generation_id)


async def cancel(caller: Caller, pk: int) -> CancelOut:
    """Stop one of the caller's generations. Raises NotFound."""
    row = await find_generation(caller, pk)
    return CancelOut(id=pk, stopping=await runner().cancel(pk), status=row.status)


LONG: dict[str, Callable[..., Awaitable[Live]]] = {
    "draft_til": begin_draft,
    "continue_draft": begin_again,
    "revise_draft": begin_revision,
}


async def written(ctx: Agent, begin: Coroutine[None, None, Live]) -> Live:
    """Wait for the generation that ``begin`` starts, and return it; stop it if the client leaves. Raises TilError."""
    beginning = asyncio.create_task(begin)
    try:
        live = await asyncio.shield(beginning)
        await _report(ctx, live.id)
        live = await runner().open_live(live.id)
    except asyncio.CancelledError:
        in_background(_stop(beginning))
        raise
    if not live.ended or live.error:
        raise live.error or Interrupted()
    return live


def in_background(work: Coroutine[None, None, None]) -> None:
    """Run ``work`` in the background, beyond the end of its request."""
    task = asyncio.create_task(work, context=contextvars.Context())
    _working.add(task)
    task.add_done_callback(_working.discard)


async def _stop(beginning: "asyncio.Task[Live]") -> None:
    """Cancel a generation without a reader, except when this process stops, since others then continue it."""
    try:
        live = await beginning
    except TilError:
        return
    if not runner().heart.closing:
        await runner().cancel(live.id)


async def _report(ctx: Agent, pk: int) -> None:
    """Report progress until the end: the number of events and the last event's name."""
    count = 0
    async with aclosing(runner().follow(Position(pk), lambda events: events)) as batches:
        async for events in batches:
            count += len(events)
            if events:
                await ctx.report_progress(count, message=events[-1].name)


def revision_of(pk: int) -> Revision:
    """Return the rewritten part."""
    row = Generation.objects.get(pk=pk)
    text = current(row, row.part) if row.status == Status.COMPLETE else ""
    part: Any = row.part
    return Revision(generation_id=pk, part=part, text=text, til_id=row.target_id, of_generation_id=row.parent_id)


def _once(ctx: Any) -> str:
    """Return an Idempotency-Key that identifies a session's call, so that any process can cancel it."""
    given = ctx.request_context if isinstance(ctx, Context) else ctx
    return call_name(given, given.request_id)


def call_name(ctx: Any, request_id: object) -> str:
    """Return the name of a call; empty without a session, where closing the connection cancels the call."""
    session = ctx.request.headers.get("mcp-session-id", "")[:64] if ctx.request else ""
    return f"mcp {session} {request_id!s:.64}" if session and session.isprintable() else ""
