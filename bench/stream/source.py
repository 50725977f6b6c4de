"""The text that every peer sends: pieces of content at a given pace, started by a signal."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs

PIECE = "세 words "  # eight characters, partly Korean, as from a model
LAST = "the end"


@dataclass(frozen=True)
class Asked:
    """The number of pieces of a stream, and the wait after each (seconds; below 0: none)."""

    pieces: int
    wait: float

    @property
    def query(self) -> str:
        """Return it as a query string."""
        return f"pieces={self.pieces}&wait={self.wait}"

    async def source(self) -> AsyncIterator[str]:
        """Yield the pieces and LAST between two signals, so that opening and closing are measured separately."""
        await signal.wait()
        loop = asyncio.get_running_loop()
        due = loop.time()
        for _ in range(self.pieces):
            yield PIECE
            if self.wait > 0:
                due += self.wait
                await asyncio.sleep(max(0.0, due - loop.time()))
            elif self.wait == 0:
                await asyncio.sleep(0)
        yield LAST
        await signal.wait()


def asked(query: str) -> Asked:
    """Parse a query string."""
    values = parse_qs(query)
    return Asked(int(values["pieces"][0]), float(values["wait"][0]))


signal = asyncio.Event()


def give_signal() -> None:
    """Wake all waiting sources of this process."""
    signal.set()
    signal.clear()
