"""Mount the MCP server behind the site's keys; it starts with the first request."""

import asyncio
import secrets
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from generate.running.database import in_database
from generate.running.runner import runner
from til.caller import Caller
from til.errors import TilError, Unauthorized
from tilsite.access.asgi import caller_of_scope
from tilsite.http.asgi_errors import Message, Receive, Send, refuse, secured
from tilsite.http.errors import MethodNotAllowed

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager as Manager

PLACE = "/mcp"
SCOPES = ["read", "generate", "write"]
_SESSION = b"mcp-session-id"
_VERSION = b"mcp-protocol-version"


class McpMount:
    """The MCP server as ASGI. It runs as long as the runner, with or without lifespan support."""

    def __init__(self) -> None:
        self._beginning: asyncio.Task[Manager] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one authenticated request."""
        try:
            caller = await in_database(_caller, dict(scope))
            if scope["method"] != "POST":  # stateless: the server pushes nothing
                raise MethodNotAllowed
        except TilError as refusal:
            more = (b"allow", b"POST") if isinstance(refusal, MethodNotAllowed) else _challenge(scope)
            headers = [more] if refusal.status in {401, 405} else []
            await refuse(scope, send, refusal.status, refusal.code, refusal.sentence(gettext), *headers)
            return
        manager = await self._begun()
        await manager.handle_request({**scope, "caller": caller}, receive, secured(_naming_session(scope, send)))

    async def _begun(self) -> "Manager":
        if self._beginning is None or _has_failed(self._beginning):
            self._beginning = asyncio.create_task(_begin())
        return await asyncio.shield(self._beginning)


def protected_resource(request: HttpRequest) -> JsonResponse:
    """Describe authentication for agents (RFC 9728): a key from this site in a header."""
    about = {
        "resource": request.build_absolute_uri(PLACE),
        "resource_name": "tilsite",
        "bearer_methods_supported": ["header"],
        "scopes_supported": SCOPES,
        "authorization_servers": [],
    }
    return JsonResponse(about, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"})


def _challenge(scope: Message) -> tuple[bytes, bytes]:
    """Return the challenge with the metadata's address; without it if the host is unknown."""
    request = ASGIRequest({**scope, "method": "GET"}, BytesIO())
    try:
        place = request.build_absolute_uri(reverse("protected_resource"))
    except DisallowedHost:
        return b"www-authenticate", b"Bearer"
    return b"www-authenticate", f'Bearer resource_metadata="{place}"'.encode()


def _naming_session(scope: Message, send: Send) -> Send:
    """Give clients of the older protocol, which cancel by message, a session id to identify their calls.

    It is not stored: the id comes back with each request, to any process.
    """
    given = dict(scope["headers"])
    if _SESSION in given or _VERSION in given:
        return send
    named = (_SESSION, secrets.token_hex(16).encode())

    async def send_named(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), named]}
        await send(message)

    return send_named


def _has_failed(task: "asyncio.Task[Manager]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


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
    """Import the MCP server in a thread: that takes seconds and must not block streams."""
    from generate.api.mcp.server import make_manager

    return make_manager()


async def _run(manager: "Manager", running: asyncio.Event) -> None:
    async with manager.run():
        running.set()
        await asyncio.get_running_loop().create_future()
