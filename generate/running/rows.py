"""Database operations on generations. Every write of a run is fenced by owner and run."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, Count, F, Q, QuerySet, TextField, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Left, Length, Now, Substr
from django.db.models.lookups import GreaterThan

from generate.errors import Cancelled, GenerateError, Interrupted
from generate.models import GIT, Generation, Verdict
from generate.notices import Notice
from generate.running.outbox import Change
from generate.running.uploads import drop_read
from generate.stages import Stage, TagChoice, first
from generate.stream.live import Continued, Pause, Status, Text
from generate.writing.seam import seam, shared_length
from til.days import next_day_number
from til.text.scrub import scrub

LONGEST_LEASE = timedelta(minutes=11)  # a lease that lasts longer comes from a clock that was put back since
EXPIRED = Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + LONGEST_LEASE)
LONG_OVER = Now() - timedelta(minutes=1)  # expired even if the clock is set back a little
PREVIOUS_IS_LONGER = Q(GreaterThan(Length("previous_text"), Length("content")))
ADOPTED_AT_ONCE = 20
_APPEND = (
    "UPDATE generate_generation SET content = SUBSTR(content, 1, %s) || %s "
    "WHERE id = %s AND run = %s AND owner = %s AND status = %s"
)
_LOCK = 0x7418  # PostgreSQL's advisory lock for counting running generations


@dataclass(frozen=True, slots=True)
class Flushed:
    """The result of a flush: runs that were lost to others, and runs to cancel."""

    lost: frozenset[int]
    cancelled: frozenset[int]


def lease() -> CombinedExpression:
    """Return the expiry of a lease taken now, by the database's clock."""
    return Now() + timedelta(seconds=settings.TIL_LEASE_SECONDS)


def running() -> QuerySet[Generation]:
    """Return the running generations, including orphans."""
    return Generation.objects.filter(status=Status.RUNNING)


def running_live() -> QuerySet[Generation]:
    """Return running generations with a live lease, so without those of killed processes."""
    return running().exclude(EXPIRED)


def count_running(mine: Q) -> tuple[int, int]:
    """Return how many ``mine`` and how many in all have a live lease; other counts wait until this transaction ends."""
    if connection.vendor == "postgresql":  # SQLite's IMMEDIATE transactions need no lock
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    found = running_live().aggregate(mine=Count("pk", filter=mine), all=Count("pk"))
    return found["mine"], found["all"]


def start(generation: Generation, owner: str, admit: Callable[[], None]) -> Generation:
    """Store a new generation with our lease. ``admit`` may raise in the same transaction to reject it."""
    with transaction.atomic():
        admit()
        if generation.auto_day_number:
            generation.day_number = next_day_number()
        generation.stage = first(generation.wanted, Stage.DAY_NUMBER)
        generation.owner = owner
        generation.lease_until = lease()  # by the database's clock
        generation.save(force_insert=True)
    generation.lease_until = None  # not known here
    return generation


def columns(values: Mapping[str, object]) -> dict[str, object]:
    """Return the database columns for the shown ``values``."""
    kept = dict(values)
    if isinstance(tags := kept.get("tags"), tuple):
        kept["tags"] = [asdict(tag) for tag in tags if isinstance(tag, TagChoice)]
    if isinstance(text := kept.pop("text", None), Text):
        kept["content"] = str(text)
    if isinstance(continued := kept.get("continued"), tuple):
        kept["continued"] = [asdict(one) for one in continued if isinstance(one, Continued)]
    if isinstance(notices := kept.get("notices"), tuple):
        kept["notices"] = [asdict(one) for one in notices if isinstance(one, Notice)]
    if "pause" in kept:
        kept["pause"] = asdict(pause) if isinstance(pause := kept["pause"], Pause) else {}
    if isinstance(error := kept.pop("error", None), GenerateError):
        wait = {} if error.retry_after is None else {"retry_after": error.retry_after}
        kept |= {"error_code": error.code, "error_values": _scrubbed(error.values) | wait}
        kept["error_detail"] = scrub(error.detail)
    if kept.get("status", Status.RUNNING) != Status.RUNNING:
        kept |= {"finished": Now(), "owner": "", "lease_until": None, "pause": {}}
    return kept


