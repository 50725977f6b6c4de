"""A real database outage: connections closed on PostgreSQL, locked by another connection on SQLite."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from asgiref.sync import SyncToAsync
from django.db import connection, connections

from generate.running.database import close_connections

Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def away(transactional_db: None) -> Iterator[Away]:
    """``with away():`` makes every write fail after a moment."""
    if connection.vendor == "sqlite":
        options = connection.settings_dict["OPTIONS"]
        before, options["timeout"] = options["timeout"], 0.1
        _close_all()
        yield _locked
        options["timeout"] = before
    else:
        pool = connection.pool  # type: ignore[attr-defined]  # only PostgreSQL's connection has one
        before, pool.timeout = pool.timeout, 0.3
        _close_all()
        yield _closed
        pool.timeout = before
    _close_all()
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()  # drop broken connections


def _close_all() -> None:
    """Close the connections of this thread and of those for streams and runs, so that each opens a new one."""
    connections.close_all()
    close_connections()


@contextmanager
def _locked() -> Iterator[None]:
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=5)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


@contextmanager
def _closed() -> Iterator[None]:
    ours = connection.settings_dict
    name = ours["NAME"]
    with psycopg.connect(
        host=ours["HOST"], port=ours["PORT"], user=ours["USER"], password=ours["PASSWORD"], autocommit=True
    ) as admin:
        allow = f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS'
        admin.execute(f"{allow} false".encode())
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(f"{allow} true".encode())
