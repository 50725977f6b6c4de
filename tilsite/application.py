"""What answers what: pages and the API through Django, sockets by a consumer, agents by the MCP server."""

from typing import cast

from django.conf import settings

from generate.consumers import GenerationSocket
from tilsite.agents import Agents
from tilsite.answer import App, Message, Receive, Send
from tilsite.body import with_limit
from tilsite.handler import Handler
from tilsite.keys.asgi import caller_of_scope
from tilsite.lifespan import with_lifespan
from tilsite.warming import warm_up


def make_application() -> App:
    """Return the site as ASGI, once in a process."""
    http = with_limit(Handler(), settings.TIL_MAX_BODY)
    agents = Agents()
    socket = cast("App", GenerationSocket.as_asgi(caller_of=caller_of_scope))

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await socket(scope, receive, send)
        elif scope["path"].removeprefix(scope.get("root_path", "")).rstrip("/") == "/mcp":
            await agents(scope, receive, send)
        else:
            await http(scope, receive, send)

    return with_lifespan(application, warm_up)
