"""Fetching links from real servers on loopback."""

import asyncio
import gzip
import resource
import time
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from django.core.cache.backends.locmem import LocMemCache

from generate.source_errors import (
    SourceEmpty,
    SourceError,
    SourceRefused,
    SourceTooLarge,
    SourceUnreachable,
    SourceUnsupported,
)
from generate.sources.cache import MemoryCache
from generate.sources.fetch import Fetcher
from generate.sources.limits import Limits
from generate.sources.link import Allowed
from generate.sources.network import GuardedTransport
from tests.generate.sources.web import Request, answer, bomb, packed, serve

pytestmark = pytest.mark.anyio

PAGE = b"<article><p>A page with enough words in it to be an article.</p></article>"


async def refusal(link: str, **fetcher: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await Fetcher(**fetcher).fetch(link)
    return caught.value


async def test_a_page_is_fetched_with_its_type_and_charset() -> None:
    async with serve(answer(PAGE, "text/html; charset=EUC-KR")) as site:
        page = await site.fetcher().fetch(site.url + "/a/b.html?q=1#part")
    assert (page.body, page.media_type, page.charset, page.name) == (PAGE, "text/html", "euc-kr", "b.html")
    assert site.requests[0].path == "/a/b.html?q=1"


async def test_the_request_says_who_asks_and_holds_nothing_else_of_us() -> None:
    async with serve(answer(PAGE)) as site:
        await site.fetcher().fetch(site.url)
    sent = site.requests[0].headers
    assert sent["user-agent"].startswith("tilsite/")
    assert sent["host"] == site.url.removeprefix("http://")
    assert sent["accept-encoding"] == "gzip"
    assert not sent.keys() & {"cookie", "authorization", "x-forwarded-for", "referer"}


async def test_gzip_is_unpacked() -> None:
    async with serve(packed(PAGE)) as site:
        assert (await site.fetcher().fetch(site.url)).body == PAGE


async def test_a_bomb_is_stopped_at_the_limit_without_filling_memory() -> None:
    async with serve(bomb(10_000_000_000)) as site:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(SourceTooLarge, match="5 MB"):
            await site.fetcher().fetch(site.url)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 50, f"{grown} MB more"


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "deflate", "zstd", "compress"])
async def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    async with serve(answer(gzip.compress(PAGE), content_encoding=encoding)) as site:
        with pytest.raises(SourceUnreachable):
            await site.fetcher().fetch(site.url)


async def test_a_broken_gzip_is_an_unreachable_page() -> None:
    async with serve(answer(b"not gzip at all", content_encoding="gzip")) as site:
        with pytest.raises(SourceUnreachable):
            await site.fetcher().fetch(site.url)


@pytest.mark.timed
async def test_a_slow_server_is_left_in_time() -> None:
    async def dribble(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _piece in range(40):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with serve(dribble) as site:
        start = time.monotonic()
        with pytest.raises(SourceUnreachable, match=r"still sending after 0\.5 seconds"):
            await site.fetcher(total_seconds=0.5).fetch(site.url)
    assert time.monotonic() - start < 1.5


async def test_five_redirects_are_followed_and_six_are_not() -> None:
    async def count_down(request: Request, writer: asyncio.StreamWriter) -> None:
        left = int(request.path.strip("/"))
        await answer(PAGE, status=302 if left else 200, location=f"/{left - 1}")(request, writer)

    async with serve(count_down) as site:
        assert (await site.fetcher().fetch(site.url + "/5")).url == site.url + "/0"
        with pytest.raises(SourceUnreachable):
            await site.fetcher().fetch(site.url + "/6")


@pytest.mark.parametrize(
    "target",
    ["http://localhost/", "http://127.0.0.2/", "//10.0.0.1/", "file:///etc/passwd", "http://0x7f.1/", "http://[::1]/",
     "http://user:pw@93.184.216.34/", "http://169.254.169.254/latest/meta-data/", "http://127.1/", "gopher://127.0.0.1/"],
)  # fmt: skip
async def test_an_allowed_host_cannot_redirect_to_one_that_is_not(target: str) -> None:
    async with serve(answer(b"", status=302, location=target)) as site:
        with pytest.raises(SourceRefused):
            await site.fetcher().fetch(site.url)


async def test_an_allowed_host_with_a_port_is_allowed_at_that_port_only() -> None:
    async with serve(answer(PAGE)) as site, serve(answer(PAGE)) as other:
        fetcher = Fetcher(allow_hosts=frozenset({site.url.removeprefix("http://")}))
        assert (await fetcher.fetch(site.url)).body == PAGE
        with pytest.raises(SourceRefused):
            await fetcher.fetch(other.url)
    assert other.requests == []


async def test_nothing_is_asked_of_a_server_inside_that_is_not_allowed() -> None:
    async with serve(answer(PAGE)) as site:
        error = await refusal(site.url, limits=Limits(ports=frozenset({int(site.url.rpartition(":")[2])})))
    assert isinstance(error, SourceRefused)
    assert site.requests == []
    assert str(error) == "127.0.0.1 cannot be read. Only public web pages can be read."


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(answer(b"from the proxy")) as proxy, serve(answer(PAGE)) as site:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert (await site.fetcher().fetch(site.url)).body == PAGE
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (404, SourceUnreachable, "no page at this address"),
        (500, SourceUnreachable, "overloaded or broken"),
        (418, SourceUnreachable, "did not answer with a page"),
        (401, SourceEmpty, "only after signing in"),
        (403, SourceEmpty, "a person reads it"),
    ],
)
async def test_a_page_that_is_not_given_says_why(status: int, kind: type[SourceError], said: str) -> None:
    async with serve(answer(PAGE, status=status)) as site:
        with pytest.raises(kind, match=said):
            await site.fetcher().fetch(site.url)


