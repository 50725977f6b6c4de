"""Pages fetched a moment ago, so that a retry does not fetch again."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: its body after decompression, and what the server said of it.

    ``url`` is where the redirects ended, ``name`` the file name the server gave, ``at`` seconds since the epoch.
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
    """Where fetched pages are kept; any of Django's caches is one."""

    async def aget(self, key: str) -> Fetched | None:
        """Return the page kept under ``key``, or None."""

    async def aset(self, key: str, value: Fetched, timeout: float) -> None:
        """Keep ``value`` for ``timeout`` seconds."""


@dataclass(slots=True)
class MemoryCache:
    """The last pages of this process, up to ``max_bytes`` in all."""

    max_bytes: int = 16_000_000
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, tuple[float, Fetched]] = field(default_factory=OrderedDict)

    async def aget(self, key: str) -> Fetched | None:
        """Return the page kept under ``key`` while it lasts."""
        until, page = self._kept.get(key, (0.0, None))
        return page if self.clock() < until else None

    async def aset(self, key: str, value: Fetched, timeout: float) -> None:
        """Keep ``value``, and let go of the oldest pages when there are too many bytes."""
        self._kept.pop(key, None)
        self._kept[key] = (self.clock() + timeout, value)
        while sum(len(page.body) for _, page in self._kept.values()) > self.max_bytes:
            self._kept.popitem(last=False)


def cache_key(name: str) -> str:
    """Return a key for ``name`` that every cache takes, however long it is."""
    return f"source:{hashlib.sha256(name.encode()).hexdigest()}"
