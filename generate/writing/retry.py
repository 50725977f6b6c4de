"""Retry until the first text arrives: exponential backoff with jitter, Retry-After, one deadline."""

from __future__ import annotations

import asyncio
import inspect
import logging
import random
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, stop_before_delay

from generate import metrics
from generate.errors import ProviderError, ProviderInterrupted, ProviderSilent
from generate.llm.base import Answer, Begun, Prompt, Provider
from til import trace

logger = logging.getLogger(__name__)
Waits = Callable[[float, BaseException | None], None]
PAID_ATTEMPTS = 3  # an answer that started without text may have been charged
P = ParamSpec("P")
T = TypeVar("T")


class Retry(Protocol):
    """A decorator that gives a coroutine function more attempts."""

    def __call__(
        self, call: Callable[P, Coroutine[Any, Any, T]], /, waits: Waits | None = None
    ) -> Callable[P, Coroutine[Any, Any, T]]:
        """Return ``call`` with more attempts. Raises TypeError for anything but a coroutine function.

        ``waits`` receives the seconds until the next attempt, and the error of the last one.
        """


def with_retry(
    max_retries: int = 8,
    base_delay: float = 0.5,
    max_delay: float = 8.0,
    retryable_exceptions: tuple[type[Exception], ...] = (ProviderError,),
    *,
    deadline: float = 30.0,
    patience: float = 300.0,
) -> Retry:
    """Return a decorator that calls a coroutine function again when it fails; times in seconds.

    Only ``retryable_exceptions`` are retried, and provider errors only if they are retryable. Waits double from
    ``base_delay`` to ``max_delay``, with the second half of each at random; Retry-After is added. No attempt starts
    after ``deadline``, waits included, so a longer Retry-After ends the retries. ``patience`` limits the total time
    and ends silent connections with ProviderSilent.

    For a stream, only opening is retried (``open_with_retry``); repeating a whole stream would repeat text.
    """
    retrying = AsyncRetrying(
        retry=lambda state: _may_help(_error(state), retryable_exceptions, state.attempt_number),
        wait=lambda state: delay(_error(state), state.attempt_number, base_delay, max_delay),
        stop=stop_after_attempt(max_retries + 1) | stop_before_delay(deadline),
        reraise=True,
    )

    def decorate(
        call: Callable[P, Coroutine[Any, Any, T]], /, waits: Waits | None = None
    ) -> Callable[P, Coroutine[Any, Any, T]]:
        if not inspect.iscoroutinefunction(call):
            raise TypeError(f"Only a coroutine function can be tried again, not {call!r}.")

        @wraps(call)
        async def persistent(*args: P.args, **kwargs: P.kwargs) -> T:
            async with _ended_after(patience):
                return await retrying.copy(before_sleep=lambda state: _tell(state, waits))(call, *args, **kwargs)

        return persistent

    return decorate


@asynccontextmanager
async def _ended_after(patience: float) -> AsyncGenerator[None, None]:
    limit = asyncio.timeout(patience)
    try:
        async with limit:
            yield
    except TimeoutError as error:
        if limit.expired():
            raise ProviderSilent(f"no text within {patience:g} s", seconds=round(patience)) from error
        raise


def _may_help(error: BaseException | None, retryable: tuple[type[Exception], ...], attempt: int) -> bool:
    """Return whether another attempt may succeed after ``error`` ended ``attempt`` (from 1)."""
    if not isinstance(error, retryable):
        return False
    if isinstance(error, ProviderInterrupted):
        return attempt < PAID_ATTEMPTS
    return not isinstance(error, ProviderError) or error.retryable


def delay(error: BaseException | None, attempt: int, base_delay: float, max_delay: float) -> float:
    """Return the seconds to wait after ``attempt`` (from 1) ended with ``error``."""
    backoff = min(max_delay, base_delay * 2 ** (attempt - 1))
    asked = getattr(error, "retry_after", None) or 0.0
    least, most = (asked, asked + base_delay) if asked else (backoff / 2, backoff)
    return float(random.uniform(least, most))  # noqa: S311 - spreads load, guards nothing


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _tell(state: RetryCallState, waits: Waits | None) -> None:
    error = _error(state)
    if waits:
        waits(state.upcoming_sleep, error)
    code = getattr(error, "code", type(error).__name__)
    about = f"{code}: {trace.unquoted(str(getattr(error, 'detail', error)))}"
    metrics.retries.labels(trace.provider.get(), code).inc()
    logger.warning("attempt %d ended, next in %.1f s: %s", state.attempt_number, state.upcoming_sleep, about)


DEFAULT = with_retry()
ONCE = with_retry(max_retries=0, patience=86_400)  # for providers that retry on their own


def open_with_retry(provider: Provider, prompt: Prompt, retry: Retry = DEFAULT) -> Answer:
    """Return an answer whose ``async with`` waits for its first text, with the retries of ``retry``.

    Once entered, nothing is retried; errors while iterating are final. ``usage`` and ``stop`` work as for any answer.
    """
    return _Persistent(provider, prompt, retry)


class _Persistent(Begun):
    """An answer that is opened under ``retry`` and then passes its text on."""

    def __init__(self, provider: Provider, prompt: Prompt, retry: Retry) -> None:
        super().__init__(prompt)
        self._provider = provider
        self._retry = retry

    async def open(self) -> None:
        await self._retry(self._attempt, waits=self.prompt.waits)()

    async def _attempt(self) -> None:
        await self.begin(self._provider.generate_stream(self.prompt))
