"""The cost of a stream as drafts, their number and what a reader missed grow: ``python -m bench.stream.growth``.

Takes some minutes; ``--quick`` only checks that it works.
"""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.stream.load import send
from bench.stream.reading import Stream
from bench.stream.site import Product
from bench.stream.sites import new_site, on_sqlite
from bench.stream.source import Asked, piece
from tests.server import Server

LETTERS = [2_000, 10_000, 50_000, 200_000]
RUNS = [1, 10, 100, 500]
PIECES = [10, 100, 1_000, 10_000]
AGAIN = 100  # reconnections
CONSOLE = Console(width=120, highlight=False)
_ID = re.compile(rb"^id: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Whole:
    """A whole draft: microseconds of CPU and bytes sent, for each of its characters."""

    cpu: float
    sent: float


@dataclass(frozen=True)
class Growing(Product):
    """The site, also read on its page with a session."""

    session: str = ""

    async def whole(self, letters: int, *, on_page: bool) -> Whole:
        """Read a draft of so many characters while it is written, over the API or on its page."""
        wanted = Asked(letters // len(piece(1)), 0)
        async with self._draft(wanted) as path:
            address = f"/generate/{path.rpartition('/')[2]}/events" if on_page else f"{path}/stream"
            headers = f"Cookie: sessionid={self.session}\r\n" if on_page else self._headers
            reader, writer = await send(self.ports[0], f"GET {address}", headers)
            begin = await self.gauge("/signal")
            reading = asyncio.create_task(reader.read())
            await self._until_waiting(1)
            await self._until_nothing_waits()
            sent = len(await reading)
            ended = await self.gauge()
            writer.close()
        return Whole((ended["cpu"] - begin["cpu"]) * 1e6 / letters, sent / letters)

    async def again(self, pieces: int) -> float:
        """Return milliseconds of CPU of each reconnection to a draft that wrote ``pieces``, all of which were seen."""
        async with self._draft(Asked(pieces, 0)) as path:
            reader, writer = await self._follow(path)
            await self.gauge("/signal")
            read = Stream()
            await read.read(reader, pieces, seconds=60)
            writer.close()
            last = _ID.findall(b"".join(read.parts))[-1].decode()
            begin = await self.gauge()
            for _ in range(AGAIN):
                _, writer = await send(self.ports[0], f"GET {path}/stream", f"{self._headers}Last-Event-ID: {last}\r\n")
                writer.close()
            ended = await self.gauge()
        return (ended["cpu"] - begin["cpu"]) * 1e3 / AGAIN

    @asynccontextmanager
    async def _draft(self, wanted: Asked) -> AsyncIterator[str]:
        _, writer, path = await self._start(wanted)
        await self._until_waiting(1)
        writer.close()
        yield path
        await self._until_nothing_waits()


def main(*, quick: bool) -> None:
    """Measure and print the three tables."""
    most = 1 if quick else 4
    with new_site() as site:
        session = Server({"DATABASE_URL": site.template}, site.folder).sign_in("bench", is_staff=True)
        with on_sqlite(site) as served:
            time.sleep(0 if quick else 8)  # what is loaded beside the first requests is not theirs
            asyncio.run(_measure(Growing("product", served.ports, site.key, session=session), most))


async def _measure(growing: Growing, most: int) -> None:
    table = Table("characters", "API: µs each", "bytes each", "page: µs each", "bytes each")
    for letters in LETTERS[:most]:
        ways = [[await growing.whole(letters, on_page=on_page) for _ in range(3)] for on_page in (False, True)]
        both = [(median(one.cpu for one in way), median(one.sent for one in way)) for way in ways]
        table.add_row(f"{letters:,}", *(f"{figure:.2f}" for way in both for figure in way))
    CONSOLE.print("A draft, written as fast as the event loop turns and read meanwhile", table)
    table = Table("runs", "µs per piece", "ms p50", "ms p99", "arrived")
    for runs in RUNS[:most]:
        cost = await growing.load(Asked(50, 0.2), runs)
        late = f"{cost.median * 1000:.1f}", f"{cost.most * 1000:.1f}"
        table.add_row(f"{runs:,}", f"{cost.piece:.0f}", *late, f"{cost.delivered:.1%}")
    CONSOLE.print("Runs at once, five pieces a second each", table)
    table = Table("pieces", "ms of CPU for each reconnection")
    for pieces in PIECES[:most]:
        table.add_row(f"{pieces:,}", f"{await growing.again(pieces):.1f}")
    CONSOLE.print("Reconnections by a reader who has seen all pieces", table)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
