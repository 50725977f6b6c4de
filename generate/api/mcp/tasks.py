"""MCP tasks (extension io.modelcontextprotocol/tasks): each task is a generation, so any process can answer for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from mcp.server.context import CallNext, HandlerResult
from mcp.server.extension import Extension, MethodBinding
from mcp.server.mcpserver.tools import Tool
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS, MISSING_REQUIRED_CLIENT_CAPABILITY, CallToolRequestParams, RequestParams

from generate.api.answers import preview_of
from generate.api.mcp.spoken import Misfit, caller_of, refused, taken
from generate.api.mcp.writing import LONG, cancel, revision_of
from generate.drafting.find import find_generation
from generate.errors import Interrupted
from generate.models import Generation
from generate.refusals import NotFound
from generate.running.database import in_database
from generate.running.runner import runner
from generate.stream.live import Live, Status
from til.errors import TilError

TASKS = "io.modelcontextprotocol/tasks"
SPOKEN_IN = frozenset({"2026-07-28"})
POLL = 1_000  # milliseconds
_STATUS = {Status.RUNNING: "working", Status.CANCELLED: "cancelled"}


class TaskParams(RequestParams):
    """The parameters that name a task."""

    task_id: str


class Tasks(Extension):
    """Answers long calls with a task immediately, if the client supports tasks."""

    identifier = TASKS

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools

    def methods(self) -> Sequence[MethodBinding]:
        """Return the methods that read and stop a task."""
        handlers = {"tasks/get": self._get, "tasks/update": _update, "tasks/cancel": _cancel}
        return [MethodBinding(name, TaskParams, handler, SPOKEN_IN) for name, handler in handlers.items()]

    async def intercept_tool_call(self, params: CallToolRequestParams, ctx: Any, call_next: CallNext) -> HandlerResult:
        """Start the call and return its task, or run it as usual."""
        if params.name not in LONG or not _can_follow(ctx):
            return await call_next(ctx)
        try:
            live = await LONG[params.name](ctx, **taken(self._tools[params.name], params.arguments or {}))
            row = await in_database(Generation.objects.only("created", "finished").get, pk=live.id)
        except (TilError, Misfit, ValueError) as error:
            return refused(error)
        return {"resultType": "task", **_task(row, live)}

    async def _get(self, ctx: Any, params: TaskParams) -> dict[str, Any]:
        row, live = await _found(ctx, params)
        task = _task(row, live)
        if task["status"] == "completed":
            task["result"] = await self._result(row, live)
        return task

    async def _result(self, row: Generation, live: Live) -> dict[str, Any]:
        if live.error:
            result: Any = refused(live.error)
        elif row.part:
            revision = await in_database(revision_of, row.pk)
            result = self._tools["revise_draft"].fn_metadata.convert_result(revision)
        else:
            result = self._tools["draft_til"].fn_metadata.convert_result(preview_of(live))
        dumped: dict[str, Any] = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        return dumped


def _can_follow(ctx: Any) -> bool:
    able = ctx.session.client_capabilities
    return bool(able and TASKS in (able.extensions or {}))


async def _found(ctx: Any, params: TaskParams) -> tuple[Generation, Live]:
    if not _can_follow(ctx):
        needed: dict[str, Any] = {"requiredCapabilities": {"extensions": {TASKS: {}}}}
        raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "Missing required client capability", needed)
    try:
        row = await find_generation(caller_of(ctx, "generate"), _number(params.task_id))
    except TilError as error:
        raise MCPError(INVALID_PARAMS, f"{error} ({error.code})") from error
    return row, await runner().open_live(row.pk)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotFound
    return int(text)


async def _update(ctx: Any, params: TaskParams) -> dict[str, Any]:
    await _found(ctx, params)  # our tasks never request input
    return {}


async def _cancel(ctx: Any, params: TaskParams) -> dict[str, Any]:
    row, _ = await _found(ctx, params)
    await cancel(caller_of(ctx, "generate"), row.pk)
    return {}


def _task(row: Generation, live: Live) -> dict[str, Any]:
    changed = row.finished if live.ended and row.finished else timezone.now()
    said = str(live.error or Interrupted()) if live.status == Status.CANCELLED else f"At: {live.stage.name.lower()}."
    return {
        "taskId": str(live.id),
        "status": _STATUS.get(live.status, "completed"),
        "statusMessage": said,
        "createdAt": row.created.isoformat(),
        "lastUpdatedAt": changed.isoformat(),
        "ttlMs": None,
        "pollIntervalMs": POLL,
    }
