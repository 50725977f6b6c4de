"""Unfinished drafts, each in a file, so that they survive a lost network, a crash and a restart.

A draft is written here with its Idempotency-Key before anything is sent, and deleted once its TIL is saved. Each step
that the server confirmed is recorded, so that another attempt continues from there.
"""

import base64
import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tilsite_client.places import outbox_folder, write_private

REMEMBERED = 23 * 3600  # seconds; the site remembers an Idempotency-Key for a day


@dataclass
class Waiting:
    """A requested draft.

    ``request`` is the request body; ``file`` holds a file's bytes in base64 until it is uploaded. With several sources,
    ``files`` holds theirs by the place of the source: ``{"1": {"name", "data"}}``. ``sent`` is
    the Unix time of the first attempt to start, 0 before. ``edits`` are the user's changes, if any.
    """

    url: str
    request: dict[str, Any]
    name: str = ""
    file: str = ""
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    publish: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    start_key: str = field(default_factory=lambda: secrets.token_hex(16))
    created: float = field(default_factory=time.time)
    sent: float = 0.0
    generation_id: int | None = None
    edits: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def path(self) -> Path:
        """The path of its file; names sort by age."""
        return outbox_folder() / f"{self.created:017.6f}-{self.id}.json"

    @property
    def is_unsure(self) -> bool:
        """Whether it may have been started so long ago that its Idempotency-Key has expired."""
        return bool(self.sent) and self.generation_id is None and time.time() - self.sent > REMEMBERED

    @property
    def attached(self) -> list[tuple[dict[str, Any], str, bytes]]:
        """Its files: the part of the request each belongs to, its name and its bytes."""
        if self.file:
            return [(self.request, self.name, base64.b64decode(self.file))]
        sources = self.request.get("sources", [])
        return [(sources[int(at)], one["name"], base64.b64decode(one["data"])) for at, one in self.files.items()]

    def keep(self) -> None:
        """Write its current state."""
        write_private(self.path, asdict(self))

    def drop(self) -> None:
        """Delete it, since it is finished."""
        self.path.unlink(missing_ok=True)

    def set_aside(self, error: str) -> Path:
        """Move it out of the outbox, since the site will never accept it; return its path."""
        place = outbox_folder().parent / "refused" / self.path.name
        self.error = error
        write_private(place, asdict(self))
        self.drop()
        return place


def encode(data: bytes) -> str:
    """Return ``data`` encoded for ``Waiting.file``."""
    return base64.b64encode(data).decode("ascii")


def waiting(url: str) -> list[Waiting]:
    """Return the waiting drafts for the site at ``url``, oldest first."""
    return [one for one in _all() if one.url == url]


def elsewhere(url: str) -> dict[str, int]:
    """Return how many drafts wait for each other site."""
    return Counter(one.url for one in _all() if one.url != url)


def _all() -> list[Waiting]:
    found = []
    for path in sorted(outbox_folder().glob("*.json")):
        try:
            found.append(Waiting(**json.loads(path.read_text("utf-8"))))
        except FileNotFoundError:
            continue  # another process has just sent it
        except (ValueError, TypeError):
            sys.stderr.write(f"til: {path} cannot be read and is ignored.\n")
    return found


@contextmanager
def held(one: Waiting) -> Iterator[Waiting | None]:
    """Lock a draft against other processes; yield its current state, None if it is finished or locked elsewhere."""
    lock = one.path.with_suffix(".lock")
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _as_it_stands(one) if _lock(handle) else None
    finally:
        if not one.path.exists():
            lock.unlink(missing_ok=True)
        os.close(handle)


def _as_it_stands(one: Waiting) -> Waiting | None:
    try:
        return Waiting(**json.loads(one.path.read_text("utf-8")))
    except FileNotFoundError:
        return None


def _lock(handle: int) -> bool:
    """Lock a file until it is closed or the process ends; return whether no other process holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
