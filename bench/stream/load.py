"""The load on a peer, and what it costs."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

import orjson

from bench.stream.gauge import PATH, SIGNAL
from bench.stream.reading import Stream
from bench.stream.source import Asked

HOST = "127.0.0.1"
AT_ONCE = 20  # streams opened at the same time


@dataclass(frozen=True)
class Cost:
    """The cost of streams.

    Microseconds of processor time to open one and per piece; events per piece; the share of pieces that arrived; the
    median and the 99th percentile of seconds until they did.
    """

    opening: float
    piece: float
    events: float
    delivered: float
    median: float
    most: float


@dataclass(frozen=True)
class Peer:
    """A peer served on ``ports``: streams are opened at the first and read at the last."""

    name: str
    ports: Sequence[int]

    async def gauge(self, path: str = PATH) -> dict[str, float]:
        """Return the sum of the processes' gauges; SIGNAL wakes their sources."""
        found = [await self._gauge(port, path) for port in self.ports]
        return {name: sum(one[name] for one in found) for name in found[0]}

    async def _gauge(self, port: int, path: str) -> dict[str, Any]:
        reader, writer = await send(port, f"GET {path}")
        answer = await reader.read()
        writer.close()
        return dict(orjson.loads(answer))

    async def load(self, wanted: Asked, streams: int) -> Cost:
        """Open ``streams``, let them send, and read them."""
        begin = await self.gauge()
        async with self.opened(wanted, streams) as readers:
            await self._until_waiting(streams)
            opened = await self.gauge(SIGNAL)
            read = [Stream() for _ in readers]
            each = zip(read, readers, strict=True)
            await asyncio.gather(*(one.read(reader, wanted.pieces, wanted.seconds) for one, reader in each))
            ended = await self.gauge()
        await self.gauge(SIGNAL)
        pieces = wanted.pieces * streams
        latencies = [latency for one in read for latency in one.latencies]
        percentiles = quantiles(latencies, n=100) if len(latencies) > 1 else [0.0] * 99
        return Cost(
            (opened["cpu"] - begin["cpu"]) * 1e6 / streams,
            (ended["cpu"] - opened["cpu"]) * 1e6 / pieces,
            sum(one.events for one in read) / pieces,
            len(latencies) / pieces,
            percentiles[49],
            percentiles[98],
        )

    async def _until_waiting(self, streams: int) -> None:
        async with asyncio.timeout(60):
            while (await self.gauge())["waiting"] < streams:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.05)

    async def _until_nothing_waits(self) -> None:
        """Let all sources end, since those that still wait would count as the next load's."""
        async with asyncio.timeout(60):
            while (await self.gauge(SIGNAL))["waiting"]:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def opened(self, wanted: Asked, streams: int) -> AsyncIterator[list[StreamReader]]:
        """Open streams, some at a time; close them at the end."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one() -> tuple[StreamReader, StreamWriter]:
            async with gate:
                return await self.open(wanted)

        pairs = await asyncio.gather(*(one() for _ in range(streams)))
        try:
            yield [reader for reader, _ in pairs]
        finally:
            for _, writer in pairs:
                writer.close()

    async def open(self, wanted: Asked) -> tuple[StreamReader, StreamWriter]:
        """Open one stream."""
        return await send(self.ports[0], f"GET /?{wanted.query}")

    async def idle(self, streams: int) -> float:
        """Return the bytes of memory of each idle stream."""
        async with self.idling(streams // 10):
            before = await self.gauge()  # exclude what the first streams load once
            async with self.idling(streams):
                after = await self.gauge()
        await self._until_nothing_waits()
        return (after["memory"] - before["memory"]) / streams

    @asynccontextmanager
    async def idling(self, streams: int) -> AsyncIterator[None]:
        """Hold streams in which nothing happens."""
        async with self.opened(Asked(0, 0), streams):
            yield


async def send(port: int, request: str, headers: str = "", body: bytes = b"") -> tuple[StreamReader, StreamWriter]:
    """Send a request, and read the response headers."""
    reader, writer, _ = await ask(port, request, headers, body)
    return reader, writer


async def ask(
    port: int, request: str, headers: str = "", body: bytes = b""
) -> tuple[StreamReader, StreamWriter, bytes]:
    """Send a request; return the connection and the response headers. Raises RuntimeError if it is refused."""
    reader, writer = await asyncio.open_connection(HOST, port)
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{request} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{headers}{length}\r\n"
    writer.write(head.encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in answer.partition(b"\r\n")[0]:
        raise RuntimeError(f"The benchmark was refused: {answer.decode()}{(await reader.read()).decode()}")
    return reader, writer, answer
