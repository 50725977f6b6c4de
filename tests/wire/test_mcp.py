"""The MCP server with the official client: an agent drafts, searches, reads and saves, but cannot publish."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.server import ROOT, Server, Site
from tests.wire.agents import Mode, agent, call
from tests.wire.reader import NOTES

pytestmark = pytest.mark.anyio
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


def assert_secured(answer: httpx2.Response) -> None:
    """Assert the security headers of a response."""
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "camera=()" in answer.headers["permissions-policy"]


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
        own = await call(client, "save_draft", title="텍스트", content="`asyncio.timeout` again.", tags=["Timeouts"])
        found = await call(client, "search_tils", query="asyncio.timeout")
        assert {til["id"] for til in found} == {saved["til_id"], own["til_id"]}
        read = await call(client, "get_til", til_id=saved["til_id"])
        assert (read["title"], read["content"], read["status"]) == ("Timeouts, mine", NOTES.strip(), "draft")
        assert (await call(client, "get_til", til_id=own["til_id"]))["tags"] == ["Timeouts"]
    assert reports
    assert reports == sorted(set(reports))


async def test_the_tools_say_what_they_take_and_that_none_publishes(served: Server, site: Site) -> None:
    async with agent(served, site.key) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        writing = {"draft_til", "cancel_draft", "continue_draft", "revise_draft", "save_draft", "update_draft"}
        assert set(tools) == writing | {"search_tils", "get_til", "list_tags", "list_drafts"}
        assert "required" not in tools["draft_til"].input_schema  # either content or sources
        assert not any(tool.input_schema["additionalProperties"] for tool in tools.values())
        assert client.server_info is not None
        assert client.server_info.version == "0.1.0"
        assert all(tool.description and tool.output_schema for tool in tools.values())
        assert "Only people" in (client.instructions or "")


async def test_a_wrong_call_is_told_what_is_wrong(offline: Server, site: Site) -> None:
    async with agent(offline, site.key) as client:
        assert "The content is empty" in await call(client, "draft_til", content="  ")
        assert "source_refused" in await call(client, "draft_til", content="http://127.0.0.1/", input_type="url")
        assert "no provider named nobody" in await call(client, "draft_til", content="x", provider="nobody")
        assert "not_found" in await call(client, "get_til", til_id=10**12)
        assert "not_found" in await call(client, "save_draft", generation_id=10**12)
        assert await call(client, "save_draft", title="No text") == "“content” is required."
        assert await call(client, "search_tils", query="★") == []
        assert await call(client, "search_tils", tag="nothing-has-it") == []
        assert await call(client, "search_tils", limit=1000) == "“limit” must be at most 50."
        wrong: list[tuple[str, dict[str, Any], str]] = [
            (
                "draft_til",
                {"contents": "x"},
                "draft_til has no parameter “contents”. Did you mean “content”? Its parameters: content",
            ),
            ("draft_til", {}, "Send either content or sources."),
            ("draft_til", {"content": 7}, "“content” must be text."),
            ("draft_til", {"content": "x", "language": "fr"}, "“language” must be 'auto', 'ko' or 'en'."),
            ("get_til", {"til_id": "first"}, "“til_id” must be a whole number."),
            ("save_draft", {"title": "x", "content": "x", "tags": "git"}, "“tags” must be a list."),
            ("save_draft", {"title": "x", "content": "x", "tags": [1]}, "“tags.0” must be text."),
            ("revise_draft", {"part": "title"}, "either generation_id or til_id"),
            ("update_draft", {"til_id": 1}, "“etag” is required."),
        ]
        for tool, arguments, said in wrong:
            assert said in await call(client, tool, **arguments)


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
    metadata = f"{served.url}/.well-known/oauth-protected-resource/mcp"
    async with httpx2.AsyncClient(base_url=served.url, trust_env=False, headers=ACCEPT, timeout=30) as http:
        for headers in ({}, {"Authorization": "Bearer til_x"}, {"Cookie": "sessionid=x", "Origin": served.url}):
            for path in ("/mcp", "/mcp/"):
                answer = await http.post(path, json=INITIALIZE, headers=headers)
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
                assert answer.headers["www-authenticate"] == f'Bearer resource_metadata="{metadata}"'
                assert answer.json()["request_id"] == answer.headers["x-request-id"]
                assert_secured(answer)
        described = (await http.get(metadata)).json()
        assert (described["resource"], described["bearer_methods_supported"]) == (f"{served.url}/mcp", ["header"])
        key = {"Authorization": f"Bearer {site.key}"}
        assert (await http.get("/mcp", headers=key)).status_code == 405
        foreign = await http.post("/mcp", json=INITIALIZE, headers={**key, "Origin": "https://evil.test"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")
        own = await http.post("/mcp", json=INITIALIZE, headers={**key, "Origin": served.url})
        assert_secured(own)
        assert own.status_code == 200
        assert '"serverInfo"' in own.text
    assert served.stop() < 5


async def test_what_the_docs_say_to_enter_lets_in(offline: Server, site: Site) -> None:
    page = (ROOT / "docs/agents.md").read_text("utf-8")
    (line,) = re.findall(r'^claude mcp add --transport http tilsite (\S+) --header "(\S+): (.*)"$', page, re.MULTILINE)
    cursor, code = map(orjson.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    entered = [cursor["mcpServers"]["tilsite"], code["servers"]["tilsite"]]
    entered.append({"url": line[0], "headers": {line[1]: line[2]}})
    for one in entered:
        assert one["url"] == "https://til.example/mcp"
        assert one["headers"] == {"Authorization": "Bearer til_…"}
    async with agent(offline, site.key) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == tools
