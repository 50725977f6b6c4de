"""Agents that disconnect, continue, rewrite and edit: abandoned work is stopped, and no edit is lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.shared.exceptions import MCPError

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.agents import Mode, agent, call, rpc
from tests.wire.conftest import DRAFT
from tests.wire.reader import NOTES

pytestmark = pytest.mark.anyio
SLOW = Behaviour(piece=16, delay=0.2)


@pytest.fixture
async def server(site: Site, tmp_path: Path, writes: dict[str, str]) -> AsyncIterator[Server]:
    with site.server(tmp_path, **writes) as running:
        yield running
        assert "Traceback" not in running.log


async def newest(server: Server, site: Site) -> Any:
    headers = {"Authorization": f"Bearer {site.key}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=30) as http:
        return next(iter((await http.get("/api/v1/generations")).json()["items"]), {"status": None})


async def until(server: Server, site: Site, status: str) -> Any:
    async with asyncio.timeout(10):
        while True:
            row = await newest(server, site)
            if row["status"] == status:
                return row
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_cancelled_call_stops_the_writing(server: Server, site: Site, fake: FakeProvider, mode: Mode) -> None:
    fake.by_model["draft"] = SLOW
    async with agent(server, site.key, mode) as client:
        drafting = asyncio.create_task(call(client, "draft_til", content=NOTES))
        await until(server, site, "running")
        drafting.cancel()
        await asyncio.gather(drafting, return_exceptions=True)
        stopped = await until(server, site, "cancelled")
    assert stopped["error"]["code"] == "cancelled"


async def test_a_stopped_draft_is_continued_and_a_running_one_stopped(
    server: Server, site: Site, fake: FakeProvider
) -> None:
    fake.by_model["draft"] = SLOW
    async with agent(server, site.key) as client:
        drafting = asyncio.create_task(call(client, "draft_til", content=NOTES))
        pk = (await until(server, site, "running"))["id"]
        assert (await call(client, "cancel_draft", generation_id=pk))["stopping"] is True
        assert "(cancelled)" in await drafting
        waiting = (await call(client, "list_drafts"))["unsaved"]
        assert [(one["generation_id"], one["status"]) for one in waiting] == [(pk, "cancelled")]
        fake.by_model["draft"] = Behaviour(piece=64)
        draft = await call(client, "continue_draft", generation_id=pk)
        assert (draft["generation_id"], draft["content"]) == (pk, DRAFT)
        assert await call(client, "continue_draft", generation_id=pk) == draft
        assert (await call(client, "cancel_draft", generation_id=pk))["stopping"] is False


async def test_a_part_is_written_again_and_a_draft_changed_by_who_read_it(server: Server, site: Site) -> None:
    async with agent(server, site.key) as client:
        draft = await call(client, "draft_til", content=NOTES)
        revision = await call(client, "revise_draft", part="title", generation_id=draft["generation_id"])
        assert revision["text"]
        assert (revision["part"], revision["of_generation_id"]) == ("title", draft["generation_id"])
        kept = await call(client, "save_draft", generation_id=draft["generation_id"], tags=["asyncio"])
        again = await call(client, "revise_draft", part="excerpt", til_id=kept["til_id"], instruction="Shorter.")
        assert (again["til_id"], again["of_generation_id"]) == (kept["til_id"], None)
        mine = {"til_id": kept["til_id"], "title": "Mine"}
        changed = await call(client, "update_draft", etag=kept["etag"], **mine)
        assert "(changed_meanwhile)" in await call(client, "update_draft", etag=kept["etag"], **mine)
        assert "(wrong_etag)" in await call(client, "update_draft", etag="*", **mine)
        read = await call(client, "get_til", til_id=kept["til_id"])
        assert (read["title"], read["etag"], read["status"]) == ("Mine", changed["etag"], "draft")
        assert [til["id"] for til in (await call(client, "list_drafts"))["kept"]] == [kept["til_id"]]
        headers = {"Authorization": f"Bearer {site.key}"}
        async with httpx2.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as http:
            (await http.post(f"/api/v1/tils/{kept['til_id']}/publish")).raise_for_status()
        etag = (await call(client, "get_til", til_id=kept["til_id"]))["etag"]
        assert "(not_a_draft)" in await call(client, "update_draft", etag=etag, **mine)
        assert [(tag["name"], tag["count"]) for tag in await call(client, "list_tags")] == [("asyncio", 1)]


async def test_resources_and_prompts_lead_to_what_is_known(server: Server, site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.key}"}
    async with agent(server, site.key) as client:
        kept = await call(client, "save_draft", title="git switch", content="`git switch -` goes back.")
        async with httpx2.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as http:
            (await http.post(f"/api/v1/tils/{kept['til_id']}/publish")).raise_for_status()
        [resource] = (await client.list_resources()).resources
        assert (str(resource.uri), resource.title) == ("til://day/1", "git switch")
        [template] = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "til://day/{day}"
        [read] = (await client.read_resource("til://day/1")).contents
        assert "`git switch -` goes back." in getattr(read, "text", "")
        for unknown in ("til://day/2", "til://day/x", "til://day/" + "9" * 30):
            with pytest.raises(MCPError):
                await client.read_resource(unknown)
        prompts = {prompt.name for prompt in (await client.list_prompts()).prompts}
        assert prompts == {"write_up_session", "what_do_i_know"}
        asked = await client.get_prompt("what_do_i_know", {"topic": "브랜치"})
        assert "브랜치" in str(asked.messages[0].content)
        assert "draft_til" in str((await client.get_prompt("write_up_session")).messages[0].content)


async def done(server: Server, key: str, task: str) -> Any:
    async with asyncio.timeout(30):
        while (state := await rpc(server, key, "tasks/get", taskId=task))["status"] == "working":
            await asyncio.sleep(0.1)
    return state


async def test_a_task_outlives_its_server(site: Site, tmp_path: Path, writes: dict[str, str]) -> None:
    with site.server(tmp_path, **writes) as first:
        begun = await rpc(first, site.key, "tools/call", name="draft_til", arguments={"content": NOTES})
        assert (begun["resultType"], begun["status"]) == ("task", "working")
        await asyncio.sleep(0.3)
        first.kill()
        with site.server(tmp_path, **{**writes, "DATABASE_URL": first.environment["DATABASE_URL"]}) as second:
            state = await done(second, site.key, begun["taskId"])
            assert (state["status"], state["resultType"]) == ("completed", "complete")
            assert state["result"]["structuredContent"]["content"] == DRAFT
            stranger = second.run("create_api_key", "stranger").strip()
            assert (await rpc(second, stranger, "tasks/get", taskId=begun["taskId"]))["code"] == -32602
            assert (await rpc(second, site.key, "tasks/get", taskId="x"))["code"] == -32602
            assert (await rpc(second, site.key, "tasks/get", able={}, taskId=begun["taskId"]))["code"] == -32021


async def test_a_task_is_stopped_by_its_handle(server: Server, site: Site, fake: FakeProvider) -> None:
    fake.by_model["draft"] = SLOW
    begun = await rpc(server, site.key, "tools/call", name="draft_til", arguments={"content": NOTES})
    assert (await rpc(server, site.key, "tasks/cancel", taskId=begun["taskId"]))["resultType"] == "complete"
    assert (await done(server, site.key, begun["taskId"]))["status"] == "cancelled"
    wrong = await rpc(server, site.key, "tools/call", name="draft_til", arguments={"content": "x", "lang": "ko"})
    assert wrong["isError"]
    assert "draft_til has no parameter “lang”" in wrong["content"][0]["text"]
    assert (await rpc(server, site.key, "tasks/update", taskId=begun["taskId"]))["resultType"] == "complete"
