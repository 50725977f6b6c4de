"""The MCP server to the official client: an agent drafts, searches, reads and saves; it cannot publish."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent

from tests.server import Server, Site
from tests.wire.reader import NOTES

pytestmark = pytest.mark.anyio
Kind = Literal["uvicorn", "daphne"]
Mode = Literal["auto", "legacy"]
Agent = Callable[..., AbstractAsyncContextManager[Client]]
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(params=["uvicorn", "daphne"])
async def served(request: pytest.FixtureRequest, site: Site, tmp_path: Path) -> AsyncIterator[Server]:
    with site.server(tmp_path, request.param, TIL_PROVIDER="offline") as server:
        yield server
        assert "Traceback" not in server.log


@asynccontextmanager
async def agent(server: Server, key: str, mode: Mode = "auto") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http:
        transport = streamable_http_client(f"{server.url}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


async def call(client: Client, tool: str, **arguments: Any) -> Any:
    """Call a tool and return what it gives; a refusal as its sentence."""
    result = await client.call_tool(tool, arguments)
    if result.is_error:
        [said] = result.content
        assert isinstance(said, TextContent)
        return said.text
    assert result.structured_content is not None
    return result.structured_content.get("result", result.structured_content)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_agent_drafts_and_saves_and_a_person_publishes(served: Server, site: Site, mode: Mode) -> None:
    reports: list[float] = []

    async def on_progress(progress: float, total: float | None, message: str | None) -> None:
        reports.append(progress)

    async with agent(served, site.key, mode) as client:
        drafted = await client.call_tool("draft_til", {"content": NOTES}, progress_callback=on_progress)
        assert drafted.structured_content is not None
        draft = drafted.structured_content
        assert (draft["content"], draft["provider"]) == (NOTES.strip(), "offline")
        saved = await call(client, "save_draft", generation_id=draft["generation_id"], title="Timeouts, mine")
        assert (saved["status"], saved["day_number"]) == ("draft", 1)
        assert await call(client, "save_draft", generation_id=draft["generation_id"], title="Another") == saved
        own = await call(client, "save_draft", title="텍스트", content="`asyncio.timeout` again.", tags=["Python"])
        found = await call(client, "search_tils", query="asyncio.timeout")
        assert {til["id"] for til in found} == {saved["til_id"], own["til_id"]}
        read = await call(client, "get_til", til_id=saved["til_id"])
        assert (read["title"], read["content"], read["status"]) == ("Timeouts, mine", NOTES.strip(), "draft")
        assert (await call(client, "get_til", til_id=own["til_id"]))["tags"] == ["Python"]
    assert reports
    assert reports == sorted(set(reports))


async def test_the_tools_say_what_they_take_and_that_none_publishes(served: Server, site: Site) -> None:
    async with agent(served, site.key) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"draft_til", "search_tils", "get_til", "save_draft"}
        assert tools["draft_til"].input_schema["required"] == ["content"]
        assert all(tool.description and tool.output_schema for tool in tools.values())
        assert "you cannot" in (client.instructions or "")


async def test_a_wrong_call_is_told_what_is_wrong(offline: Server, site: Site) -> None:
    async with agent(offline, site.key) as client:
        assert "nothing in it to learn from" in await call(client, "draft_til", content="  ")
        assert "source_refused" in await call(client, "draft_til", content="http://127.0.0.1/", input_type="url")
        assert "no language model called nobody" in await call(client, "draft_til", content="x", provider="nobody")
        assert "not_found" in await call(client, "get_til", til_id=10**12)
        assert "not_found" in await call(client, "save_draft", generation_id=10**12)
        assert "content: Field required" in await call(client, "save_draft", title="No text")
        assert await call(client, "search_tils", query="★") == []
        assert await call(client, "search_tils", tag="nothing-has-it") == []
        assert "limit" in await call(client, "search_tils", limit=1000)


async def test_a_key_does_what_its_scopes_allow_with_what_is_its_own(offline: Server, site: Site) -> None:
    reader = offline.run("create_api_key", "reader", "--scope", "read").strip()
    stranger = offline.run("create_api_key", "stranger").strip()
    async with agent(offline, site.key) as client:
        draft = await call(client, "draft_til", content=NOTES)
        saved = await call(client, "save_draft", generation_id=draft["generation_id"])
    async with agent(offline, reader) as client:
        assert "“generate”" in await call(client, "draft_til", content=NOTES)
        assert "“write”" in await call(client, "save_draft", title="x", content="x")
        assert await call(client, "search_tils") == []
    async with agent(offline, stranger) as client:
        assert "not_found" in await call(client, "get_til", til_id=saved["til_id"])
        assert "not_found" in await call(client, "save_draft", generation_id=draft["generation_id"])


async def test_nobody_enters_without_a_key(served: Server, site: Site) -> None:
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False, headers=ACCEPT, timeout=30) as http:
        for headers in ({}, {"Authorization": "Bearer til_x"}, {"Cookie": "sessionid=x", "Origin": served.url}):
            for path in ("/mcp", "/mcp/"):
                answer = await http.post(path, json=INITIALIZE, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
                assert answer.headers["www-authenticate"] == "Bearer"
                assert answer.json()["request_id"] == answer.headers["x-request-id"]
        key = {"Authorization": f"Bearer {site.key}"}
        foreign = await http.post("/mcp", json=INITIALIZE, headers={**key, "Origin": "https://evil.test"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")
        own = await http.post("/mcp", json=INITIALIZE, headers={**key, "Origin": served.url})
        assert own.status_code == 200
        assert '"serverInfo"' in own.text
    assert served.stop() < 5
