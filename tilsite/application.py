"""The ASGI routes: pages and API through Django, WebSockets to their consumer, agents to the MCP server."""

from typing import cast

from django.conf import settings

from generate.api.websocket import GenerationSocket
from generate.drafting.pushed import propose
from til.mirror import sync as mirror
from tilsite import tracing
from tilsite.access.asgi import caller_of_scope
from tilsite.http.asgi_errors import App, Message, Receive, Send
from tilsite.http.body import with_limit
from tilsite.http.handler import Handler
from tilsite.http.health import with_health
from tilsite.http.lifespan import with_lifespan
from tilsite.http.mcp_mount import McpMount
from tilsite.http.metrics import with_metrics
from tilsite.http.proxies import with_client
from tilsite.http.request_id import name_scope
from tilsite.preload import warm_up


def make_application() -> App:
    """Return the ASGI application; call it once per process."""
    if settings.TIL_TRACES:
        tracing.begin()
    http = with_limit(Handler(), settings.TIL_MAX_BODY)
    agents = McpMount()
    socket = cast("App", GenerationSocket.as_asgi(caller_of=caller_of_scope))

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        name_scope(scope)
        if scope["type"] == "websocket":
            await socket(scope, receive, send)
        elif scope["path"].removeprefix(scope.get("root_path", "")).rstrip("/") == "/mcp":
            await agents(scope, receive, send)
        else:
            await http(scope, receive, send)

    counted = with_metrics(with_client(application, settings.TIL_PROXIES), settings.TIL_METRICS_TOKEN)
    return with_lifespan(with_health(counted), _beside)


async def _beside() -> None:
    if settings.TIL_MIRROR:
        mirror.start(propose)
    await warm_up()
