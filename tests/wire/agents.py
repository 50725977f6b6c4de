"""Agents: the official MCP client, and raw requests for features that it lacks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import httpx2
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent

from tests.server import Server

Mode = Literal["auto", "legacy"]
VERSION = "2026-07-28"
TASKS: dict[str, Any] = {"extensions": {"io.modelcontextprotocol/tasks": {}}}


@asynccontextmanager
async def agent(server: Server, key: str, mode: Mode = "auto") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http:
        transport = streamable_http_client(f"{server.url}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """Call a tool and return its result or its error message."""
    result = await client.call_tool(tool, arguments)
    if result.is_error:
        [said] = result.content
        assert isinstance(said, TextContent)
        return said.text
    assert result.structured_content is not None
    return result.structured_content.get("result", result.structured_content)


async def rpc(server: Server, key: str, method: str, able: dict[str, Any] | None = None, **params: Any) -> Any:
    """Send one request of the current protocol, for a client that is ``able``; return its result or its error."""
    meta = {"protocolVersion": VERSION, "clientCapabilities": TASKS if able is None else able}
    meta["clientInfo"] = {"name": "tests", "version": "1"}
    params["_meta"] = {f"io.modelcontextprotocol/{name}": value for name, value in meta.items()}
    headers = {
        "Authorization": f"Bearer {key}",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": VERSION,
        "Mcp-Method": method,
        "Mcp-Name": params.get("name") or params.get("taskId") or params.get("uri") or "",
    }
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as http:
        answer = (await http.post(f"{server.url}/mcp", json=body, headers=headers)).json()
    return answer.get("result", answer.get("error"))
