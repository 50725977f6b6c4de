"""First run: ``manage.py start`` in an empty folder, its output, and its end."""

import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.server import ROOT, clean_environment, free_port

COMMAND = [sys.executable, "manage.py", "start"]


def environment(var: Path, port: int) -> dict[str, str]:
    return clean_environment(TIL_VAR=str(var), PORT=str(port), PYTHONUNBUFFERED="1")


@contextmanager
def started(var: Path, port: int) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The running command, and its output once it serves."""
    with subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment(var, port), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C stops" in line:
                break
        try:
            yield process, said
        finally:
            process.kill()


def paste(said: str) -> str:
    """Run the printed curl line, as pasted into a shell, and return what it printed."""
    [line] = [line for line in said.splitlines() if line.strip().startswith("curl -N ")]
    done = subprocess.run(shlex.split(line), capture_output=True, check=True, timeout=30)
    return done.stdout.decode()


def after(label: str, said: str) -> str:
    found = re.search(rf"^{label} +(\S.*)$", said, re.MULTILINE)
    assert found, f"{label!r} is not in:\n{said}"
    return found[1]


@pytest.mark.timed
def test_a_newcomer_gets_a_draft_a_link_a_password_and_a_line_to_paste(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, port) as (process, said):
        assert "Saved as the draft of day 1." in said
        stream = paste(said)
        assert "event: content_chunk" in stream
        assert stream.rstrip().split("\n\n")[-1].count("event: complete") == 1
        with httpx2.Client() as browser:
            answer = browser.get(after("One-time link", said))
            mine = browser.get(f"http://127.0.0.1:{port}/generate/").text
        assert "the product page took 3 seconds" in mine, "the first draft is theirs"
        assert (answer.status_code, "sessionid" in answer.headers["set-cookie"]) == (302, True)
        name, password = after("Or with a password", said).split(" / ")
        assert (name, len(password) >= 12) == ("admin", True)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=15)
        assert (process.returncode, "Traceback" in rest) == (0, False)
        assert "Stopped. All data is kept" in rest
        assert time.monotonic() - begun < 5


@pytest.mark.timed
def test_a_second_start_is_quick_and_keeps_all(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, port) as (_, first):
        pass
    begun = time.monotonic()
    with started(tmp_path, port) as (_, second):
        assert time.monotonic() - begun < 10
        assert "first draft" not in second
        assert after("Or with a password", second) == after("Or with a password", first)
        assert "event: complete" in paste(second)


def test_a_taken_port_is_said_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            COMMAND, cwd=ROOT, env=environment(tmp_path, port), capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused_by_name(tmp_path: Path, port: str) -> None:
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=environment(tmp_path, 1) | {"PORT": port}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "PORT" in done.stderr
