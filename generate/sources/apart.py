"""Reading in a process of its own, which is ended at a limit: no parser bounds its time and memory itself.

A process reads one input after another, and one idle process is kept. It ends with its standard input.
"""

import atexit
import contextlib
import gc
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from generate.source_errors import SourceError, SourceTooLarge, SourceUnsupported
from generate.sources.limits import Limits
from til.errors import mark as _

_ROOT = Path(__file__).parents[2]
_T = TypeVar("_T")
_idle: list["subprocess.Popen[bytes]"] = []
_lock = threading.Lock()


def apart(limits: Limits, read: Callable[..., _T], *args: object) -> _T:
    """Return ``read(*args)``, called in another process; blocks.

    Raises what it raises, SourceTooLarge if it takes more time or memory than ``limits`` allow, and SourceUnsupported
    if its library crashes.
    """
    process = _taken(limits)
    late = threading.Event()
    timer = threading.Timer(limits.read_seconds, _end_late, (process, late))
    timer.start()
    try:
        said = _asked(process, (read, args))
    finally:
        timer.cancel()
    if said is None:
        _end(process)
        if not late.is_set():
            raise SourceUnsupported("the reader crashed", kind=[_("a damaged file")])
        kind = [_("what can be read in %s seconds"), f"{limits.read_seconds:g}"]
        raise SourceTooLarge("the reader was ended", limit=kind)
    _kept(process)
    found, error = said
    if error is None:
        result: _T = found
        return result
    kind, *fields = error
    raise kind(fields[0], **fields[1])


def _end_late(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _taken(limits: Limits) -> "subprocess.Popen[bytes]":
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.poll() is None:
                return process
            _end(process)
    command = [sys.executable, "-m", "generate.sources.apart", str(limits.read_bytes)]
    return subprocess.Popen(  # noqa: S603 - this module
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def _asked(process: "subprocess.Popen[bytes]", task: object) -> tuple[Any, Any] | None:
    """Return the answer of ``process``; None if it ended instead."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        pickle.dump(task, process.stdin)
        process.stdin.flush()
        answer: tuple[Any, Any] = pickle.load(process.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    return answer


def _kept(process: "subprocess.Popen[bytes]") -> None:
    with _lock:
        if not _idle:
            _idle.append(process)
            return
    _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    with contextlib.suppress(OSError), process:  # a broken pipe is no news
        pass


@atexit.register
def _end_idle() -> None:
    while _idle:
        _end(_idle.pop())


def _serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    while True:
        try:
            read, args = pickle.load(questions)
        except EOFError:
            return
        pickle.dump(_answer(read, args), answers)
        answers.flush()


def _answer(read: Callable[..., object], args: tuple[object, ...]) -> tuple[object, object]:
    try:
        return read(*args), None
    except SourceError as error:
        return None, (type(error), error.detail, error.values)
    except MemoryError:
        return None, (SourceTooLarge, "out of memory", {"limit": [_("the memory for one source")]})
    except Exception as error:  # it is raised again where it is logged
        return None, (RuntimeError, repr(error), {})


def _bound_memory(size: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    _bound_memory(int(sys.argv[1]))
    gc.set_threshold(100_000, 20, 20)  # of documents: while page.py reads a page, no garbage is looked for
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up between answers
    _serve(sys.stdin.buffer, answers)
