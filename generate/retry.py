"""Try again where it may help, until the first text has come: backoff with jitter, Retry-After, one deadline."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay

from generate.errors import ProviderError, ProviderTimeout
from generate.llm.base import Answer, Prompt, Provider, Reply

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Policy:
    """How often and how long to try; times in seconds.

    Waits double from ``first_wait`` up to ``longest_wait`` and are drawn at random below that (full jitter). A
    provider's own Retry-After is obeyed up to ``longest_retry_after``; one that asks for more is not asked again.
    No attempt begins after ``deadline``, waits included. ``patience`` ends whatever is still under way, for a provider
    that keeps the line open and says nothing.
    """

    attempts: int = 3
    first_wait: float = 0.5
    longest_wait: float = 8.0
    longest_retry_after: float = 20.0
    deadline: float = 60.0
    patience: float = 300.0

    def wait(self, error: BaseException | None, attempt: int) -> float:
        """Return the seconds to wait after ``attempt`` (from 1) ended with ``error``."""
        backoff = min(self.longest_wait, self.first_wait * 2 ** (attempt - 1))
        asked = getattr(error, "retry_after", None) or 0.0
        return float(asked + random.uniform(0, backoff))  # noqa: S311 - spreads load, guards nothing

    def allows(self, error: BaseException) -> bool:
        """Whether ``error`` is worth another attempt."""
        if not isinstance(error, ProviderError) or not error.retryable:
            return False
        return (error.retry_after or 0.0) <= self.longest_retry_after


DEFAULT = Policy()


async def with_retry(call: Callable[[], Awaitable[Result]], policy: Policy = DEFAULT) -> Result:
    """Await ``call()``, again where ``policy`` allows, and return its result or raise its last ``ProviderError``.

    For calls that give one result. A stream begins under it and goes on outside (see ``open_with_retry``): repeated
    as a whole it would say again what was already said.
    """
    retrying = AsyncRetrying(
        retry=retry_if_exception(policy.allows),
        wait=lambda state: policy.wait(_error(state), state.attempt_number),
        stop=stop_after_attempt(policy.attempts) | stop_before_delay(policy.deadline),
        before_sleep=_log,
        reraise=True,
    )

    async def attempt() -> Result:
        return await call()

    try:
        async with asyncio.timeout(policy.patience):
            return await retrying(attempt)
    except TimeoutError as error:
        raise ProviderTimeout(f"no text within {policy.patience:g} s") from error


async def complete_with_retry(provider: Provider, prompt: Prompt, policy: Policy = DEFAULT) -> Reply:
    """Return the whole answer, asked for anew as a whole where ``policy`` allows. Raises ``GenerateError``."""
    return await with_retry(lambda: provider.complete(prompt), policy)


def open_with_retry(provider: Provider, prompt: Prompt, policy: Policy = DEFAULT) -> Answer:
    """Return an answer whose ``async with`` waits for its first text, tried again where ``policy`` allows.

    Once entered, nothing is tried again: an error while iterating is final. ``usage`` and ``stop`` as for any answer.
    """
    return _Persistent(provider, prompt, policy)


class _Persistent(Answer):
    """An answer that begins under a policy and then passes on what it got."""

    def __init__(self, provider: Provider, prompt: Prompt, policy: Policy) -> None:
        super().__init__(prompt)
        self._provider = provider
        self._policy = policy
        self._open = AsyncExitStack()

    async def open(self) -> None:
        await with_retry(self._begin, self._policy)

    async def _begin(self) -> None:
        async with AsyncExitStack() as stack:
            self._answer = await stack.enter_async_context(self._provider.stream(self.prompt))
            self._parts = await stack.enter_async_context(aclosing(aiter(self._answer)))
            self._first = await anext(self._parts, "")
            self._open = stack.pop_all()

    async def deltas(self) -> AsyncGenerator[str, None]:
        yield self._first
        try:
            async for text in self._parts:
                yield text
        finally:
            self._note()

    def _note(self) -> None:
        self.usage, self.stop = self._answer.usage, self._answer.stop

    async def close(self) -> None:
        if hasattr(self, "_answer"):
            self._note()
        await self._open.aclose()


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _log(state: RetryCallState) -> None:
    error = _error(state)
    about = f"{getattr(error, 'code', '')}: {getattr(error, 'detail', '')}"
    logger.warning("attempt %d ended, next in %.1f s: %s", state.attempt_number, state.upcoming_sleep, about)
