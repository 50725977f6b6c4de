"""The cost of a piece that comes over HTTP through a provider's SDK: the difference between long and short drafts."""

import asyncio
from dataclasses import dataclass

from bench.stream.site import Product
from bench.stream.sites import answering, with_sdks
from bench.stream.source import Asked
from tests.server import Site, free_port

WAIT = 0.02  # seconds between two pieces
END = b"event: complete"


@dataclass(frozen=True)
class Sdk:
    """The microseconds of processor time per piece."""

    name: str
    piece: float


def measured(site: Site, *, quick: bool) -> list[Sdk]:
    """Measure each SDK on a copy of ``site``."""
    (short, long), streams = ((5, 10), 2) if quick else ((20, 220), 20)
    model = free_port()
    with with_sdks(site, model) as sites:
        less, more = (_costs(sites, model, pieces, streams) for pieces in (short, long))
    return [Sdk(name, (more[name] - less[name]) / (long - short) / streams) for name in more]


def _costs(sites: list[Product], model: int, pieces: int, streams: int) -> dict[str, float]:
    with answering(model, pieces, WAIT):
        return {one.provider: asyncio.run(_cost(one, streams)) for one in sites}


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
