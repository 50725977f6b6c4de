"""What a server process holds, as Linux and the database tell."""

from pathlib import Path

import psycopg

from tests.server import Server


def status(server: Server) -> dict[str, str]:
    """Return the fields of the process's status."""
    lines = (_place(server) / "status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def memory(server: Server) -> float:
    """Return its resident memory in MB."""
    return int(status(server)["VmRSS"].split()[0]) / 1000


def threads(server: Server) -> int:
    """Return the number of its threads."""
    return int(status(server)["Threads"])


def files(server: Server) -> list[Path]:
    """Return what its open files link to."""
    return [link.resolve() for link in (_place(server) / "fd").iterdir()]


def connections(server: Server) -> int:
    """Return the number of database connections: PostgreSQL sessions of all processes, or its open SQLite files."""
    url = server.environment["DATABASE_URL"]
    if url.startswith("sqlite"):
        return sum(str(link) == url.removeprefix("sqlite:///") for link in files(server))
    with psycopg.connect(url) as database:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        row = database.execute(query).fetchone()
    assert row
    return int(row[0])


def _place(server: Server) -> Path:
    assert server.process
    return Path(f"/proc/{server.process.pid}")
