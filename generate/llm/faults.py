"""Convert the SDKs' exceptions and reported errors to ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

from generate.errors import (
    GenerateError,
    ProviderError,
    ProviderInterrupted,
    ProviderRateLimited,
    ProviderRefused,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm.redact import redact
from generate.llm.values import count

# Words that take precedence over the HTTP status, since several providers send them with a vague status.
_TELLING: dict[type[ProviderError], tuple[str, ...]] = {
    ProviderUnpaid: (
        *("insufficient_quota", "billing_error", "billing_not_active", "billing_hard_limit_reached"),
        *("insufficient balance", "insufficient credits", "credit balance is too low", "payment_required"),
        *("key limit exceeded", "used all available credits", "spending limit", "api usage limits", "arrearage"),
        *("exceededbudget", "budget_exceeded", "exceeded_current_quota", "余额不足"),
    ),
    ProviderUnauthorized: ("api_key_invalid", "invalid_api_key", "api key not valid", "api key expired"),
    ProviderRefused: (
        *("content_filter", "content_policy_violation", "invalid_prompt", "responsibleaipolicyviolation"),
        *("content filtering policy", "content management policy", "input was flagged", "violates usage guidelines"),
        *("content exists risk", "data_inspection_failed", "datainspectionfailed"),
    ),
    ProviderRejected: ("model_not_found", "not have access to model", "unsupported_country_region_territory"),
}
# Words to classify errors without a useful status: inside a stream that began with 200.
_CODES: dict[type[ProviderError], tuple[str, ...]] = {
    ProviderRateLimited: ("rate_limit", "resource_exhausted", "too_many_requests", "slow_down"),
    ProviderTimeout: ("timeout", "deadline_exceeded"),
    ProviderUnavailable: (
        *("overloaded", "api_error", "server_error", "internal", "unavailable", "bad_gateway", "capacity"),
        *("aborted", "unknown_error", "out of memory", "crashed", "cuda error", "no longer running"),
    ),
    ProviderUnauthorized: ("authentication_error", "permission", "unauthenticated", "unauthorized"),
    ProviderRejected: ("invalid_request", "not_found", "invalid_argument", "failed_precondition", "too_large"),
}
_BY_STATUS: dict[int, type[ProviderError]] = {
    401: ProviderUnauthorized,
    402: ProviderUnpaid,
    403: ProviderUnauthorized,
    408: ProviderTimeout,
    409: ProviderUnavailable,
    425: ProviderUnavailable,
    429: ProviderRateLimited,
    498: ProviderUnavailable,  # Groq: no capacity
    499: ProviderUnavailable,
    504: ProviderTimeout,
    522: ProviderTimeout,  # Cloudflare, as is the next
    524: ProviderTimeout,
}
LONGEST_WAIT = 86_400.0  # seconds; a longer one is a mistake
_RETRY_DELAY = re.compile(r"""retryDelay['"]:\s*['"](\d+(?:\.\d+)?)s""")  # google.rpc.RetryInfo
_TRY_AGAIN = re.compile(
    r"try again in (?:(\d{1,3})h)?(?:(\d{1,3})m(?!s))?(?:(\d{1,6}(?:\.\d{1,6})?)(m?)s)?"
)  # OpenAI, Groq


@contextmanager
def border(*secrets: str, otherwise: type[ProviderError] = ProviderInterrupted) -> Iterator[None]:
    """Convert every exception to a ``GenerateError`` without ``secrets``; ``otherwise`` is the default.

    The cause is removed: its text contains the key if the provider repeated it, and a traceback would print it.
    """
    try:
        yield
    except GenerateError:
        raise
    except Exception as error:  # noqa: BLE001 - SDKs also raise TypeError, RuntimeError and decoding errors
        raise _translate(error, secrets, otherwise) from None


def _translate(error: Exception, secrets: Iterable[str], otherwise: type[ProviderError]) -> ProviderError:
    status, words = _status(error), _words(error)
    if status is None or httpx2.codes.is_success(status):
        kind = _without_status(error) or otherwise
    else:
        kind = classify(status, words)
    detail = redact(" < ".join(f"{type(one).__name__}: {_message_of(one)}" for one in _causes(error)), *secrets)
    return kind(detail, retry_after=retry_after(_headers(error), words))


