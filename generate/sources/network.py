"""Connect to public addresses only: the address checked is the address used."""

import asyncio
import socket
import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2

from generate.source_errors import SourceRefused
from generate.sources.address import is_public
from generate.sources.link import Allowed

_RESOLVE_SECONDS = 5.0
_TRIES = 3


class GuardedBackend(httpcore2.AnyIOBackend):
    """Resolves a name once, rejects it if any address is not public, and connects to the checked addresses.

    Every redirect connects through this class, and the name is not resolved again between check and connection. This
    rules out attacks by redirect and by DNS rebinding.
    """

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to ``host``; raises SourceRefused for an address that is not public."""
        addresses = await _resolve(host, port)
        if (host, port) not in self._allowed and not all(map(is_public, addresses)):
            raise SourceRefused(f"{host} has the addresses {', '.join(addresses)}", host=host)
        failure: Exception = httpcore2.ConnectError("no address")
        for address in addresses[:_TRIES]:
            try:
                return await super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore2.AsyncNetworkStream:
        """Refuse, since no page is served from a Unix socket."""
        raise SourceRefused(path, host="This link")


async def _resolve(host: str, port: int) -> list[str]:
    """Return the distinct addresses of ``host`` in the resolver's order."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
        raise httpcore2.ConnectError(f"no address for {host}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's own transport over a pool that connects through the guard."""

    def __init__(self, allowed: Allowed, context: ssl.SSLContext | None = None) -> None:
        context = context or _public_certificates()
        super().__init__(verify=context, trust_env=False)
        # httpx2 has no argument for the backend; a test checks that connections use this pool
        self._pool = httpcore2.AsyncConnectionPool(ssl_context=context, network_backend=GuardedBackend(allowed))


@cache
def _public_certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context()  # operators may set their own root certificates in SSL_CERT_FILE