def _scrubbed(values: Mapping[str, object]) -> dict[str, object]:
    return {name: scrub(value) if isinstance(value, str) else value for name, value in values.items()}


def flush(owner: str, changes: Sequence[Change], held: Mapping[int, int]) -> Flushed:
    """Save all changes in one transaction; return which of ``held`` (id to run) are lost or cancelled."""
    mine = running().filter(owner=owner)
    lost = set()
    with transaction.atomic():
        if changes:
            mine.filter(pk__in=[change.id for change in changes]).update(lease_until=lease())
        if texts := [change for change in changes if change.text]:
            _append(owner, texts)
        for change in changes:
            if change.values and not mine.filter(pk=change.id, run=change.run).update(**columns(change.values)):
                lost.add(change.id)
        found = {
            pk: (run, stop) for pk, run, stop in mine.filter(pk__in=held).values_list("pk", "run", "cancel_requested")
        }
        if read := {change.id for change in changes if "source_text" in change.values} - lost:
            drop_read(read)
        ended = {change.id for change in changes if "status" in change.values} - lost
        lost |= {pk for pk, run in held.items() if pk not in found or found[pk][0] != run} - ended
        return Flushed(frozenset(lost), frozenset(pk for pk, (_, stop) in found.items() if stop))


def renew(owner: str) -> None:
    """Renew all leases of ``owner``."""
    running().filter(owner=owner).update(lease_until=lease())


def _append(owner: str, changes: Sequence[Change]) -> None:
    """Write the text of each change at its offset; repeating the write is harmless.

    One prepared statement for all: the ORM would take longer to build one for each than the database to run it.
    """
    rows = [(one.offset, one.text, one.id, one.run, owner, Status.RUNNING.value) for one in changes]
    with connection.cursor() as cursor:
        cursor.executemany(_APPEND, rows)


def adopt(owner: str, held: Collection[int] = (), dead: Collection[str] = ()) -> list[Generation]:
    """Take over generations with an expired lease or a ``dead`` owner, except those ``held`` here.

    One taken over too often ends as interrupted; one with a cancel request ends as cancelled.
    """
    if dead:
        running().filter(owner__in=dead).update(lease_until=LONG_OVER)
    rows = running().filter(EXPIRED).exclude(pk__in=held).order_by("lease_until")[:ADOPTED_AT_ONCE]
    return [taken for row in rows if (taken := _adopt(row, owner))]


def owners() -> set[str]:
    """Return the owners of running generations."""
    return set(running().exclude(owner="").values_list("owner", flat=True).distinct())


def _adopt(row: Generation, owner: str) -> Generation | None:
    if row.cancel_requested:
        _end(row.pk, Cancelled())
    elif row.run >= settings.TIL_MAX_RUNS:
        _end(row.pk, Interrupted())
    else:
        return take(row, EXPIRED, owner, "server")
    row.refresh_from_db()
    return row


def take(row: Generation, condition: Q, owner: str, why: str, **more: object) -> Generation | None:
    """Compare and swap: take ``row`` over if it is unchanged and ``condition`` holds.

    Content continues from its last whole line or sentence, as a new attempt: readers may have seen more
    than the row contains.
    """
    if row.stage <= Stage.CONTENT:
        length = 0 if row.passage else len(row.content) if _is_exact(row) else seam(row.content)
        more |= {
            "attempt": row.attempt + 1,
            "content": Left("content", length) if length else "",
            "previous_text": Case(When(PREVIOUS_IS_LONGER, then="previous_text"), default="content"),
            "continued": [*row.continued, continuation(row.attempt + 1, length, why)],
        }
    here = Generation.objects.filter(condition, pk=row.pk, run=row.run)
    if not here.update(run=row.run + 1, owner=owner, lease_until=lease(), pause={}, **more):
        return None
    row.refresh_from_db()
    return row


def _is_exact(row: Generation) -> bool:
    """Return whether readers cannot have more than the row, or will get identical text."""
    return not row.owner or row.provider == "offline"


def continuation(attempt: int, length: int, why: str) -> dict[str, object]:
    """Return the record of how ``attempt`` began (see ``generate.stream.live.Continued``)."""
    return asdict(Continued.now(attempt, length, why))