def reported(code: object, message: object, *secrets: str) -> ProviderError:
    """Return our error for one sent as data with status 200; ``code`` may be a status or a word."""
    words = f"{code}: {message}"
    status = count(code)
    kind: type[ProviderError] | None
    if status is not None and httpx2.codes.BAD_REQUEST <= status < 600:
        kind = classify(status, words)
    else:
        kind = _by_words(words, _TELLING) or _by_words(str(code), _CODES) or _by_words(words, _CODES)
    kind = kind or ProviderInterrupted
    return kind(redact(words, *secrets), retry_after=retry_after({}, words))


def misplaced(message: object, *secrets: str) -> ProviderRejected:
    """Return the error for a server that answers 200 without a model's answer.

    LM Studio reports an unknown address; others return a web page, or a network's login page.
    """
    return ProviderRejected(redact(f"no model answers at this base URL; is /v1 missing? It said: {message}", *secrets))


def classify(status: int, words: str) -> type[ProviderError]:
    """Return the kind of error for an HTTP ``status`` with ``words`` in its body."""
    if status in _BY_STATUS or status < httpx2.codes.INTERNAL_SERVER_ERROR:
        return _by_words(words, _TELLING) or _BY_STATUS.get(status, ProviderRejected)
    return ProviderUnavailable


def retry_after(headers: Mapping[str, str], words: str = "", now: datetime | None = None) -> float | None:
    """Return the seconds that a provider asks to wait (RFC 9110 section 10.2.3; google uses the body), or None."""
    milliseconds, value = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    found: float | None
    if re.fullmatch(r"[0-9]+", milliseconds):
        found = float(milliseconds) / 1000
    elif re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        found = float(value)
    elif value:
        found = _seconds_until(value, now or datetime.now(UTC))
    else:
        found = _said(words)
    return None if found is None else min(found, LONGEST_WAIT)


def _said(words: str) -> float | None:
    """Return the waiting time that an error's words give."""
    if delay := _RETRY_DELAY.search(words):
        return float(delay[1])
    again = _TRY_AGAIN.search(words)
    if not again or not any(again.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in again.groups()[:3])
    return hours * 3600 + minutes * 60 + (seconds / 1000 if again[4] else seconds)


def _seconds_until(date: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _without_status(error: Exception) -> type[ProviderError] | None:
    """Classify timeouts, failed connections and error events; None for a lost connection or invalid data."""
    chain = list(_causes(error))
    if any(isinstance(one, httpx2.TimeoutException) or "Timeout" in type(one).__name__ for one in chain):
        return ProviderTimeout
    if any(isinstance(one, httpx2.ConnectError | httpx2.UnsupportedProtocol) for one in chain):
        return ProviderUnavailable
    return _by_words(_words(error), _TELLING) or _by_words(_words(error, ()), _CODES)


def _words(error: Exception, texts: tuple[str, ...] = ("message", "body", "details")) -> str:
    """Return the codes and texts of an error; each SDK uses different names for them."""
    return " ".join(str(getattr(error, name, "") or "") for name in ("type", "code", "status", *texts))


def _message_of(error: BaseException) -> str:
    """Return an error's message; OpenAI's SDK omits bodies in an unknown format."""
    body = getattr(error, "body", None)
    return f"{error}: {body}" if body and len(str(error)) < len("Error code: 400 - {}") else str(error)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _by_words(words: str, table: Mapping[type[ProviderError], Iterable[str]]) -> type[ProviderError] | None:
    lowered = words.lower()
    return next((kind for kind, signs in table.items() if any(sign in lowered for sign in signs)), None)


def _status(error: Exception) -> int | None:
    """Return the HTTP status: ``status_code`` in two SDKs, a number in ``code`` in google's."""
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int):
            return value
    return None


def _headers(error: Exception) -> Mapping[str, str]:
    response = getattr(error, "response", None)
    return response.headers if isinstance(response, httpx2.Response) else {}
