"""A circuit breaker shared through the cache: only one request at a time tries a provider that is down."""

import hashlib
import time
from functools import partial

from django.core.cache import cache

from generate.llm.base import Provider
from generate.llm.wire import WireProvider
from generate.running.cache import in_cache
from generate.writing.metered import Metered

FAILURES = 3  # consecutive failures, each after all retries
OPEN_SECONDS = 30.0  # seconds without requests
KEPT_SECONDS = 600


class SharedBreaker:
    """Breakers by provider and base URL (see ``chain.Breaker``)."""

    async def wait(self, provider: Provider) -> float:
        """Return the seconds to wait for ``provider``; after them, one request may try it."""
        return await in_cache(partial(_wait, _place(provider)), 0.0)

    async def failed(self, provider: Provider) -> None:
        """Record that it could not be reached."""
        await in_cache(partial(_fail, _place(provider)), None)

    async def worked(self, provider: Provider) -> None:
        """Record that it answered."""
        await in_cache(partial(_forget, _place(provider)), None)


def _wait(place: str) -> float:
    left = 0.0
    if until := cache.get(f"{place}:until"):
        left = float(until) - time.time()
        left = left if 0 < left <= OPEN_SECONDS else 0.0  # more comes from a clock that was put back
        if not left and not cache.add(f"{place}:tried", 1, OPEN_SECONDS):
            left = OPEN_SECONDS
    return left


def _fail(place: str) -> None:
    cache.add(f"{place}:failures", 0, KEPT_SECONDS)
    if cache.incr(f"{place}:failures") >= FAILURES:
        cache.set(f"{place}:until", time.time() + OPEN_SECONDS, KEPT_SECONDS)
        cache.delete(f"{place}:tried")


def _forget(place: str) -> None:
    cache.delete_many([f"{place}:{what}" for what in ("failures", "until", "tried")])


def _place(provider: Provider) -> str:
    asked = provider.provider if isinstance(provider, Metered) else provider
    url = asked.config.base_url if isinstance(asked, WireProvider) else ""
    return f"breaker:{provider.name}:{hashlib.sha256(url.encode()).hexdigest()[:16]}"
