"""The MCP server: an agent drafts, searches, reads and saves; publishing is a person's."""

from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field, ValidationError

from generate import saving, starting
from generate.api import seen_by
from generate.database import in_database
from generate.errors import GenerateError, Interrupted
from generate.runner import runner
from generate.schemas import GeneratePreviewResponse, GenerateRequest, SavedOut, SaveRequest
from generate.state import preview_of
from generate.stream.position import Position
from til import editing
from til.caller import Caller, Refusal, Scope
from til.models import Til
from til.schemas import TilIn
from til.search.query import Query, answering

Agent = Context[Any, Any]
INSTRUCTIONS = (
    "Today I Learned posts. draft_til turns notes or a page into a draft; save_draft keeps it for review. "
    "A person reviews and publishes; you cannot."
)


class TilFound(BaseModel):
    """A TIL as a search lists it."""

    id: int
    day_number: int
    title: str
    excerpt: str
    tags: list[str]
    language: str
    status: str
    path: str = Field(description="Its page on this site; there for readers once it is published.")


class TilText(TilFound):
    """A TIL with its text."""

    content: str = Field(description="Markdown.")


def make_manager() -> StreamableHTTPSessionManager:
    """Return what serves the tools over streamable HTTP, each request for itself: any process can answer it."""
    server: MCPServer[Any] = MCPServer("tilsite", instructions=INSTRUCTIONS, log_level="WARNING", subscriptions=False)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    writes = ToolAnnotations(destructive_hint=False)
    server.add_tool(draft_til, title="Draft a TIL", annotations=writes)
    server.add_tool(search_tils, title="Search TILs", annotations=reads)
    server.add_tool(get_til, title="Read a TIL", annotations=reads)
    server.add_tool(save_draft, title="Save a draft", annotations=writes)
    server.streamable_http_app(stateless_http=True, host="")
    return server.session_manager


async def draft_til(
    ctx: Agent,
    content: Annotated[str, Field(description="The notes, or with input_type “url” the address of a page.")],
    input_type: Literal["text", "url"] = "text",
    language: Annotated[
        Literal["auto", "ko", "en"], Field(description="What to write in; “auto” is the notes' own language.")
    ] = "auto",
    provider: Annotated[str | None, Field(description="Who writes; the site's default where none is named.")] = None,
) -> GeneratePreviewResponse:
    """Draft a TIL from notes or a page, and return it once it is written. Nothing is published.

    Keep it with save_draft and its generation_id.
    """
    with _spoken():
        caller = _caller(ctx, "generate")
        asked = GenerateRequest(content=content, input_type=input_type, language=language, provider=provider)
        live = await starting.start(caller, asked)
        await _report(ctx, live.id)
        live = await runner().open_live(live.id)
        if not live.ended or live.error:
            raise live.error or Interrupted()
        return preview_of(live)


async def search_tils(
    ctx: Agent,
    query: Annotated[str, Field(max_length=200, description="Words to look for; the latest TILs without any.")] = "",
    tag: Annotated[str, Field(max_length=100, description="The slug of a tag.")] = "",
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> list[TilFound]:
    """Search the public TILs and your own, the best answer first."""
    with _spoken():
        return await in_database(_search, _caller(ctx, "read"), Query(query.replace("\0", ""), tag), limit)


async def get_til(
    ctx: Agent, til_id: Annotated[int, Field(ge=1, le=2**63 - 1, description="The id that search_tils gives.")]
) -> TilText:
    """Read one TIL as Markdown."""
    with _spoken():
        return await in_database(_text, _caller(ctx, "read"), til_id)


async def save_draft(
    ctx: Agent,
    generation_id: Annotated[
        int | None, Field(description="What draft_til returned; none for a text of yours.")
    ] = None,
    title: str | None = None,
    content: Annotated[str | None, Field(description="Markdown.")] = None,
    excerpt: str | None = None,
    tags: list[str] | None = None,
) -> SavedOut:
    """Keep a draft for a person to review and publish: what draft_til wrote, with your changes, or a text of your own.

    A text of your own needs title and content. A generation is kept once; asking again returns the same draft.
    """
    given = {"title": title, "content": content, "excerpt": excerpt, "tags": tags}
    fields = {name: value for name, value in given.items() if value is not None}
    with _spoken():
        caller = _caller(ctx, "write")
        if generation_id is None:
            til = await in_database(editing.create, caller, TilIn.model_validate(fields))
        else:
            edits: Any = SaveRequest.model_validate(fields).model_dump(exclude_none=True)
            row = await seen_by(caller, generation_id)
            til = await in_database(saving.save, row.pk, **edits)
        return SavedOut(til_id=til.pk, day_number=til.day_number, slug=til.slug, status=til.status)


def _caller(ctx: Agent, scope: Scope) -> Caller:
    """Return whose key the request came with. Raises Forbidden where it lacks ``scope``."""
    request: Any = ctx.request_context.request
    caller: Caller = request.scope["caller"]
    caller.need(scope)
    return caller


@contextmanager
def _spoken() -> Iterator[None]:
    """Tell the agent what went wrong, where that is safe to tell."""
    try:
        yield
    except (GenerateError, Refusal) as error:
        raise ToolError(f"{error} ({error.code})") from error
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise ToolError("; ".join(problems)) from error


async def _report(ctx: Agent, pk: int) -> None:
    """Report progress until the end: the number of events so far, and which was the last."""
    count = 0
    async with aclosing(runner().follow(Position(pk), lambda events: events)) as batches:
        async for events in batches:
            count += len(events)
            if events:
                await ctx.report_progress(count, message=events[-1].name)


def _search(caller: Caller, query: Query, limit: int) -> list[TilFound]:
    seen = editing.seen_by(caller).defer("content", "html")
    if query.words.strip() and not query.terms():
        return []
    return [TilFound(**_shown(til)) for til in answering(seen, query)[:limit]]


def _text(caller: Caller, pk: int) -> TilText:
    til = editing.one_seen_by(caller, pk)
    return TilText(**_shown(til), content=til.content)


def _shown(til: Til) -> dict[str, Any]:
    plain = {name: getattr(til, name) for name in ("id", "day_number", "title", "excerpt", "language", "status")}
    return plain | {"tags": [tag.name for tag in til.tags.all()], "path": til.get_absolute_url()}
