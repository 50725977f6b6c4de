"""The cost of a piece that comes over HTTP through a provider's SDK: the difference between long and short drafts."""

import asyncio
from dataclasses import dataclass

from bench.stream.site import Product
from bench.stream.sites import with_sdks
from bench.stream.source import Asked

WAIT = 0.02  # seconds between two pieces
END = b"event: complete"


@dataclass(frozen=True)
class Sdk:
    """The microseconds of processor time per piece."""

    name: str
    piece: float


def measured(*, quick: bool) -> list[Sdk]:
    """Measure each SDK."""
    (short, long), streams = ((5, 10), 2) if quick else ((20, 220), 20)
    costs = []
    for pieces in (short, long):
        with with_sdks(pieces, WAIT) as sites:
            costs.append({site.provider: asyncio.run(_cost(site, streams)) for site in sites})
    less, more = costs
    return [Sdk(name, (more[name] - less[name]) / (long - short) / streams) for name in more]


async def _cost(site: Product, streams: int) -> float:
    """Return the microseconds that ``streams`` drafts take."""
    await _drafts(site, 1)  # imports the SDK
    before = await site.gauge()
    await _drafts(site, streams)
    return ((await site.gauge())["cpu"] - before["cpu"]) * 1e6


async def _drafts(site: Product, streams: int) -> None:
    async with site.opened(Asked(0, 0), streams) as readers:
        answers = await asyncio.gather(*(reader.read(-1) for reader in readers))
    if not all(END in answer for answer in answers):
        raise RuntimeError(f"A draft of the benchmark was not finished: {answers[0][-500:]!r}")
