"""What every peer is asked to send: pieces of content, at a pace, from a signal on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs

PIECE = "세 words "  # eight characters, Korean among them, as a model sends them
LAST = "the end"


@dataclass(frozen=True)
class Asked:
    """How many pieces one stream sends, and how long it waits after each (seconds; below 0: not at all)."""

    pieces: int
    wait: float

    @property
    def query(self) -> str:
        """Return it as part of an address."""
        return f"pieces={self.pieces}&wait={self.wait}"

    async def source(self) -> AsyncIterator[str]:
        """Yield the pieces and LAST between two signals, so that opening and closing are not counted with them."""
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
    """Read what an address asks for."""
    values = parse_qs(query)
    return Asked(int(values["pieces"][0]), float(values["wait"][0]))


signal = asyncio.Event()


def give_signal() -> None:
    """Let all sources of this process go on that wait now."""
    signal.set()
    signal.clear()
