"""A server process of one peer, and the load on it."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from bench.stream.gauge import PATH
from bench.stream.source import LAST, Asked

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START_SECONDS = 30.0
READ_BYTES = 1 << 18
NAME = b"event: content_chunk"


@dataclass(frozen=True)
class Used:
    """Usage of a server process: seconds of processor time, bytes of memory."""

    cpu: float
    memory: int


@dataclass(frozen=True)
class Cost:
    """The cost of a stream: microseconds of processor time to open it and per piece, and events per piece."""

    opening: float
    piece: float
    events: float


@dataclass(frozen=True)
class Peer:
    """A peer served on ``port``."""

    name: str
    port: int

    async def used(self) -> Used:
        """Read its usage; this also signals waiting sources."""
        reader, writer = await self._ask(PATH)
        answer = await reader.read()
        writer.close()
        return Used(**orjson.loads(answer))

    async def load(self, wanted: Asked, streams: int) -> Cost:
        """Open ``streams``, let them send, and read them."""
        begin = await self.used()
        async with self._open(wanted, streams) as readers:
            opened = await self.used()
            events = sum(await asyncio.gather(*(_read_pieces(reader) for reader in readers)))
            read = await self.used()
        pieces = wanted.pieces * streams
        return Cost((opened.cpu - begin.cpu) * 1e6 / streams, (read.cpu - opened.cpu) * 1e6 / pieces, events / pieces)

    async def idle(self, streams: int) -> float:
        """Return the bytes of memory of each idle stream."""
        nothing = Asked(0, 0)
        async with self._open(nothing, streams // 10):
            before = await self.used()  # exclude what the first streams load once
            async with self._open(nothing, streams):
                after = await self.used()
        return (after.memory - before.memory) / streams

    async def _ask(self, target: str) -> tuple[StreamReader, StreamWriter]:
        """Send a request, and read the response headers."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    @asynccontextmanager
    async def _open(self, wanted: Asked, streams: int) -> AsyncIterator[list[StreamReader]]:
        opened = [await self._ask(f"/?{wanted.query}") for _ in range(streams)]
        yield [reader for reader, _ in opened]
        for _, writer in opened:
            writer.close()


async def _read_pieces(reader: StreamReader) -> int:
    """Read up to the last piece; return the number of events."""
    answer = bytearray()
    while LAST.encode() not in answer[-200:]:
        part = await reader.read(READ_BYTES)
        if not part:
            raise RuntimeError("A stream of the benchmark broke.")
        answer += part
    return answer.count(NAME)


@contextmanager
def served(name: str) -> Iterator[Peer]:
    """Serve the peer ``name`` of ``bench.stream.peers`` with uvicorn in a separate process."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    options = ["--factory", "--host", HOST, "--port", str(port), "--log-level", "warning", "--lifespan", "off"]
    command = [sys.executable, "-m", "uvicorn", f"bench.stream.peers:{name}", *options]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tilsite.settings"}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            _wait_for(process, port)
            yield Peer(name, port)
        finally:
            process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("A server of the benchmark did not start; see its output above.")
