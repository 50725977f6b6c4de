"""Cache of fetched pages, so that a retry does not fetch again."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response: its decompressed body and metadata.

    ``url`` is the address after redirects, ``name`` the server's file name, ``at`` seconds since the epoch.
    """

    url: str
    body: bytes
    media_type: str = ""
    charset: str = ""
    name: str = ""
    etag: str = ""
    keep: bool = True
    at: float = field(default_factory=time.time)


class PageCache(Protocol):
    """A store for fetched pages; every Django cache fits."""

    async def aget(self, key: str) -> Fetched | None:
        """Return the page stored under ``key``, or None."""

    async def aset(self, key: str, value: Fetched, timeout: float) -> None:
        """Store ``value`` for ``timeout`` seconds."""


@dataclass(slots=True)
class MemoryCache:
    """An in-memory cache of pages, up to ``max_bytes`` in total."""

    max_bytes: int = 16_000_000
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, tuple[float, Fetched]] = field(default_factory=OrderedDict)

    async def aget(self, key: str) -> Fetched | None:
        """Return the page stored under ``key``, or None after its timeout."""
        until, page = self._kept.get(key, (0.0, None))
        return page if self.clock() < until else None

    async def aset(self, key: str, value: Fetched, timeout: float) -> None:
        """Store ``value``; drop the oldest pages above ``max_bytes``."""
        self._kept.pop(key, None)
        self._kept[key] = (self.clock() + timeout, value)
        while sum(len(page.body) for _, page in self._kept.values()) > self.max_bytes:
            self._kept.popitem(last=False)


def cache_key(name: str) -> str:
    """Return a key for ``name``, of any length, that every cache accepts."""
    return f"source:{hashlib.sha256(name.encode()).hexdigest()}"
