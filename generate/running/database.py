"""Database access for streams and runs, on a few separate threads, never on a request's.

A request's thread and connection live as long as its response, so a stream that used them would hold one of each.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
AWAY = (OperationalError, InterfaceError)  # errors of an unavailable database
TRY_AGAIN = 0.5  # seconds
_threads = ThreadPoolExecutor(THREADS, "database")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` on a database thread and return its result; broken connections are replaced."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: _with_fresh(work, *args, **kwargs))


async def once_there(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` on a database thread; retry until the database is available."""
    while True:
        try:
            return await in_database(work, *args, **kwargs)
        except AWAY:
            await asyncio.sleep(TRY_AGAIN)


def _with_fresh(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        if connection.vendor == "sqlite":
            connection.close_at = None  # stays open unless it broke: opening the file takes longer than most queries
        close_old_connections()


def close_connections() -> None:
    """Close the connections of all threads, for tests that replace their database."""
    all_there = Barrier(THREADS)

    def close() -> None:
        all_there.wait()  # or one thread would close twice, and another not at all
        connections.close_all()

    for future in [_threads.submit(close) for _ in range(THREADS)]:
        future.result()
