"""Errors: TilError, and its subclass GenerationError for a failed generation."""

import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

MAY_PASS = frozenset({408, 425, 429, 502, 503, 504})


class TilError(Exception):
    """A rejected or failed request. Its ``str()`` is safe to show to users.

    ``code`` is stable: the server's, or one such as ``connection_lost``, ``bad_answer``, ``content_mismatch`` and
    ``http_502``. ``status`` is the HTTP status, 0 without a response. ``retry_after`` is in seconds.
    """

    def __init__(
        self,
        message: str,
        code: str,
        *,
        status: int = 0,
        retryable: bool = False,
        retry_after: float | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.retryable = retryable
        self.retry_after = retry_after
        self.details = details or {}

    @property
    def fields(self) -> dict[str, list[str]]:
        """Problems by field of the request."""
        return self.details.get("fields") or {}

    @property
    def request_id(self) -> str:
        """The id of the request in the server's log; empty if the server did not answer."""
        return str(self.details.get("request_id") or "")


class GenerationError(TilError):
    """The generation ended without a complete draft. Its text is kept.

    To continue, call ``retry(generation_id)``, then ``resume(generation_id, last_event_id=last_event_id)``.
    """

    def __init__(
        self,
        message: str,
        code: str,
        *,
        retryable: bool,
        generation_id: int,
        last_event_id: str,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, code, retryable=retryable, retry_after=retry_after)
        self.generation_id = generation_id
        self.last_event_id = last_event_id


def connection_lost() -> TilError:
    """Return the error for a lost connection."""
    return TilError("The connection was lost.", "connection_lost", retryable=True)


def refusal(response: httpx2.Response) -> TilError:
    """Return the error in a response whose body was read, from the server or from a proxy."""
    status, after = response.status_code, _seconds(response.headers.get("Retry-After"))
    try:
        said = response.json()
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("code"), str):
        message, may_pass = f"The server answered {status}.", status in MAY_PASS
        return TilError(message, f"http_{status}", status=status, retryable=may_pass, retry_after=after)
    retryable = said.get("retryable") is True
    message = str(said.get("error"))
    return TilError(message, said["code"], status=status, retryable=retryable, retry_after=after, details=said)


def _seconds(value: str | None) -> float | None:
    """Parse Retry-After: seconds or a date (RFC 9110 section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