async def test_a_picture_is_not_even_read() -> None:
    async with serve(answer(b"\x89PNG", "image/png")) as site:
        with pytest.raises(SourceUnsupported, match="image/png"):
            await site.fetcher().fetch(site.url)


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    async with serve(answer(PAGE)) as site:
        pass
    with pytest.raises(SourceUnreachable, match=r"127\.0\.0\.1 could not be reached"):
        await site.fetcher(connect_seconds=1).fetch(site.url)


async def test_a_retry_within_the_hour_does_not_fetch_again() -> None:
    async with serve(answer(PAGE, etag='"1"')) as site:
        fetcher = site.fetcher()
        assert await fetcher.fetch(site.url) == await fetcher.fetch(site.url)
    assert len(site.requests) == 1


async def test_one_of_djangos_caches_keeps_pages_too() -> None:
    async with serve(answer(PAGE)) as site:
        first, second = (replace(site.fetcher(), cache=LocMemCache("pages", {})) for _ in range(2))
        assert await first.fetch(site.url) == await second.fetch(site.url)
    assert len(site.requests) == 1


async def test_who_may_not_read_a_host_is_not_given_it_from_the_cache() -> None:
    async with serve(answer(PAGE)) as site:
        fetcher = site.fetcher()
        await fetcher.fetch(site.url)
        ports = frozenset({int(site.url.rpartition(":")[2])})
        stranger = replace(fetcher, allow_hosts=frozenset(), limits=Limits(ports=ports))
        with pytest.raises(SourceRefused):
            await stranger.fetch(site.url)


async def test_after_the_hour_the_etag_saves_the_body() -> None:
    async def unchanged(request: Request, writer: asyncio.StreamWriter) -> None:
        same = request.headers.get("if-none-match") == '"1"'
        await answer(b"" if same else PAGE, status=304 if same else 200, etag='"1"')(request, writer)

    async with serve(unchanged) as site:
        fetcher = site.fetcher(cache_seconds=1e-6)
        assert [(await fetcher.fetch(site.url)).body for _ in range(2)] == [PAGE, PAGE]
    assert len(site.requests) == 2


async def test_a_page_that_must_not_be_stored_is_not() -> None:
    async with serve(answer(PAGE, cache_control="private, no-store")) as site:
        fetcher = site.fetcher()
        await fetcher.fetch(site.url)
        await fetcher.fetch(site.url)
    assert len(site.requests) == 2


async def test_the_cache_lets_go_of_old_pages_and_of_too_many() -> None:
    now = [0.0]
    cache = MemoryCache(max_bytes=2 * len(PAGE), clock=lambda: now[0])
    async with serve(answer(PAGE)) as site:
        page = await site.fetcher().fetch(site.url)
    for key in "abc":
        await cache.aset(key, page, 60)
    assert [await cache.aget(key) is not None for key in "abc"] == [False, True, True]
    now[0] = 61
    assert await cache.aget("c") is None


async def test_every_connection_of_the_client_goes_through_the_guard() -> None:
    async with serve(answer(PAGE)) as site, httpx2.AsyncClient(transport=GuardedTransport(Allowed())) as client:
        with pytest.raises(SourceRefused):
            await client.get(site.url)
    assert site.requests == []
