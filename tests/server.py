"""The real site as child processes, each on its own copy of a database template."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable]
READY_SECONDS = 60
_OURS = ("DATABASE_URL", "REDIS_URL", "PORT", "DJANGO_SETTINGS_MODULE")
_FOREIGN = ("ANTHROPIC_", "OPENAI_", "GOOGLE_", "GEMINI_", "TIL_")
SIGN_IN = """
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
user = User.objects.create_user("{name}", is_staff={is_staff}, is_superuser={is_staff})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(session.session_key)
"""


def clean_environment(**more: str) -> dict[str, str]:
    """Return this process's environment without settings of the site, and with ``more``."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS and not name.startswith(_FOREIGN)}
    return kept | more


def free_port() -> int:
    """Return an unused port on 127.0.0.1."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One server process of the site, killed at the end of a ``with``.

    ``environment`` is added to a clean one; DATABASE_URL should be in it.
    """

    environment: Mapping[str, str]
    folder: Path
    kind: Literal["uvicorn", "daphne"] = "uvicorn"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Its output so far."""
        return self._log_file.read_text("utf-8", "replace")

    @property
    def _log_file(self) -> Path:
        return self.folder / f"server-{self.port}.log"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> Self:
        """Start the process and wait until it answers."""
        with self._log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*PYTHON, "-m", *self._command()], cwd=ROOT, env=self._environment(), stdout=log, stderr=log
            )
        self._wait_until_ready()
        return self

    def run(self, *command: str) -> str:
        """Run a management command on the same database, and return what it printed."""
        program = [*PYTHON, "manage.py", *command]
        done = subprocess.run(program, cwd=ROOT, env=self._environment(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def sign_in(self, name: str, *, is_staff: bool) -> str:
        """Make a user, with all rights if ``is_staff``, and return the key of a session of theirs."""
        return self.run("shell", "--verbosity", "0", "-c", SIGN_IN.format(name=name, is_staff=is_staff)).split()[-1]

    def stop(self, seconds: float = 20) -> float:
        """Stop it regularly (SIGTERM), and return the seconds it took."""
        return self._end(signal.SIGTERM, seconds)

    def kill(self) -> None:
        """Kill it (SIGKILL), like a power failure."""
        self._end(signal.SIGKILL, 10)

    def _command(self) -> list[str]:
        if self.kind == "daphne":
            return ["daphne", "-b", "127.0.0.1", "-p", str(self.port), "tilsite.asgi:application"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        options += ["--http", "tilsite.http.protocol:Protocol"]
        return ["uvicorn", *options, "--timeout-graceful-shutdown", "3", "tilsite.asgi:application"]

    def _environment(self) -> dict[str, str]:
        return clean_environment(TIL_VAR=str(self.folder), SECRET_KEY="tests" * 12, **self.environment)

    def _wait_until_ready(self) -> None:
        assert self.process
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(self.port):
            assert self.process.poll() is None, f"The server ended:\n{self.log}"
            assert time.monotonic() < deadline, f"The server is not ready after {READY_SECONDS} s:\n{self.log}"
            time.sleep(0.02)
        httpx2.get(f"{self.url}/robots.txt", trust_env=False, timeout=READY_SECONDS)

    def _end(self, number: signal.Signals, seconds: float) -> float:
        begun = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(seconds)
        return time.monotonic() - begun


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Site:
    """A migrated database template, and the text of an API key in every copy."""

    template: str
    folder: Path
    key: str
    redis_url: str = ""

    def database(self, folder: Path) -> str:
        """Return the DATABASE_URL of a fresh copy."""
        return copy_database(self.template, folder)

    def server(self, folder: Path, kind: Literal["uvicorn", "daphne"] = "uvicorn", /, **environment: str) -> Server:
        """Return a server that is not started yet, on a fresh database unless ``environment`` names one."""
        if "DATABASE_URL" not in environment:
            environment["DATABASE_URL"] = self.database(folder)
        if self.redis_url:
            environment = {"REDIS_URL": self.redis_url, "TIL_REDIS_PREFIX": uuid.uuid4().hex} | environment
        return Server(environment, folder, kind)


def make_template(folder: Path, database_url: str = "", redis_url: str = "") -> Site:
    """Migrate a database and create a key in it: a SQLite file, or a database on the given PostgreSQL server."""
    if database_url:
        template = _with_name(database_url, f"til_template_{os.getpid()}_{uuid.uuid4().hex[:6]}")
        _admin(template, 'CREATE DATABASE "{}"')
    else:
        template = f"sqlite:///{folder / 'template.sqlite3'}"
    server = Server({"DATABASE_URL": template}, folder)
    server.run("migrate", "--verbosity", "0")
    return Site(template, folder, server.run("create_api_key", "tests").strip(), redis_url)


def copy_database(template: str, folder: Path) -> str:
    """Copy ``template`` and return the DATABASE_URL of the copy."""
    name = f"til_{os.getpid()}_{uuid.uuid4().hex[:12]}"
    if template.startswith("sqlite"):
        source = Path(template.removeprefix("sqlite:///"))
        return f"sqlite:///{shutil.copy(source, folder / f'{name}.sqlite3')}"
    copy = _with_name(template, name)
    _admin(copy, f'CREATE DATABASE "{{}}" TEMPLATE "{urlsplit(template).path[1:]}"')
    return copy


def drop_databases(template: str) -> None:
    """Drop the PostgreSQL databases that this process created; SQLite files are deleted with their folder."""
    if not template.startswith("sqlite"):
        with psycopg.connect(_with_name(template, "postgres"), autocommit=True) as database:
            ours = [f"til_{os.getpid()}_%", f"til_template_{os.getpid()}_%"]
            rows = database.execute("SELECT datname FROM pg_database WHERE datname LIKE ANY(%s)", [ours]).fetchall()
            for (name,) in rows:
                database.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _with_name(database_url: str, name: str) -> str:
    return urlsplit(database_url)._replace(path=f"/{name}").geturl()


def _admin(database_url: str, statement: str) -> None:
    """Run a statement about the database in ``database_url`` from another database."""
    with psycopg.connect(_with_name(database_url, "postgres"), autocommit=True) as database:
        database.execute(statement.format(urlsplit(database_url).path[1:]).encode())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site on this run's backend: SQLite and memory, or PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp("site")
    made = make_template(folder, os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", ""))
    yield made
    drop_databases(made.template)


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Server]:
    """A uvicorn process of the site on a fresh database."""
    with site.server(tmp_path) as running:
        yield running
