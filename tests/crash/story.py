"""The actions and output of a process of ``tests.crash.process``, reported through its pipe."""

import contextlib
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self

from django.db import connection

from tests.crash.process import Plan, play

TERMINAL = {"complete", "error"}
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.crash.process", "generate.drafting.regenerate", "tilsite.urls"])


@dataclass
class Reader:
    """A strict reader across several connections."""

    text: str = ""
    last: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    ends: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)

    def note(self, name: str, data: dict[str, Any], position: str) -> None:
        """Process an event."""
        self.last = position
        if name == "content_chunk":
            assert not self.parts.keys() & {"title", "excerpt", "tags"}, "content behind what comes after it"
            self.text += data["chunk"]
        elif name == "reset":
            assert data["length"] <= len(self.text)
            self.taken_back.append(len(self.text) - data["length"])
            self.text = self.text[: data["length"]]
            self.parts.clear()
        elif name in TERMINAL:
            self.ends.append((name, data))
        else:
            assert name not in self.parts, f"{name} was told twice"
            self.parts[name] = data


@dataclass
class Story:
    """A running process."""

    process: ForkServerProcess
    pipe: Connection
    reader: Reader
    point: str = ""
    pk: int = 0
    paid: int = 0  # characters of content requested from the provider and delivered
    said: list[tuple[Any, ...]] = field(default_factory=list)

    @classmethod
    def begin(cls, reader: Reader, act: str, **plan: Any) -> Self:
        """Start a process on this test's database; its reader continues from ``reader``."""
        ours, theirs = CONTEXT.Pipe(duplex=False)
        whole = Plan(str(connection.settings_dict["NAME"]), act, position=reader.last, **plan)
        process = CONTEXT.Process(target=play, args=(whole, theirs), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours, reader, pk=whole.pk)

    def until(self, *words: str, seconds: float = 30) -> bool:
        """Read its reports up to one of ``words``; return False if it ends before or takes too long."""
        end = time.monotonic() + seconds
        while self.pipe.poll(max(0.0, end - time.monotonic())):
            try:
                what = self.pipe.recv()
            except EOFError:
                return False
            self._note(what)
            if what[0] in words:
                return True
        return False

    def _note(self, what: tuple[Any, ...]) -> None:
        self.said.append(what)
        if what[0] == "event":
            self.reader.note(*what[1:])
        elif what[0] == "acted":
            self.pk = what[1]
        elif what[0] == "point":
            self.point = what[1]
        elif what[:2] == ("piece", "content"):
            self.paid += what[2]

    def until_stopped(self) -> None:
        """Wait until it is stopped at its point, or has ended before that."""
        if self.until("point"):
            state = Path(f"/proc/{self.process.pid}/stat")
            while state.read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "T":
                time.sleep(0.001)

    def go_on(self) -> None:
        """Let it continue."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid or 0, signal.SIGCONT)

    def end(self) -> Self:
        """Wait for its end."""
        assert not self.until(seconds=40)
        self.process.join(10)
        assert self.process.exitcode in {0, -signal.SIGKILL}, (self.process.exitcode, self.point, self.said[-5:])
        return self