def _end(pk: int, error: GenerateError) -> None:
    """End an orphan; its run number rises, so that its last owner can no longer write to it.

    If an earlier attempt had more text, that text is restored as a new attempt.
    """
    row = running().filter(EXPIRED, pk=pk).first()
    if row is None:
        return
    status = Status.CANCELLED if isinstance(error, Cancelled) else Status.FAILED
    text = max(row.content, row.previous_text, key=len) if row.stage <= Stage.CONTENT else row.content
    values = columns({"status": status, "error": error.about(has_text=bool(text))})
    if text != row.content:
        attempt, length = row.attempt + 1, shared_length(row.content, text)
        record = continuation(attempt, length, "restored")
        values |= {"content": text, "attempt": attempt, "continued": [*row.continued, record]}
        values |= left_behind(row.content, text)
    running().filter(EXPIRED, pk=pk, run=row.run).update(run=row.run + 1, **values)


def left_behind(text: str, result: str) -> dict[str, str]:
    """Return the field that keeps ``text`` if ``result`` replaced more of it than its last, unfinished sentence."""
    return {} if result.startswith(text[: seam(text)].rstrip()) else {"earlier_text": text}


def fail(pk: int, run: int, code: str) -> None:
    """End a run with a write free of external data, which no database rejects."""
    values = columns({"status": Status.FAILED})
    running().filter(pk=pk, run=run).update(error_code=code, error_values={}, error_detail="", **values)


def release(owner: str) -> list[int]:
    """Release all our leases, so that others take over at once; return the ids."""
    ours = running().filter(owner=owner)
    released = list(ours.values_list("pk", flat=True))
    ours.update(owner="", lease_until=LONG_OVER)
    return released


def cancel(pk: int) -> bool:
    """Request a cancel; end an orphan directly. Return whether it was running."""
    asked = running().filter(pk=pk).update(cancel_requested=True)
    _end(pk, Cancelled())
    return bool(asked)


def retry(pk: int, owner: str, admit: Callable[[], None], more: Mapping[str, str] | None = None) -> Generation | None:
    """Continue a generation that failed, was cancelled or reached its length limit; None if there is nothing to do.

    ``more`` are other fields, such as another ``provider`` and ``model`` to continue with.
    """
    ended = Q(status__in=[Status.FAILED, Status.CANCELLED]) | Q(status=Status.COMPLETE, truncated=True, til=None)
    with transaction.atomic():
        row = Generation.objects.filter(ended, pk=pk).first()
        if row is None:
            return None
        admit()
        again: dict[str, object] = {"status": Status.RUNNING, "finished": None, "cancel_requested": False}
        again |= more or {}
        if row.status == Status.COMPLETE:
            row.stage = Stage.CONTENT
            again |= {"stage": Stage.CONTENT, "truncated": False}
        return take(row, ended, owner, "person", error_code="", error_detail="", error_values={}, **again)


def peek(known: Mapping[int, tuple[int, int]]) -> list[tuple[Generation, bool]]:
    """Read rows for readers at (attempt, offset) in one query; ``content`` is only the text after that.

    Each comes with whether its lease has expired. Deleted rows are missing.
    """
    whens = [
        When(pk=pk, attempt=attempt, then=Substr("content", offset + 1, output_field=TextField()))
        for pk, (attempt, offset) in known.items()
    ]
    rows = Generation.objects.filter(pk__in=known).defer(
        "input", "source_text", "content", "previous_text", "earlier_text", "base"
    )
    rows = rows.annotate(
        rest=Case(*whens, default=F("content"), output_field=TextField()),
        lease_over=Case(When(EXPIRED, then=True), default=False),
    )
    return [_peeked(row) for row in rows]


def _peeked(row: Any) -> tuple[Generation, bool]:
    row.content = row.rest
    return row, row.lease_over and row.status == Status.RUNNING


def prune(before: timedelta) -> int:
    """Delete ended generations older than ``before``, but not their TILs, nor edits that wait. Return how many."""
    old = Generation.objects.exclude(status=Status.RUNNING).filter(created__lt=Now() - before)
    old = old.exclude(provider=GIT, verdict=Verdict.OPEN)
    return old.delete()[0]
