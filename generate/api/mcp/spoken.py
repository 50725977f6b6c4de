"""Tools that explain invalid calls in sentences, and never reveal internal errors."""

import logging
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent
from pydantic import ValidationError

from generate.errors import Failed
from til.caller import Caller, Scope
from til.errors import TilError

logger = logging.getLogger(__name__)
Agent = Context[Any, Any]
_MUST = {
    "missing": "is required",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "may have at most {max_length} characters",
    "too_long": "may have at most {max_length} entries",
    "string_pattern_mismatch": "has an invalid format",
    "extra_forbidden": "is unknown",
}


class Misfit(Exception):
    """The arguments do not match the tool's parameters; the text explains why."""


class SpokenTool(Tool):
    """A tool whose errors an agent can read and act on."""

    async def run(self, arguments: dict[str, Any], context: Agent, convert_result: bool = False) -> Any:
        """Call the function and return its result or its error."""
        try:
            given: dict[str, Any] = {str(self.context_kwarg): context, **taken(self, arguments)}
            result = await self.fn(**given)
        except MCPError:
            raise
        except Exception as error:  # noqa: BLE001  # any error must reach the agent as a sentence
            return refused(error)
        return self.fn_metadata.convert_result(result) if convert_result else result


def taken(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Validate ``arguments`` for the function of ``tool``. Raises Misfit."""
    known = list(tool.fn_metadata.arg_model.model_fields)
    for name in arguments:
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            raise Misfit(f"{tool.name} has no parameter “{name}”.{meant} Its parameters: {', '.join(known) or 'none'}.")
    try:
        return tool.fn_metadata.validate_arguments(dict(arguments))
    except ValidationError as error:
        raise Misfit(sentences(error)) from error


def sentences(error: ValidationError) -> str:
    """Describe the problem with each argument."""
    return " ".join(_sentence(dict(one)) for one in error.errors())


def _sentence(problem: Mapping[str, Any]) -> str:
    name = ".".join(map(str, problem["loc"]))
    values = problem.get("ctx", {})
    if problem["type"] == "value_error":
        return f"“{name}”: {values['error']}"
    return f"“{name}” {_MUST.get(problem['type'], 'is invalid').format(**values)}."


def refused(error: Exception) -> CallToolResult:
    """Return an error as the result of a call."""
    if isinstance(error, Misfit):
        text = str(error)
    elif isinstance(error, ValidationError):
        text = sentences(error)
    else:
        text = _sentence_for(error)
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _sentence_for(error: Exception) -> str:
    if not isinstance(error, TilError):
        logger.error("a tool failed", exc_info=error)
        error = Failed()
    return f"{error} ({error.code})"


def caller_of(ctx: Any, scope: Scope, permission: str = "") -> Caller:
    """Return the caller. Raises Forbidden if the key lacks ``scope`` or its permission."""
    request: Any = ctx.request_context.request if isinstance(ctx, Context) else ctx.request
    caller: Caller = request.scope["caller"]
    caller.need(scope, permission=permission)
    return caller
