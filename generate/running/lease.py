"""Leases: which process runs what. A separate thread renews them, so that a busy event loop keeps them."""

import contextlib
import functools
import hashlib
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from generate.running.rows import renew

logger = logging.getLogger(__name__)
HUNG_SECONDS = 30.0  # an event loop blocked for this long loses its leases


def new_owner() -> str:
    """Return a unique name for this process: machine, process id, start time, random suffix."""
    return f"{_machine()}-{os.getpid()}-{_start_of(os.getpid())}-{secrets.token_hex(4)}"


def dead(owners: Iterable[str]) -> list[str]:
    """Return the ``owners`` whose process on this machine has ended; other machines' owners are never included."""
    return [owner for owner in owners if _is_dead(owner)]


def _is_dead(owner: str) -> bool:
    machine, _, rest = owner.partition("-")
    process, _, rest = rest.partition("-")
    start, _, _ = rest.partition("-")
    if machine != _machine() or not process.isdecimal() or start in {"", "0"}:
        return False
    return _start_of(int(process)) != start


@functools.cache
def _machine() -> str:
    """Return an id for this boot of this machine and its process id namespace."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _start_of(process: int) -> str:
    """Return a process's start time in kernel ticks (proc(5)); "0" without such a process or without /proc."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "0"


class LeaseKeeper:
    """Renews the leases of one owner a few times per lease, while the event loop is responsive."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._alive_at = time.monotonic()
        self._has_runs = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="leases", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def show_life(self, *, has_runs: bool) -> None:
        """Record that the event loop is responsive, and whether there are leases to renew."""
        self._alive_at = time.monotonic()
        (self._has_runs.set if has_runs else self._has_runs.clear)()

    def stop(self) -> None:
        """Stop renewing; wait up to a second for a renewal in progress."""
        self._ended.set()
        self._has_runs.set()
        if self._thread.is_alive():
            self._thread.join(1)

    def _keep(self) -> None:
        while self._has_runs.wait() and not self._ended.wait(settings.TIL_LEASE_SECONDS * 0.3):
            if self._has_runs.is_set() and time.monotonic() - self._alive_at < HUNG_SECONDS:
                self._renew()
        connections.close_all()

    def _renew(self) -> None:
        close_old_connections()
        try:
            renew(self._owner)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("leases could not be renewed: %s", type(error).__name__)
            connections.close_all()
