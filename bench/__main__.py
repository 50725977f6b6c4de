"""The cost of a stream, compared with a bare ASGI application in the same run: ``make bench``, under a minute.

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
from bench.stream.load import Cost, Peer, served
from bench.stream.source import Asked

Loads = dict[str, tuple[Asked, int]]
Costs = dict[tuple[str, str], Cost]  # by load and peer
FULL: Loads = {
    "burst": (Asked(3_000, -1), 8),
    "loop turn": (Asked(3_000, 0), 8),
    "paced": (Asked(100, 0.02), 200),
}
QUICK: Loads = {name: (Asked(20, wanted.wait), 2) for name, (wanted, _) in FULL.items()}
CONSOLE = Console(width=100, highlight=False)


def main(*, quick: bool) -> None:
    """Measure everything and print it."""
    loads, rounds, idle = (QUICK, 1, 20) if quick else (FULL, 3, 1_000)
    names = ["raw", "ours", "sse_starlette"]
    if not find_spec("sse_starlette"):
        CONSOLE.print("sse-starlette is skipped, since it is not installed (pip install sse-starlette).")
        names.remove("sse_starlette")
    with ExitStack() as stack:
        peers = [stack.enter_context(served(name)) for name in names]
        memory = {peer.name: asyncio.run(peer.idle(idle)) for peer in peers}
        costs = [asyncio.run(_round(peers, loads)) for _ in range(rounds)]
    CONSOLE.print(_table(costs))
    _tell_memory(memory, idle)
    _tell_encoder()


async def _round(peers: list[Peer], loads: Loads) -> Costs:
    return {(name, peer.name): await peer.load(*load) for name, load in loads.items() for peer in peers}


def _table(costs: list[Costs]) -> Table:
    CONSOLE.print("Server CPU per opened stream and per piece of content, and the ratio to raw in the same round")
    table = Table("load", "peer", "µs to open", "µs per piece", "ratio", "events per piece")
    for load, name in costs[0]:
        table.add_row(load, name, *_medians([(cost[load, name], cost[load, "raw"]) for cost in costs]))
    return table


def _medians(rounds: list[tuple[Cost, Cost]]) -> Iterator[str]:
    yield f"{median(cost.opening for cost, _ in rounds):.0f}"
    yield f"{median(cost.piece for cost, _ in rounds):.1f}"
    yield f"{median(cost.piece / raw.piece for cost, raw in rounds):.2f}"
    yield f"{median(cost.events for cost, _ in rounds):.2f}"


def _tell_memory(memory: dict[str, float], idle: int) -> None:
    if not any(memory.values()):
        CONSOLE.print("Memory is skipped, since this system has no /proc.")
        return
    CONSOLE.print(f"\nMemory of each of {idle:,} idle followers, and above a bare stream:")
    for name, size in memory.items():
        CONSOLE.print(f"  {name:<14}{size / 1000:6.1f} kB  {(size - memory['raw']) / 1000:+6.1f} kB")


def _tell_encoder() -> None:
    CONSOLE.print("\nWriting one event:")
    costs = encoder.measure()
    for name, cost in costs.items():
        CONSOLE.print(f"  {name:<14}{cost:6.2f} µs  {cost / costs['ours']:6.1f} times ours")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
