"""Run every test: on SQLite and memory, and beside it what touches a database again on PostgreSQL and Redis.

Tests that hold seconds by the clock come after that, with the machine to themselves.

TEST_DATABASE_URL and TEST_REDIS_URL say where those are (default: 127.0.0.1, the usual ports). Where they do not
answer, the second run is left out and counted; with TEST_SERVICES=required that is a failure.
"""

import os
import re
import subprocess
import sys
import tempfile
from typing import IO

import psycopg
import redis

from tests.server import ROOT, clean_environment

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
UNTIMED = ["-m", "not timed"]
NO_TESTS = 5  # pytest's status where it found none
WITHOUT_BROWSER = "--ignore=tests/browser"  # its tests are in the other run, so that both take equally long


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments`` on each backend; return the exit status."""
    if away := missing():
        first = ended(pytest([*arguments, *UNTIMED], {}), arguments) or timed(arguments, {})
        unrun = f"SKIPPED: {count(arguments)} tests were not run a second time, on PostgreSQL and Redis"
        say(f"{unrun}: {' and '.join(away)}")
        return first or int(os.environ.get("TEST_SERVICES") == "required")
    services = {"DATABASE_URL": DATABASE_URL, "REDIS_URL": REDIS_URL}
    with tempfile.TemporaryFile() as output:
        again = pytest([*arguments, *UNTIMED, "--services"], services, output)
        say("On SQLite and memory (and beside it, shown when that is done, on PostgreSQL and Redis)")
        first = ended(pytest([*arguments, *UNTIMED, WITHOUT_BROWSER], {}), arguments)
        second = ended(again, arguments)
        say("On PostgreSQL and Redis")
        output.seek(0)
        sys.stdout.write(output.read().decode(errors="replace"))
    return first or second or timed(arguments, {}) or timed([*arguments, "--services"], services)


def timed(arguments: list[str], environment: dict[str, str]) -> int:
    """Run the tests that hold seconds by the clock; return the exit status."""
    say(f"By the clock, on {'PostgreSQL and Redis' if environment else 'SQLite and memory'}")
    return ended(pytest([*arguments, "-m", "timed"], environment), arguments)


def ended(run: "subprocess.Popen[bytes]", arguments: list[str]) -> int:
    """Wait for pytest; return its exit status, 0 where it found none of what ``arguments`` name."""
    status = run.wait()
    return 0 if arguments and status == NO_TESTS else status


def missing() -> list[str]:
    """Return what does not answer, as sentences."""
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


def pytest(
    arguments: list[str], environment: dict[str, str], output: IO[bytes] | None = None
) -> "subprocess.Popen[bytes]":
    """Start pytest with no setting of the site but ``environment``; what it says goes to ``output``."""
    return subprocess.Popen(
        command(arguments), cwd=ROOT, env=clean_environment(**environment), stdout=output, stderr=output
    )


def count(arguments: list[str]) -> int:
    """Return how many tests would have run."""
    collect = command([*arguments, WITHOUT_BROWSER, "--services", "--collect-only"])
    done = subprocess.run(collect, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False)
    summary = re.search(r"(\d+)(?:/\d+)? tests? collected", done.stdout)
    return int(summary[1]) if summary else 0


def command(arguments: list[str]) -> list[str]:
    """Return how pytest is called."""
    return [sys.executable, "-m", "pytest", *arguments]


def say(text: str) -> None:
    """Write a heading."""
    sys.stdout.write(f"\n== {text} ==\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
