"""Where agents come in: the MCP server behind the site's keys, begun with the first request that needs it."""

import asyncio
from typing import TYPE_CHECKING

from generate.database import in_database
from generate.runner import runner
from til.caller import Caller, Refusal, Unauthorized
from tilsite.answer import Message, Receive, Send, refuse
from tilsite.keys.asgi import caller_of_scope

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager as Manager


class Agents:
    """The MCP server as ASGI. It lives as long as the runner, whether the server speaks lifespan or not."""

    def __init__(self) -> None:
        self._beginning: asyncio.Task[Manager] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request of somebody with a key."""
        try:
            caller = await in_database(_caller, dict(scope))
        except Refusal as refusal:
            headers = [(b"www-authenticate", b"Bearer")] if isinstance(refusal, Unauthorized) else []
            await refuse(scope, send, refusal.status, refusal.code, str(refusal), *headers)
            return
        manager = await self._begun()
        await manager.handle_request({**scope, "caller": caller}, receive, send)

    async def _begun(self) -> "Manager":
        if self._beginning is None:
            self._beginning = asyncio.create_task(_begin())
        return await asyncio.shield(self._beginning)


def _caller(scope: Message) -> Caller:
    if b"authorization" not in dict(scope["headers"]):
        raise Unauthorized
    return caller_of_scope(scope)


async def _begin() -> "Manager":
    manager = await asyncio.to_thread(_load)
    running = asyncio.Event()
    runner().beside(_run(manager, running))
    await running.wait()
    return manager


def _load() -> "Manager":
    """Import it in a thread: that takes seconds, which no stream should wait."""
    from generate.mcp import make_manager

    return make_manager()


async def _run(manager: "Manager", running: asyncio.Event) -> None:
    async with manager.run():
        running.set()
        await asyncio.get_running_loop().create_future()
