"""Use of the cache that tolerates its outages, on threads that keep their connections."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

T = TypeVar("T")
logger = logging.getLogger(__name__)
_threads = ThreadPoolExecutor(2, "cache")


async def in_cache(work: Callable[[], T], otherwise: T) -> T:
    """Run ``work`` on the cache; return ``otherwise`` on errors, so that they never prevent writing.

    Django's own async methods need the thread of a request, which may be waiting for this, and connect in each task.
    The memory of this process needs no thread.
    """
    try:
        if isinstance(caches["default"], LocMemCache):
            return work()
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    except Exception as error:  # noqa: BLE001 - each cache has its own errors
        logger.warning("the cache is unavailable: %s", type(error).__name__)
        return otherwise
