"""The text that every peer sends: pieces of content at a given pace, started by a signal."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs

STAMP = re.compile(rb"@(\d{15})")  # microseconds of the monotonic clock, which all processes of a machine share
LAST = "\n\nthe end"


@dataclass(frozen=True)
class Asked:
    """The number of pieces of a stream, and the wait after each (seconds; below 0: none)."""

    pieces: int
    wait: float

    @property
    def query(self) -> str:
        """Return it as a query string."""
        return f"pieces={self.pieces}&wait={self.wait}"

    @property
    def seconds(self) -> float:
        """Return how long it takes at its pace."""
        return self.pieces * max(0.0, self.wait)

    async def source(self) -> AsyncIterator[str]:
        """Yield the pieces and LAST between two signals, so that opening and closing are measured separately."""
        await gate.wait()
        loop = asyncio.get_running_loop()
        due = loop.time()
        for number in range(self.pieces):
            yield piece(number)
            if self.wait > 0:
                due += self.wait
                await asyncio.sleep(max(0.0, due - loop.time()))
            elif self.wait == 0:
                await asyncio.sleep(0)
        yield LAST
        await gate.wait()


def piece(number: int) -> str:
    """Return a piece, partly Korean, as from a model, with the time of its making; some end a line or a paragraph."""
    end = "s " if number % 8 else ".\n" if number % 32 else ".\n\n"
    return f"@{time.monotonic_ns() // 1_000:015d} 세 word{end}"


def asked(query: str) -> Asked:
    """Parse a query string."""
    values = parse_qs(query)
    return Asked(int(values["pieces"][0]), float(values["wait"][0]))


class Gate:
    """Where the sources of this process wait for a signal."""

    def __init__(self) -> None:
        self.waiting = 0
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next signal."""
        self.waiting += 1
        try:
            await self._event.wait()
        finally:
            self.waiting -= 1

    def open(self) -> None:
        """Wake all that wait."""
        self._event.set()
        self._event.clear()


gate = Gate()
