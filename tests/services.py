"""Private PostgreSQL and Redis servers that tests can stop and start."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
import redis

from tests.server import Site, drop_databases, free_port, make_template

START_SECONDS = 30
_POSTGRES_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def postgres_program(name: str) -> str | None:
    """Return the path of a PostgreSQL program; on Debian, some are not in PATH."""
    return next((str(folder / name) for folder in _POSTGRES_FOLDERS if (folder / name).exists()), shutil.which(name))


@dataclass
class Service:
    """A child process that listens on a fixed port, which ``stop``, ``kill`` and ``start`` keep."""

    command: list[str]
    port: int
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, stdout=quiet, stderr=quiet, user=self.user)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, f"{self.command[0]} ended"
            assert time.monotonic() < deadline, f"{self.command[0]} does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it regularly."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """Kill it."""
        self._end(signal.SIGKILL)

    def answers(self) -> bool:
        """Return whether it can be used."""
        raise NotImplementedError

    def _end(self, number: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(START_SECONDS)


@dataclass
class Redis(Service):
    """Redis without persistence."""

    port: int = field(default_factory=free_port)
    command: list[str] = field(init=False)

    def __post_init__(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.command = ["redis-server", *options]

    @property
    def url(self) -> str:
        """Its REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        """Return whether it can be used."""
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@dataclass
class Postgres(Service):
    """PostgreSQL with a separate data folder; uses fast shutdown, and commits survive a kill."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="til-postgres-")))
    port: int = field(default_factory=free_port)
    command: list[str] = field(init=False)
    user: str | None = field(default_factory=lambda: "postgres" if os.geteuid() == 0 else None)
    stop_signal: signal.Signals = signal.SIGINT

    def __post_init__(self) -> None:
        options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder), "-F"]
        self.command = [postgres_program("postgres") or "postgres", "-D", str(self.folder / "data"), *options]

    @property
    def url(self) -> str:
        """DATABASE_URL of the default database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def create(self) -> "Postgres":
        """Create an empty cluster and start it; as root, use the user postgres, since PostgreSQL rejects root."""
        if self.user:
            shutil.chown(self.folder, self.user)
        initdb = [postgres_program("initdb") or "initdb", "-D", str(self.folder / "data"), "-U", "postgres"]
        options = ["-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run([*initdb, *options], user=self.user, check=True, capture_output=True, cwd="/")
        self.start()
        return self

    def answers(self) -> bool:
        """Return whether it can be used."""
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url, connect_timeout=2).close()
            return True
        return False


@pytest.fixture(scope="session")
def _redis_process() -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed here")
    service = Redis()
    yield service
    service.kill()


@pytest.fixture
def own_redis(_redis_process: Redis) -> Redis:
    """A Redis that the test can stop; it is restarted for the next test."""
    if not _redis_process.answers():
        _redis_process.start()
    return _redis_process


@pytest.fixture(scope="session")
def _postgres_process() -> Iterator[Postgres]:
    if not postgres_program("initdb"):
        pytest.skip("PostgreSQL is not installed here")
    service = Postgres().create()
    yield service
    service.kill()
    shutil.rmtree(service.folder, ignore_errors=True)


@pytest.fixture
def own_postgres(_postgres_process: Postgres) -> Postgres:
    """A PostgreSQL that the test can stop; it is restarted for the next test."""
    if not _postgres_process.answers():
        _postgres_process.start()
    return _postgres_process


@pytest.fixture(scope="session")
def _services_template(_postgres_process: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = make_template(tmp_path_factory.mktemp("services"), _postgres_process.url)
    yield made
    if _postgres_process.answers():
        drop_databases(made.template)


@pytest.fixture
def many_processes(own_postgres: Postgres, own_redis: Redis, _services_template: Site) -> Site:
    """The site on private PostgreSQL and Redis servers, for tests with several processes or outages."""
    return Site(_services_template.template, _services_template.folder, _services_template.key, own_redis.url)
