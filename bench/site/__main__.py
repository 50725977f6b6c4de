"""CPU of public pages as the number of TILs grows: ``python -m bench.site``, some minutes.

Uses a temporary SQLite database, or a new one on the server in TEST_DATABASE_URL with ``--postgresql``; on PostgreSQL
the CPU is the site's own, without the server's. ``SIZES=100,1000`` chooses the numbers of TILs.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import uuid4

SIZES = [int(size) for size in os.environ.get("SIZES", "100,1000,10000,100000").split(",")]
ROUNDS = 15


def main() -> None:
    """Fill a site step by step, and print the table of each size."""
    with _database(on_postgresql="--postgresql" in sys.argv) as address:
        os.environ |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tilsite.settings", "DEBUG": "0"}
        os.environ |= {"SECRET_KEY": uuid4().hex * 2, "ALLOWED_HOSTS": "*", "TIL_HTTPS": "0"}
        import django

        django.setup()
        _measure_growth()


@contextmanager
def _database(*, on_postgresql: bool) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        if not on_postgresql:
            yield f"sqlite:///{Path(folder) / 'site.sqlite3'}"
            return
    import psycopg

    server, name = os.environ["TEST_DATABASE_URL"], f"bench_{uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _measure_growth() -> None:
    from django.core.management import call_command
    from rich.console import Console
    from rich.table import Table

    from bench.site.filling import fill
    from bench.site.texts import texts

    call_command("migrate", verbosity=0)
    table = Table("TILs", "saved a second")
    rows, source, before = [], texts(max(SIZES)), 0
    for size in sorted(SIZES):
        began = time.process_time()
        fill(list(islice(source, size - before)), first_day=before + 1)
        rate = (size - before) / (time.process_time() - began)
        rows.append((f"{size:,}", f"{rate:.0f}", _measured()))
        before = size
    for name in rows[0][2]:
        table.add_column(f"{name}", justify="right")
    for shown, saved, figures in rows:
        table.add_row(shown, saved, *figures.values())
    Console(width=160).print("Milliseconds of CPU per page in the site's own process, median", table)


def _measured() -> dict[str, str]:
    from bench.site.pages import pages

    return {name: _cost(ask) for name, ask in pages().items()}


def _cost(ask: Callable[[], object]) -> str:
    ask()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        ask()
        times.append(time.process_time() - began)
    return f"{median(times) * 1000:.1f}"


if __name__ == "__main__":
    main()
