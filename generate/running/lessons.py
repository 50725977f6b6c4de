"""Lessons from servers, shared by all processes through the cache."""

import hashlib
from collections.abc import Mapping

from django.core.cache import cache

from generate.llm.adapting import FORGOTTEN_AFTER
from generate.running.cache import in_cache


class SharedMemory:
    """See ``adapting.Memory``."""

    async def recall(self, place: tuple[str, str]) -> Mapping[str, object]:
        """Return the lesson for a place; an empty mapping without the cache."""
        return await in_cache(lambda: cache.get(_key(place), {}), {})

    async def keep(self, place: tuple[str, str], lesson: Mapping[str, object]) -> None:
        """Store a lesson for a while."""
        await in_cache(lambda: cache.set(_key(place), dict(lesson), FORGOTTEN_AFTER), None)


def _key(place: tuple[str, str]) -> str:
    return "lesson:" + hashlib.sha256("\0".join(place).encode()).hexdigest()
