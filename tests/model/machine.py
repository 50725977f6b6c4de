"""A model of runs: two processes, one row, one reader, and a simulated clock; actions are named after their functions.

A text is a tuple with the run that wrote each character, so that lost or repeated ones can be detected.
A step is atomic, like one transaction or one turn of an event loop.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

PROCESSES = (0, 1)

Text = tuple[int, ...]
Broken = Literal["", "fence", "compare and swap", "saved, then shown", "halt", "attempt"]


class Row(NamedTuple):
    """The row of the generation. ``kept`` holds what each later attempt kept of the previous one."""

    status: str = "running"
    run: int = 1
    owner: int | None = 0
    expired: bool = False
    cancel_requested: bool = False
    attempt: int = 1
    text: Text = ()
    previous_text: Text = ()
    kept: Text = ()
    retries: int = 0


class Run(NamedTuple):
    """A run in a process: the text shown, how much of it is saved, and its intended end."""

    run: int
    attempt: int
    text: Text
    saved: int
    ends: str = ""
    flight: tuple[str, int, str] | None = None  # a flush that is done but not yet confirmed: result, length and end


class Process(NamedTuple):
    """One process; ``seen`` is what it read from the row before adopting it: run, attempt, cancel_requested."""

    alive: bool = True
    run: Run | None = None
    seen: tuple[int, int, bool] | None = None


class Reader(NamedTuple):
    """A reader's text and position."""

    text: Text = ()
    attempt: int = 1
    offset: int = 0
    ended: int = 0


class State(NamedTuple):
    """The state of the whole model."""

    row: Row
    processes: tuple[Process, ...]
    reader: Reader
    crashes: int = 0


class Wrong(AssertionError):
    """A violated invariant."""


BEGIN = State(Row(), (Process(run=Run(1, 1, (), 0)), Process()), Reader())


@dataclass(frozen=True)
class Machine:
    """The possible actions; ``broken`` names a safeguard to disable.

    ``length`` is that of a finished text, ``runs`` is TIL_MAX_RUNS, ``retries`` and ``crashes`` say how many there are.
    """

    broken: Broken = ""
    length: int = 1
    runs: int = 2
    retries: int = 0
    crashes: int = 0

    def after(self, state: State) -> Iterator[tuple[str, State]]:
        """Yield each possible action in ``state``, with the resulting state."""
        row = state.row
        if row.status == "running" and not row.expired:
            yield "the clock jumps", state._replace(row=row._replace(expired=True))
        for index in PROCESSES:
            process = state.processes[index]
            if not process.alive:
                yield f"restart {index}", _with(state, index, Process())
                continue
            if state.crashes < self.crashes:
                yield f"crash {index}", _with(state, index, Process(alive=False))._replace(crashes=state.crashes + 1)
            if process.run:
                yield from self._of_run(state, index, process.run)
            yield from self._of_process(state, index, process)
            yield from self._read(state, index, process)

    def _of_run(self, state: State, index: int, run: Run) -> Iterator[tuple[str, State]]:
        row, process = state.row, state.processes[index]
        if not run.ends:
            if len(run.text) < self.length:
                more = run._replace(text=(*run.text, run.run))
            else:
                more = run._replace(ends="complete")
            yield f"_draft {index}", _with(state, index, process._replace(run=more))
        if run.flight is None and (len(run.text) > run.saved or run.ends):
            yield f"flush {index}", self._flush(state, index, run)
        if run.flight is not None:
            yield f"settle {index}", _with(state, index, process._replace(run=_settled(run)))
        if row.status == "running" and row.owner == index and row.expired:
            yield f"renew {index}", state._replace(row=row._replace(expired=False))
        released = row._replace(owner=None, expired=True) if _is_ours(row, index) else row
        yield f"stop {index}", _with(state._replace(row=released), index, Process())

    def _flush(self, state: State, index: int, run: Run) -> State:
        row, process = state.row, state.processes[index]
        is_ours = _is_ours(row, index) and row.run == run.run
        if not is_ours and not (self.broken == "fence" and row.status == "running"):
            done = run._replace(flight=("lost", run.saved, ""))
            return _with(state, index, process._replace(run=done))
        row = row._replace(text=row.text[: run.saved] + run.text[run.saved :], expired=False)
        result = "cancelled" if row.cancel_requested else "saved"
        if run.ends:
            row = _ended(row, run.ends)
        done = run._replace(flight=(result, len(run.text), run.ends))
        return _with(state._replace(row=row), index, process._replace(run=done))

    def _of_process(self, state: State, index: int, process: Process) -> Iterator[tuple[str, State]]:
        row = state.row
        if process.run is None and process.seen is None and row.status == "running" and row.expired:
            seen = (row.run, row.attempt, row.cancel_requested)
            yield f"adopt {index}: read", _with(state, index, process._replace(seen=seen))
        if process.seen is not None:
            for kept in {len(row.text), max(0, len(row.text) - 1)}:
                yield f"adopt {index}", self._adopt(state, index, process.seen, kept)
        if row.status == "running" and not row.cancel_requested:
            yield f"cancel {index}", self._cancel(state, index, process)
        if row.status in {"failed", "cancelled"} and row.retries < self.retries:
            again = row._replace(status="running", cancel_requested=False, retries=row.retries + 1)
            yield f"retry {index}", self._take(state._replace(row=again), index, len(row.text))

    def _adopt(self, state: State, index: int, seen: tuple[int, int, bool], kept: int) -> State:
        process, row = state.processes[index]._replace(seen=None), state.row
        state = _with(state, index, process)
        unchanged = row.status == "running" and row.expired and row.run == seen[0]
        if process.run or not (unchanged or (self.broken == "compare and swap" and row.status == "running")):
            return state
        if seen[2]:
            return state._replace(row=_ended(row, "cancelled")._replace(run=row.run + 1))
        if row.run - row.retries >= self.runs:
            return state._replace(row=_ended(row, "failed")._replace(run=row.run + 1))
        if self.broken == "compare and swap":
            state = state._replace(row=_as_read(row, *seen))
        return self._take(state, index, kept)

    def _take(self, state: State, index: int, kept: int) -> State:
        row, process = state.row, state.processes[index]
        attempt = row.attempt if self.broken == "attempt" else row.attempt + 1
        taken = row._replace(
            run=row.run + 1,
            owner=index,
            expired=False,
            attempt=attempt,
            text=row.text[:kept],
            previous_text=max(row.previous_text, row.text, key=len),
            kept=(*row.kept, kept),
        )
        run = Run(taken.run, attempt, taken.text, kept)
        if process.run and self.broken == "halt":  # a run that another process ended continues to show text
            run = run._replace(text=process.run.text, saved=process.run.saved, flight=process.run.flight)
        return _with(state._replace(row=taken), index, process._replace(run=run, seen=None))

    def _cancel(self, state: State, index: int, process: Process) -> State:
        row = state.row._replace(cancel_requested=True)
        if row.expired:
            row = _ended(row, "cancelled")._replace(run=row.run + 1)
        run = process.run
        if run and not run.ends:
            process = process._replace(run=run._replace(ends="cancelled"))
        return _with(state._replace(row=row), index, process)

    def _read(self, state: State, index: int, process: Process) -> Iterator[tuple[str, State]]:
        row, run, reader = state.row, process.run, state.reader
        if run is None:
            shown = (row.run, row.attempt, row.kept, row.text, row.status != "running")
        else:
            shown = (
                run.run,
                run.attempt,
                row.kept[: run.attempt - 1],
                run.text,
                bool(run.ends) and self.broken == "saved, then shown",
            )
        read = _news(reader, *shown)
        if read != reader:
            self._check(read, reader, row)
            yield f"follow {index}", state._replace(reader=read)

    def _check(self, reader: Reader, before: Reader, row: Row) -> None:
        if reader.ended > before.ended and row.run == reader.ended:
            if row.status == "running":
                raise Wrong("an end was told that is not stored")
            if reader.text != row.text:
                raise Wrong("a reader's text at the end is not what is stored")


