"""Permissions of MCP tools, and of following a generation over a WebSocket."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.contract.world import World
from tests.wire.agents import rpc

pytestmark = [pytest.mark.once, pytest.mark.anyio]
KEYS = ("read key", "generate key", "write key", "admin key", "key without scope", "other key", "owner's key")
BARE = "bare staff's admin key"
SCOPES_OF = {"key without scope": [], BARE: ["read"]} | {f"{one} key": [one] for one in ("read", "generate", "write")}
NOT_THEIRS = "(not_found)"
NO_SCOPE = "(forbidden)"


@dataclass(frozen=True)
class Tool:
    """A tool's required scope, its arguments, and whether they name an object of the owner's key."""

    scope: str
    target: str = ""

    def expected(self, caller: str) -> str:
        """Return the expected error; empty if the tool succeeds."""
        has = SCOPES_OF.get(caller, ["read", "generate", "write"])
        if self.scope not in has:
            return NO_SCOPE
        return NOT_THEIRS if self.target and caller != "owner's key" else ""


TOOLS = {
    "draft_til": Tool("generate"),
    "cancel_draft": Tool("generate", "generations"),
    "continue_draft": Tool("generate", "generations"),
    "revise_draft": Tool("generate", "drafts"),
    "search_tils": Tool("read"),
    "get_til": Tool("read", "drafts"),
    "list_tags": Tool("read"),
    "list_drafts": Tool("read"),
    "save_draft": Tool("write", "generations"),
    "update_draft": Tool("write", "drafts"),
}


def arguments(tool: str, target: int) -> dict[str, Any]:
    notes = {"content": "git bisect halves the history.", "provider": "offline"}
    named: dict[str, dict[str, Any]] = {
        "draft_til": notes,
        "cancel_draft": {"generation_id": target},
        "continue_draft": {"generation_id": target},
        "revise_draft": {"til_id": target, "part": "title", "provider": "offline"},
        "get_til": {"til_id": target},
        "save_draft": {"generation_id": target},
        "update_draft": {"til_id": target, "etag": "*", "title": "Changed"},
    }
    return named.get(tool, {})


async def test_every_tool_has_a_row(world: World) -> None:
    listed = await rpc(world.server, world.made["keys"]["owner's key"], "tools/list")
    assert {tool["name"] for tool in listed["tools"]} == set(TOOLS)


@pytest.mark.parametrize("tool", TOOLS)
async def test_who_may_call_a_tool(world: World, tool: str) -> None:
    rule = TOOLS[tool]
    for caller in (*KEYS, BARE):
        sent = arguments(tool, world.target(rule.target) if rule.target else 0)
        result = await rpc(world.server, world.made["keys"][caller], "tools/call", name=tool, arguments=sent, able={})
        said = result["content"][0]["text"] if result["isError"] else ""
        expected = rule.expected(caller)
        assert expected in said if expected else NO_SCOPE not in said and NOT_THEIRS not in said, (caller, said)


async def test_an_agent_drafts_from_several_notes(world: World) -> None:
    several = {"sources": [{"content": "git bisect halves the history."}, {"content": "Exit code 125 skips a commit."}]}
    for given, expected in ((several, "125"), (several | {"content": "x"}, "either content or sources")):
        sent = given | {"provider": "offline"}
        key = world.made["keys"]["owner's key"]
        result = await rpc(world.server, key, "tools/call", name="draft_til", arguments=sent, able={})
        assert expected in result["content"][0]["text"]


async def test_an_agent_chooses_length_tone_and_template(world: World) -> None:
    notes = {"content": "git bisect halves the history.", "provider": "offline"}
    for given, expected in (
        ({"length": "short", "tone": "formal", "template": "bug-cause-fix"}, "bisect"),
        ({"tone": "loud"}, "“tone” must be"),
        ({"template": "none-such"}, "template_unknown"),
    ):
        key = world.made["keys"]["owner's key"]
        result = await rpc(world.server, key, "tools/call", name="draft_til", arguments=notes | given, able={})
        assert expected in result["content"][0]["text"], result


def test_only_keys_reach_the_tools(world: World) -> None:
    for caller in ("anonymous", "owner", "superuser", "bare staff"):
        assert world.client(caller).post("/mcp", json={}).status_code == 401
    wrong = {"Authorization": "Bearer til_aaaaaaaa_" + "a" * 38}
    assert httpx2.post(f"{world.server.url}/mcp", json={}, headers=wrong).status_code == 401


SOCKETS = {  # close codes by caller, for a generation of the owner's key
    "anonymous": 4401,
    "key without scope": 4403,
    "write key": 4403,
    "read key": 4404,
    "generate key": 4404,
    "admin key": 4404,
    "other key": 4404,
    "owner's key": 1000,
    "owner": 1000,
    "other user": 4404,
    "superuser": 1000,
    "bare staff": 4404,
    BARE: 4404,
    "staff with all": 1000,
    "staff without change_til": 4404,
    "staff without generate": 1000,
}


async def closed(world: World, caller: str, path: str) -> int | None:
    """Open a socket, authenticate, and return its close code."""
    key = world.made["keys"].get(caller, "")
    cookies = {} if key else world.client(caller).cookies
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Origin": world.server.url}
    async with connect(
        world.server.url.replace("http", "ws") + path, proxy=None, additional_headers={} if key else headers
    ) as socket:
        await socket.send(f'{{"key": "{key}"}}')
        with suppress(ConnectionClosed):
            while True:
                await asyncio.wait_for(socket.recv(), 30)
        return socket.close_code


async def test_who_may_follow_over_a_socket(world: World) -> None:
    place = f"/ws/generations/{world.target('generations')}"
    found = {caller: await closed(world, caller, place) for caller in SOCKETS}
    assert found == SOCKETS


@pytest.mark.parametrize("path", ["/", "/ws/", "/ws/generations/", "/ws/tils/1", "/mcp", "/admin/"])
async def test_no_other_address_has_a_socket(world: World, path: str) -> None:
    assert await closed(world, "owner's key", path) == 4404
