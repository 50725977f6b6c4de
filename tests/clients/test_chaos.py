"""The real site behind a proxy that breaks connections at random: every text arrives whole, and is paid for once.

CLIENT_CUTS and CLIENT_SEED set the number and the random seed.
"""

import asyncio
import hashlib
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from tilsite_client import Options, TilClient

from tests.clients.line import read
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Site

pytestmark = [pytest.mark.anyio, pytest.mark.once, pytest.mark.timeout(600)]
CUTS = int(os.environ.get("CLIENT_CUTS", "100"))
SEED = int(os.environ.get("CLIENT_SEED", random.SystemRandom().randrange(1_000_000)))
TOGETHER = 5
TEXT = "\n".join(f"{number}. 한글과 English, `code_{number * 7919}` 🎉" for number in range(60))
PATIENT = Options(silence=0.6, retries=1000, backoff=0.005, max_backoff=0.02)
STAGES = ["day_number", "title", "excerpt", "tags", "complete"]


class BadLine(httpx2.AsyncBaseTransport):
    """A faulty transport: it refuses connections, and loses, cuts or stalls responses at any byte."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._inner = httpx2.AsyncHTTPTransport()
        self.done: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith("/stream"):
            return await self._inner.handle_async_request(request)
        (fate,) = self._dice.choices(["cut", "silent", "refused", "lost", "passed"], [70, 5, 10, 10, 5])
        self.done[fate] += 1
        if fate == "refused":
            return httpx2.Response(self._dice.choice([502, 503]), text="<h1>Bad gateway</h1>")
        response = await self._inner.handle_async_request(request)
        if fate == "lost":
            await response.aclose()
            raise httpx2.ReadError("The answer is lost.")
        if fate != "passed":
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            limit = self._dice.randrange(2_500)
            response.stream = Part(response.stream, limit, is_silent=fate == "silent")
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class Part(httpx2.AsyncByteStream):
    """The first ``limit`` bytes of a body; then it breaks, or stalls for longer than a client waits."""

    def __init__(self, whole: httpx2.AsyncByteStream, limit: int, *, is_silent: bool) -> None:
        self._whole = whole
        self._left = limit
        self._is_silent = is_silent

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._whole:
            yield part[: self._left]
            self._left -= len(part)
            if self._left <= 0:
                break
        if self._is_silent:
            await asyncio.sleep(PATIENT.silence)
            raise httpx2.ReadTimeout("Nothing comes.")
        raise httpx2.ReadError("The line is cut.")

    async def aclose(self) -> None:
        await self._whole.aclose()


async def test_nothing_is_lost_repeated_or_paid_for_twice(site: Site, tmp_path: Path) -> None:
    line = BadLine(random.Random(SEED))
    sys.stderr.write(f"\nseed {SEED}\n")
    async with FakeProvider() as fake:
        fake.text = TEXT
        fake.by_model["draft"] = Behaviour(piece=40, delay=0.002)
        limits = {"TIL_STARTS_PER_MINUTE": "100000", "TIL_STARTS_PER_DAY": "100000", "TIL_RUNNING_PER_KEY": "1000"}
        writes = {"TIL_PROVIDER": "openai", "OPENAI_BASE_URL": f"{fake.url}/v1", "OPENAI_MODEL": "draft"} | limits
        with site.server(tmp_path, **writes) as server:
            ids, newest = await draft_many(server.url, site.key, line)
        asked = len(fake.seen)
    sys.stderr.write(f"{len(ids)} drafts, {dict(line.done)}\n")
    assert len(set(ids)) == len(ids)
    assert newest == max(ids)
    assert max(ids) - min(ids) == len(ids) - 1
    assert asked == 4 * len(ids)  # content, title, excerpt, tags
    assert line.done["lost"]
    assert line.done["refused"]
    assert line.done["silent"]


async def draft_many(url: str, key: str, line: BadLine) -> tuple[list[int], int]:
    """Draft until ``line`` was cut often enough; return the generations, and the site's newest one."""
    ids: list[int] = []
    async with TilClient(url, key, options=PATIENT, transport=line) as client:
        while line.done["cut"] < CUTS:
            batch = range(len(ids), len(ids) + TOGETHER)
            ids += await asyncio.gather(*(draft_one(client, number) for number in batch))
        newest = (await client.generations(limit=1))["items"][0]["id"]
    return ids, newest


async def draft_one(client: TilClient, number: int) -> int:
    """Draft over the faulty transport, compare with the stored text, and return the generation's id."""
    got = await read(client.generate(f"notes {number}"))
    assert got.error is None
    assert [name for name in got.names if name != "content_chunk"] == STAGES
    assert got.draft.complete
    kept = await client.generation(got.draft.complete.generation_id)
    assert got.draft.content == kept["content"]
    assert hashlib.sha256(got.draft.content.encode()).hexdigest() == kept["content_sha256"]
    return got.draft.complete.generation_id