def _with(state: State, index: int, process: Process) -> State:
    others = list(state.processes)
    others[index] = process
    return state._replace(processes=tuple(others))


def _is_ours(row: Row, index: int) -> bool:
    return row.status == "running" and row.owner == index


def _as_read(row: Row, run: int, attempt: int, _cancel: bool) -> Row:
    """Return the row as a process would take it without a second check."""
    return row._replace(run=run, attempt=attempt, kept=row.kept[: attempt - 1])


def _settled(run: Run) -> Run | None:
    result, length, ended = run.flight or ("", 0, "")
    if result == "lost" or ended:
        return None  # from here on, the row is shown
    ends = run.ends or ("cancelled" if result == "cancelled" else "")
    return run._replace(saved=length, ends=ends, flight=None)


def _ended(row: Row, status: str) -> Row:
    """End a run; restore a longer text of an earlier attempt as a new attempt."""
    row = row._replace(status=status, owner=None, expired=False)
    if status != "complete" and len(row.previous_text) > len(row.text):
        pairs = zip(row.text, row.previous_text, strict=False)
        shared = next((place for place, (one, other) in enumerate(pairs) if one != other), len(row.text))
        row = row._replace(text=row.previous_text, attempt=row.attempt + 1, kept=(*row.kept, shared))
    return row


def _news(reader: Reader, run: int, attempt: int, kept: Text, text: Text, ended: bool) -> Reader:
    """Return the reader after all new events, as in ``generate.stream.events.news``."""
    if reader.ended >= run or reader.attempt > attempt:
        return reader
    if reader.attempt < attempt:
        stays = min(kept[reader.attempt - 1 :])
        if reader.offset > stays:
            reader = reader._replace(offset=stays, text=reader.text[:stays])
        reader = reader._replace(attempt=attempt, ended=0)
    if reader.offset > len(text) and ended:
        reader = reader._replace(offset=len(text), text=reader.text[: len(text)])
    if reader.text != text[: reader.offset] and reader.offset <= len(text):
        raise Wrong("a reader's text is not what is shown")
    reader = reader._replace(text=reader.text + text[reader.offset :], offset=max(reader.offset, len(text)))
    return reader._replace(ended=run) if ended else reader
