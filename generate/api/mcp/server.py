"""Assemble the MCP server: tools, resources, prompts, and cancellation."""

import tomllib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from mcp.server.context import CallNext, HandlerResult
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import ToolAnnotations

from generate.api.mcp import keeping, reading, writing
from generate.api.mcp.spoken import SpokenTool, caller_of
from generate.api.mcp.tasks import Tasks
from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from til.caller import Caller
from til.errors import Forbidden

INSTRUCTIONS = (
    "Today I Learned posts. draft_til turns notes or a page into a draft; save_draft saves it for review. "
    "search_tils and get_til find existing TILs. Only people review and publish."
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ADDS = ToolAnnotations(destructive_hint=False)
_CHANGES = ToolAnnotations(destructive_hint=True, open_world_hint=False)
_STOPS = ToolAnnotations(destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_TOOLS: list[tuple[Callable[..., Any], str, ToolAnnotations]] = [
    (writing.draft_til, "Draft a TIL", _ADDS),
    (writing.cancel_draft, "Stop a draft", _STOPS),
    (writing.continue_draft, "Continue a draft", _ADDS),
    (writing.revise_draft, "Rewrite a part", _ADDS),
    (reading.search_tils, "Search TILs", _READS),
    (reading.get_til, "Read a TIL", _READS),
    (reading.list_tags, "List tags", _READS),
    (reading.list_drafts, "List drafts", _READS),
    (keeping.save_draft, "Save a draft", _ADDS),
    (keeping.update_draft, "Change a draft", _CHANGES),
]


def make_manager() -> StreamableHTTPSessionManager:
    """Return the manager for stateless streamable HTTP; any process can answer any request."""
    tools = [SpokenTool.from_function(call, title=title, annotations=kind) for call, title, kind in _TOOLS]
    for tool in tools:
        tool.parameters["additionalProperties"] = False
    server: MCPServer[Any] = MCPServer(
        "tilsite",
        instructions=INSTRUCTIONS,
        version=version(),
        tools=list(tools),
        extensions=[Tasks({tool.name: tool for tool in tools})],
        middleware=[_cancelling, _with_recent],
        log_level="WARNING",
        subscriptions=False,
    )
    server.resource("til://day/{day}", name="til", title="TIL of a day", mime_type="text/markdown")(reading.til_of_day)
    server.add_prompt(Prompt.from_function(reading.write_up_session, title="Write up this session"))
    server.add_prompt(Prompt.from_function(reading.what_do_i_know, title="What do I know about …"))
    server.streamable_http_app(stateless_http=True, host="")
    return server.session_manager


def version() -> str:
    """Return the version of this site's code."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


async def _cancelling(ctx: Any, call_next: CallNext) -> HandlerResult:
    """Stop the generation of a session's call when the session cancels the call."""
    if ctx.method == "notifications/cancelled":
        name = writing.call_name(ctx, (ctx.params or {}).get("requestId"))
        if name:
            writing.in_background(_stop(caller_of(ctx, "generate"), name))  # the message's own task ends with it
    return await call_next(ctx)


async def _stop(caller: Caller, name: str) -> None:
    row = await in_database(Generation.objects.filter(caller.principal(), idempotency_key=name).only("pk").first)
    if row is not None:
        await runner().cancel(row.pk)


async def _with_recent(ctx: Any, call_next: CallNext) -> HandlerResult:
    """List the latest TILs among the resources."""
    result = await call_next(ctx)
    if ctx.method == "resources/list" and isinstance(result, dict):
        with suppress(Forbidden):
            result["resources"] = [*result.get("resources", []), *await reading.recent(ctx)]
    return result
