"""Fetch web pages from public addresses only, within limits of time and size."""

import asyncio
import logging
import ssl
import time
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import Any

import httpx2

from generate.source_errors import SourceEmpty, SourceTooLarge, SourceUnreachable, SourceUnsupported
from generate.sources.cache import Fetched, MemoryCache, PageCache, cache_key
from generate.sources.limits import Limits, megabytes
from generate.sources.link import Allowed, checked
from generate.sources.network import GuardedTransport

logger = logging.getLogger(__name__)
USER_AGENT = "tilsite/0.1 (reads one page when a person asks for it)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, application/pdf;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en, ko;q=0.9, *;q=0.5",
}
_MOVED = frozenset({301, 302, 303, 307, 308})
_SIGN_IN = 401
_NOT_FOR_STRANGERS = frozenset({_SIGN_IN, 403, 407, 451})
_MISSING, _BUSY = frozenset({404, 410}), frozenset({429, *range(500, 600)})
_NOT_TEXT = ("image/", "audio/", "video/", "font/")
_DAY = 86_400.0
_OF_THIS_PROCESS = MemoryCache()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches pages, each once an hour.

    ``allow_hosts`` (lower case, ``host`` or ``host:port``) may be read despite internal addresses; ``cache`` defaults
    to one per process; ``tls`` replaces the default verification of certificates; media types that begin with one of
    ``refused`` are rejected.
    """

    limits: Limits = field(default_factory=Limits)
    allow_hosts: frozenset[str] = frozenset()
    cache: PageCache = field(default_factory=lambda: _OF_THIS_PROCESS)
    user_agent: str = USER_AGENT
    tls: ssl.SSLContext | None = None
    refused: tuple[str, ...] = _NOT_TEXT

    async def fetch(self, link: str) -> Fetched:
        """Return the response for ``link``; from the cache if it was fetched less than an hour ago.

        Raises SourceRefused, SourceUnreachable, SourceTooLarge, SourceUnsupported, or SourceEmpty for a login wall.
        """
        url = checked(link, self.limits.ports, Allowed(self.allow_hosts))
        key = cache_key(f"{url} {sorted(self.allow_hosts)}")  # a cached page must not bypass narrower permissions
        kept = await self.cache.aget(key)
        if kept and time.time() - kept.at < self.limits.cache_seconds:
            logger.info("read from the cache: a page of %s", url.host)
            return kept
        page = await self._fetch_in_time(url, kept)
        if page.keep and self.limits.cache_seconds:
            await self.cache.aset(key, page, _DAY if page.etag else self.limits.cache_seconds)
        return page

    async def _fetch_in_time(self, url: httpx2.URL, kept: Fetched | None) -> Fetched:
        begun = time.monotonic()
        total = asyncio.timeout(self.limits.total_seconds)
        try:
            async with total:
                page = await self._follow(url, kept)
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
            logger.info("no page of %s: %s after %.2f s", url.host, type(error).__name__, time.monotonic() - begun)
            raise SourceUnreachable(repr(error), host=url.host, **self._reason(error, total)) from error
        size, seconds = len(page.body), time.monotonic() - begun
        logger.info("fetched a page of %s: %s, %d bytes in %.2f s", url.host, page.media_type, size, seconds)
        return page

    def _reason(self, error: Exception, total: asyncio.Timeout) -> dict[str, Any]:
        """Return why a page did not come, for the sentence of the error."""
        if total.expired():
            return {"why": "slow", "seconds": f"{self.limits.total_seconds:g}"}
        if isinstance(error, httpx2.TimeoutException | TimeoutError):
            return {"why": "silent", "seconds": f"{self.limits.connect_seconds:g}"}
        return {"why": "unknown"} if isinstance(error, httpx2.ConnectError) else {}

    async def _follow(self, url: httpx2.URL, kept: Fetched | None) -> Fetched:
        allowed = Allowed(self.allow_hosts)
        timeout = httpx2.Timeout(self.limits.connect_seconds)
        headers = (
            _HEADERS | {"User-Agent": self.user_agent} | ({"If-None-Match": kept.etag} if kept and kept.etag else {})
        )
        transport = GuardedTransport(allowed, self.tls)
        client = httpx2.AsyncClient(transport=transport, headers=headers, timeout=timeout, trust_env=False)
        async with client:
            for _ in range(self.limits.redirects + 1):
                page, place = await self._hop(client, url, kept)
                if page:
                    return page
                url = checked(str(url.join(place)), self.limits.ports, allowed)
        raise SourceUnreachable("too many redirects", host=url.host)

    async def _hop(
        self, client: httpx2.AsyncClient, url: httpx2.URL, kept: Fetched | None
    ) -> tuple[Fetched | None, str]:
        """Return the page at ``url``, or None and its new address."""
        async with client.stream("GET", url) as answer:
            return await self._page(answer, kept), answer.headers.get("location", "")

    async def _page(self, answer: httpx2.Response, kept: Fetched | None) -> Fetched | None:
        """Return the page, or None for a redirect."""
        if answer.status_code == 304 and kept:
            return replace(kept, at=time.time())
        has_moved = answer.status_code in _MOVED and "location" in answer.headers
        return None if has_moved else await self._take(answer)

    async def _take(self, answer: httpx2.Response) -> Fetched:
        _refuse_unreadable(answer, self.refused)
        limit = self.limits.page_bytes
        body = bytearray()
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > limit:
                raise SourceTooLarge("more bytes than the limit", limit=megabytes(limit))
        return _described(answer, bytes(body))


def _refuse_unreadable(answer: httpx2.Response, refused: tuple[str, ...]) -> None:
    """Raise for an answer that cannot be used, before its body is read."""
    host = answer.url.host
    if answer.status_code in _NOT_FOR_STRANGERS:
        raise SourceEmpty(f"status {answer.status_code}", why="login" if answer.status_code == _SIGN_IN else "robot")
    if answer.status_code != 200:
        why = "missing" if answer.status_code in _MISSING else "busy" if answer.status_code in _BUSY else ""
        raise SourceUnreachable(f"status {answer.status_code}", host=host, why=why)
    if answer.headers.get("content-encoding", "identity").strip().lower() not in {"identity", "gzip", "x-gzip", ""}:
        raise SourceUnreachable("an encoding that was not requested", host=host)
    media_type = answer.headers.get("content-type", "")
    if media_type.startswith(refused):
        raise SourceUnsupported(media_type, kind=media_type.partition(";")[0])


def _described(answer: httpx2.Response, body: bytes) -> Fetched:
    said = Message()
    said["content-type"] = answer.headers.get("content-type", "application/octet-stream")
    said["content-disposition"] = answer.headers.get("content-disposition", "inline")
    charset = said.get_content_charset() or ""
    no_store = "no-store" in answer.headers.get("cache-control", "").lower()
    return Fetched(
        url=str(answer.url),
        body=body,
        media_type=said.get_content_type(),
        charset=charset,
        name=said.get_filename() or answer.url.path.rpartition("/")[2],
        etag=answer.headers.get("etag", ""),
        keep=not no_store,
    )
