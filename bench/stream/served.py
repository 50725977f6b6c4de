"""Serve a peer with uvicorn in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.stream.load import HOST
from tests.server import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0


@contextmanager
def served(factory: str, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Serve ``bench.stream.peers.factory``, with the settings of ``environment`` if given; return the port."""
    port = free_port()
    options = ["--factory", "--host", HOST, "--port", str(port), "--log-level", "warning"]
    options += ["--lifespan", "off" if environment is None else "on"]
    command = [sys.executable, "-m", "uvicorn", f"bench.stream.peers:{factory}", *options]
    with process(command, environment, port=port):
        yield port


@contextmanager
def process(command: list[str], environment: Mapping[str, str] | None = None, *, port: int) -> Iterator[None]:
    """Run ``command``, which answers at ``port``, until the end of the ``with``."""
    with subprocess.Popen(command, cwd=ROOT, env=environment or os.environ) as running:
        try:
            _wait_for(port)
            yield
        finally:
            running.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("A server of the benchmark did not start; see its output above.")
