"""uvicorn's HTTP with limits on the head of a request, which it reads for ever: on its size, and on its time.

Servers are started with ``--http tilsite.http.protocol:Protocol``. A proxy has such limits too.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
HEAD_SECONDS = 30.0  # also until the first request of a connection


class Protocol(HttpToolsProtocol):
    """Closes connections whose next request does not begin properly."""

    _late: asyncio.TimerHandle | None = None
    _read = 0

    def connection_made(self, transport: Any) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take data in, unless a head has come that is too long and not yet whole."""
        if self._late and self._read > HEAD_BYTES:
            self.logger.warning("The head of a request was longer than %d bytes.", HEAD_BYTES)
            self.send_400_response("The head of the request is too long.")
            return
        self._read += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Wait for the rest of the head."""
        super().on_message_begin()
        self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Go on: bodies have limits of their own."""
        self._wait_no_more()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._wait_no_more()
        self._read = 0
        self._late = asyncio.get_running_loop().call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None
