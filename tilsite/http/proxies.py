"""Find a request's client address from X-Forwarded-For, if trusted proxies set it."""

import logging
from collections.abc import Sequence
from ipaddress import ip_address

from tilsite.env import Proxies
from tilsite.http.asgi_errors import App, Message, Receive, Send

logger = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"


def with_client(app: App, proxies: Proxies) -> App:
    """Return ``app`` with the real client in ``scope["client"]``, given ``proxies`` (the setting TIL_PROXIES).

    This overrides the server's own use of X-Forwarded-For: uvicorn trusts it from this machine.
    """
    warned = False

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        nonlocal warned
        if scope["type"] != "lifespan":
            said = _forwarded_for(scope)
            host, port = scope.get("client") or (LOOPBACK, 0)
            scope = {**scope, "client": (client_of(_address(host) or LOOPBACK, said, proxies), port)}
            if said and proxies == 0 and not warned:
                warned = True
                logger.warning("Requests come through a proxy that TIL_PROXIES does not name: all count as one client")
        await app(scope, receive, send)

    return application


def client_of(peer: str, said: Sequence[str], proxies: Proxies) -> str:
    """Return the client's address; ``peer`` has connected, ``said`` holds the addresses of X-Forwarded-For."""
    if said and peer == next((host for host in reversed(said) if host != LOOPBACK), LOOPBACK):
        peer = LOOPBACK  # the server has already used the header, as it does for proxies on this machine
    chain = [*said, peer]
    if proxies == 0:
        return LOOPBACK if peer in said else peer
    if isinstance(proxies, int):
        return chain[max(0, len(chain) - 1 - proxies)]
    return next((host for host in reversed(chain) if not _is_in(host, proxies)), chain[0])


def _is_in(host: str, proxies: Proxies) -> bool:
    return isinstance(proxies, tuple) and any(ip_address(host) in network for network in proxies)


def _forwarded_for(scope: Message) -> list[str]:
    """Return the addresses in X-Forwarded-For, nearest last, after the last invalid entry."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    found: list[str] = []
    for entry in ",".join(values).split(","):
        host = _address(entry.strip())
        found = [*found, host] if host else []
    return found


def _address(entry: str) -> str:
    """Return the address in ``entry``, without its port, or None."""
    host = entry[1:].partition("]")[0] if entry.startswith("[") else entry
    host = host.rpartition(":")[0] if host.count(":") == 1 else host
    try:
        return str(ip_address(host))
    except ValueError:
        return ""
