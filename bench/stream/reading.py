"""Read a stream and note when each piece arrived."""

import asyncio
import time
from asyncio import StreamReader
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from bench.stream.source import STAMP

NAME = b"event: content_chunk"
READ_BYTES = 1 << 18
LATE = 5.0  # seconds after which missing pieces count as not delivered


@dataclass
class Stream:
    """What one reader received."""

    parts: list[bytes] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)  # the time of each part

    async def read(self, reader: StreamReader, pieces: int, seconds: float) -> None:
        """Read until all ``pieces`` are there, at most ``LATE`` seconds longer than they take."""
        found = 0
        try:
            async with asyncio.timeout(seconds + LATE):
                while found < pieces:
                    part = await reader.read(READ_BYTES)
                    if not part:
                        return
                    self.parts.append(part)
                    self.arrived.append(time.monotonic())
                    found += part.count(b"@")
        except TimeoutError:
            pass

    @property
    def events(self) -> int:
        """The number of events with content."""
        return b"".join(self.parts).count(NAME)

    @property
    def latencies(self) -> list[float]:
        """The seconds from the making of each piece to its arrival."""
        ends = list(accumulate(map(len, self.parts)))
        stamps = STAMP.finditer(b"".join(self.parts))
        return [self.arrived[bisect_right(ends, one.end() - 1)] - int(one[1]) / 1e6 for one in stamps]
