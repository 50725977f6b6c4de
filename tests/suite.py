"""Run every test, in lanes side by side: on SQLite and memory, in this process and over HTTP; backend tests again on
PostgreSQL and Redis; in browsers; and the clients' tests.

Tests that depend on real time run alone afterwards.

TEST_DATABASE_URL and TEST_REDIS_URL are the servers' addresses (default: 127.0.0.1, standard ports). If they do not
answer, the second run is skipped and counted; with TEST_SERVICES=required, it fails.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO

import psycopg
import redis

from tests.server import ROOT, clean_environment

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
SERVICES = {"DATABASE_URL": DATABASE_URL, "REDIS_URL": REDIS_URL}
NO_TESTS = 5  # pytest's status if it found no tests


@dataclass
class Lane:
    """A command that runs parallel to other lanes; ``output`` is shown when all lanes are done."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    output: IO[bytes] | None = None

    def run(self) -> int:
        """Run it with only the settings in ``environment``; return its status."""
        environment = clean_environment(**self.environment)
        ended = subprocess.run(
            self.command, cwd=ROOT, env=environment, stdout=self.output, stderr=self.output, check=False
        ).returncode
        return 0 if len(sys.argv) > 1 and ended == NO_TESTS else ended  # the named tests may be in another lane


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments`` in every lane, without arguments also the clients' tests; return the status."""
    away = missing()
    clients = [] if arguments else [Lane("Clients in TypeScript", ["make", "--no-print-directory", "clients"])]

    def lane(title: str, name: str, *, timed: bool = False) -> Lane:
        when = "timed" if timed else "not timed"
        environment = SERVICES if name == "services" else {}
        return Lane(title, pytest(*arguments, "-m", when, "--lane", name), environment)

    elsewhere = ("On private servers", "own") if away else ("On PostgreSQL and Redis", "services")
    kinds = [("On SQLite and memory", "memory"), ("On SQLite, over HTTP", "servers"), elsewhere]
    beside = [*(lane(*kind) for kind in kinds), lane("In browsers", "browser"), *clients]
    after = [lane(f"By the clock: {title}", name, timed=True) for title, name in kinds]
    status = side_by_side(beside) or one_by_one(after)
    if away:
        twice = count("services", arguments) - count("own", arguments)
        unrun = f"SKIPPED: {twice} tests were not run a second time, on PostgreSQL and Redis"
        say(f"{unrun}: {' and '.join(away)}")
    return status or int(bool(away) and os.environ.get("TEST_SERVICES") == "required")


def side_by_side(lanes: list[Lane]) -> int:
    """Run all lanes in parallel, with the first one's output live and the others' after it; return the status."""
    first, *others = lanes
    with ThreadPoolExecutor() as threads:
        for lane in others:
            lane.output = tempfile.TemporaryFile()  # noqa: SIM115 # closed below
        running = [threads.submit(lane.run) for lane in others]
        say(f"{first.name} (beside it, shown when that is done: {', '.join(lane.name for lane in others)})")
        statuses = [first.run()]
        for lane, future in zip(others, running, strict=True):
            statuses.append(future.result())
            say(lane.name)
            show(lane.output)
    return next(filter(None, statuses), 0)


def show(output: IO[bytes] | None) -> None:
    """Write a lane's output."""
    if output:
        with output:
            output.seek(0)
            sys.stdout.write(output.read().decode(errors="replace"))
            sys.stdout.flush()


def one_by_one(lanes: list[Lane]) -> int:
    """Run the lanes one by one; return the first status other than 0."""
    statuses = []
    for lane in lanes:
        say(lane.name)
        statuses.append(lane.run())
    return next(filter(None, statuses), 0)


def missing() -> list[str]:
    """Return sentences about the servers that do not answer."""
    found = []
    try:
        psycopg.connect(DATABASE_URL, connect_timeout=3).close()
    except psycopg.OperationalError:
        found.append("no PostgreSQL answers at TEST_DATABASE_URL")
    try:
        with redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError:
        found.append("no Redis answers at TEST_REDIS_URL")
    return found


def count(lane: str, arguments: list[str]) -> int:
    """Return the number of tests in a lane."""
    collect = pytest(*arguments, "--lane", lane, "--collect-only")
    done = subprocess.run(collect, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    summary = re.search(r"(\d+)(?:/\d+)? tests? collected", done.stdout)
    return int(summary[1]) if summary else 0


def pytest(*arguments: str) -> list[str]:
    """Return the command for pytest."""
    return [sys.executable, "-m", "pytest", *arguments]


def say(text: str) -> None:
    """Write a heading."""
    sys.stdout.write(f"\n== {text} ==\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
