"""Database work of streams and runs: on a few threads of its own, never on a request's.

A request's thread and connection live as long as its response, so a stream that used them would hold one of each.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
AWAY = (OperationalError, InterfaceError)  # what is raised while the database cannot be used
TRY_AGAIN = 0.5  # seconds
_threads = ThreadPoolExecutor(THREADS, "database")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` on a database thread and return its result; a broken connection is not used again."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: _with_fresh(work, *args, **kwargs))


async def once_there(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` on a database thread, as soon as the database can be used."""
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
        close_old_connections()


def close_connections() -> None:
    """Close what the threads keep open. For tests, whose databases must be dropped."""
    for future in [_threads.submit(connections.close_all) for _ in range(THREADS)]:
        future.result()
