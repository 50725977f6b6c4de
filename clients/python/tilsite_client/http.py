"""Send single requests: timeouts and retries."""

import asyncio
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from tilsite_client.errors import TilError, connection_lost, refusal

PATIENCE = 60.0  # seconds; the client does not wait longer for a server


@dataclass(frozen=True, slots=True)
class Retry:
    """A retry: consecutive failures (from 1), the wait in seconds, and the error."""

    failures: int
    delay: float
    error: TilError


@dataclass(frozen=True, slots=True)
class Options:
    """The timeouts and retries of a client. All times are in seconds.

    ``silence``: a connection without a byte for this long counts as lost (three heartbeats). ``retries``: maximum
    consecutive failures of a stream, without an event in between. ``backoff``: maximum first wait; it doubles each
    time, up to ``max_backoff``. ``on_retry`` is called before each wait.
    """

    silence: float = 45.0
    retries: int = 30
    backoff: float = 0.3
    max_backoff: float = 5.0
    on_retry: Callable[[Retry], None] | None = None


class Backoff:
    """Waits between attempts: full jitter with doubling limits, plus Retry-After."""

    def __init__(self, options: Options, retries: int | None = None) -> None:
        self._options = options
        self._limit = options.retries if retries is None else min(options.retries, retries)
        self._failures = 0

    def reset(self) -> None:
        """Reset the failures after a success."""
        self._failures = 0

    async def wait(self, error: TilError) -> None:
        """Wait before the next attempt, or raise ``error`` if another one cannot help."""
        asked = error.retry_after or 0.0
        if not error.retryable or self._failures >= self._limit or asked > PATIENCE:
            raise error
        options = self._options
        most = min(options.max_backoff, options.backoff * 2 ** min(self._failures, 30))
        delay = asked + random.uniform(0, most)  # noqa: S311 # spreads load, protects nothing
        self._failures += 1
        if options.on_retry:
            options.on_retry(Retry(self._failures, delay, error))
        await asyncio.sleep(delay)


class Http:
    """Requests to ``/api/v1`` of one site."""

    def __init__(
        self, base_url: str, api_key: str, options: Options, transport: httpx2.AsyncBaseTransport | None
    ) -> None:
        self.options = options
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.client = httpx2.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/api/v1",
            headers=headers,
            timeout=httpx2.Timeout(options.silence, connect=min(10.0, options.silence), pool=None),
            transport=transport,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self.client.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        retries: int = 5,
        again: Callable[[TilError], bool] = lambda _: True,
        **sending: Any,
    ) -> httpx2.Response:
        """Send an idempotent request until its complete response arrives. Raises TilError.

        ``again`` tells whether a failure may be retried. ``sending`` are arguments for httpx2.
        """
        backoff = Backoff(self.options, retries)
        while True:
            try:
                response = await self.client.request(method, path, **sending)
                if response.is_success:
                    return response
                raise refusal(response)
            except TilError as error:
                if not again(error):
                    raise
                await backoff.wait(error)
            except httpx2.TransportError as error:
                lost = connection_lost()
                lost.__cause__ = error
                await backoff.wait(lost)

    async def json(self, method: str, path: str, **asking: Any) -> Any:
        """Call ``ask`` and return the JSON of the response; None if it is empty."""
        response = await self.ask(method, path, **asking)
        try:
            return response.json() if response.content else None
        except ValueError as error:
            raise TilError("The response is invalid.", "bad_answer", status=response.status_code) from error


def once(key: str | None = None) -> dict[str, str]:
    """Return the Idempotency-Key header of a start, which may then be repeated safely."""
    return {"Idempotency-Key": key or secrets.token_hex(16)}
