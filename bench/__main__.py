"""The cost of a stream, compared with a bare ASGI application in the same rounds: ``make bench``, some minutes.

``python -m bench --quick`` only checks that the benchmark works; ignore its figures. ``python -m bench.sources``
measures extraction from pages.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.stream import encoder
from bench.stream.load import Cost, Peer
from bench.stream.sdks import Sdk, measured
from bench.stream.served import served
from bench.stream.sites import new_site, on_services, on_sqlite
from bench.stream.source import Asked
from tests.server import Site
from tests.suite import DATABASE_URL, REDIS_URL, missing

Loads = dict[str, tuple[Asked, int]]
Costs = dict[tuple[str, str], Cost]  # by load and peer
FULL: Loads = {
    "burst": (Asked(3_000, -1), 8),
    "loop turn": (Asked(3_000, 0), 8),
    "paced": (Asked(100, 0.02), 200),
}
QUICK: Loads = {name: (Asked(20, wanted.wait), 2) for name, (wanted, _) in FULL.items()}
ENOUGH = 0.99  # share of the pieces that must arrive for a ratio to mean anything
CONSOLE = Console(width=120, highlight=False)


def main(*, quick: bool) -> None:
    """Measure everything and print it."""
    loads, rounds, idle = (QUICK, 1, 20) if quick else (FULL, 5, 1_000)
    with ExitStack() as stack:
        site = stack.enter_context(new_site())
        peers = list(_peers(site, stack))
        memory = {peer.name: asyncio.run(peer.idle(idle)) for peer in peers if len(peer.ports) == 1}
        costs = [asyncio.run(_round(peers, loads)) for _ in range(rounds)]
        sdks = measured(site, quick=quick)
    CONSOLE.print(_table(costs))
    _tell_memory(memory, idle)
    _tell_sdks(sdks, costs)
    _tell_encoder()


def _peers(site: Site, stack: ExitStack) -> Iterator[Peer]:
    for name in ("raw", "django_view", "sse_starlette"):
        if name == "sse_starlette" and not find_spec(name):
            CONSOLE.print("sse-starlette is skipped, since it is not installed (pip install sse-starlette).")
        else:
            yield Peer(name, [stack.enter_context(served(name))])
    yield stack.enter_context(on_sqlite(site))
    if away := missing():
        CONSOLE.print(f"The product with a reader in another process is skipped: {' and '.join(away)}.")
    else:
        yield stack.enter_context(on_services(DATABASE_URL, REDIS_URL))


async def _round(peers: list[Peer], loads: Loads) -> Costs:
    return {(name, peer.name): await peer.load(*load) for name, load in loads.items() for peer in peers}


def _table(costs: list[Costs]) -> Table:
    CONSOLE.print("Server CPU per opened stream and per piece of content, and the ratio to raw in the same round;")
    CONSOLE.print("the product starts each draft by a POST, saves it, and cleans it")
    table = Table("load", "peer", "µs to open", "µs per piece", "ratio (least–most)", "events per piece")
    for name in ("arrived", "ms p50", "ms p99"):
        table.add_column(name, justify="right")
    for load, name in costs[0]:
        table.add_row(load, name, *_row([(cost[load, name], cost[load, "raw"]) for cost in costs]))
    return table


def _row(rounds: list[tuple[Cost, Cost]]) -> Iterator[str]:
    ratios = sorted(cost.piece / raw.piece for cost, raw in rounds)
    delivered = min(cost.delivered for cost, _ in rounds)
    yield f"{median(cost.opening for cost, _ in rounds):.0f}"
    yield f"{median(cost.piece for cost, _ in rounds):.1f}"
    yield f"{median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})" if delivered >= ENOUGH else "not all arrived"
    yield f"{median(cost.events for cost, _ in rounds):.2f}"
    yield f"{delivered:.1%}"
    yield f"{median(cost.median for cost, _ in rounds) * 1000:.1f}"
    yield f"{median(cost.most for cost, _ in rounds) * 1000:.1f}"


def _tell_memory(memory: dict[str, float], idle: int) -> None:
    if not any(memory.values()):
        CONSOLE.print("Memory is skipped, since this system has no /proc.")
        return
    CONSOLE.print(f"\nMemory of each of {idle:,} idle followers, and above a bare Django view:")
    for name, size in memory.items():
        CONSOLE.print(f"  {name:<14}{size / 1000:6.1f} kB  {(size - memory['django_view']) / 1000:+6.1f} kB")


def _tell_sdks(sdks: list[Sdk], costs: list[Costs]) -> None:
    bare = median(cost["paced", "product"].piece for cost in costs)
    CONSOLE.print(f"\nThe product with each provider's SDK, µs per piece (its model in the process: {bare:.1f}):")
    for sdk in sdks:
        CONSOLE.print(f"  {sdk.name:<14}{sdk.piece:6.1f} µs")


def _tell_encoder() -> None:
    CONSOLE.print("\nWriting one event:")
    costs = encoder.measure()
    for name, cost in costs.items():
        CONSOLE.print(f"  {name:<14}{cost:6.2f} µs  {cost / costs['ours']:6.1f} times ours")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
