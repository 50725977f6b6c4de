"""What is done to the rows of generations. Every write of a run is fenced by its owner and run."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Concat, Left, Length, Now, Substr
from django.db.models.lookups import GreaterThan

from generate.errors import Cancelled, GenerateError, Interrupted
from generate.models import Generation
from generate.stages import Stage, TagChoice, first
from generate.stream.live import Status, Text
from generate.uploads import drop_read
from til.days import next_day_number

EXPIRED = Q(lease_until__lt=Now())
LONG_OVER = Now() - timedelta(minutes=1)  # also for a clock that counts milliseconds or is put back
EARLIER_IS_LONGER = Q(GreaterThan(Length("earlier"), Length("content")))
ADOPTED_AT_ONCE = 20
_LOCK = 0x7418  # PostgreSQL's advisory lock for counting what runs


@dataclass(frozen=True, slots=True)
class Change:
    """What a run wants to keep: the text behind ``offset``, and values by the names they are shown under."""

    id: int
    run: int
    offset: int
    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Flushed:
    """What a flush found: runs that are not ours any more, and runs that shall stop."""

    lost: frozenset[int]
    cancelled: frozenset[int]


def lease() -> CombinedExpression:
    """Return the moment a lease taken now ends, by the database's clock."""
    return Now() + timedelta(seconds=settings.TIL_LEASE_SECONDS)


def running() -> QuerySet[Generation]:
    """Return the generations somebody works on, or should."""
    return Generation.objects.filter(status=Status.RUNNING)


def running_live() -> QuerySet[Generation]:
    """Return those somebody works on: a process that was killed leaves none behind."""
    return running().exclude(EXPIRED)


def count_running() -> int:
    """Return how many are worked on; whoever else counts waits until this transaction ends."""
    if connection.vendor == "postgresql":  # SQLite's IMMEDIATE transactions need no more
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    return running_live().count()


def start(generation: Generation, owner: str, admit: Callable[[], None]) -> Generation:
    """Store a new generation under our lease. ``admit`` may raise to refuse it; both happen or neither."""
    with transaction.atomic():
        admit()
        if generation.auto_day_number:
            generation.day_number = next_day_number()
        generation.stage = first(generation.wanted, Stage.DAY_NUMBER)
        generation.owner = owner
        generation.save()
        Generation.objects.filter(pk=generation.pk).update(lease_until=lease())
    return generation


def columns(values: Mapping[str, object]) -> dict[str, object]:
    """Return the columns that keep what is shown as ``values``."""
    kept = dict(values)
    if isinstance(tags := kept.get("tags"), tuple):
        kept["tags"] = [asdict(tag) for tag in tags if isinstance(tag, TagChoice)]
    if isinstance(text := kept.pop("text", None), Text):
        kept["content"] = str(text)
    if isinstance(error := kept.pop("error", None), GenerateError):
        kept |= {"error_code": error.code, "error_values": error.values, "error_detail": error.detail}
    if kept.get("status", Status.RUNNING) != Status.RUNNING:
        kept |= {"finished": Now(), "owner": "", "lease_until": None}
    return kept


def flush(owner: str, changes: Iterable[Change], held: Mapping[int, int], *, renew: bool) -> Flushed:
    """Write all changes in one transaction and say which of ``held`` (id to run) are lost or shall stop."""
    mine = running().filter(owner=owner)
    lost = set()
    with transaction.atomic():
        if renew:
            mine.filter(pk__in=held).update(lease_until=lease())
        for change in changes:
            text = {"content": _appended(change)} if change.text else {}
            values = {"lease_until": lease()} | text | columns(change.values)
            if not mine.filter(pk=change.id, run=change.run).update(**values):
                lost.add(change.id)
        still = dict(mine.filter(pk__in=held).values_list("pk", "run"))
        stop = mine.filter(pk__in=held, cancel_requested=True).values_list("pk", flat=True)
        if read := {change.id for change in changes if "source_text" in change.values} - lost:
            drop_read(read)
        ended = {change.id for change in changes if "status" in change.values} - lost
        lost |= {pk for pk, run in held.items() if still.get(pk) != run} - ended
        return Flushed(frozenset(lost), frozenset(stop))


def _appended(change: Change) -> Concat | Value:
    """Return the content with a change's text at its place; writing it again after an unknown outcome is harmless."""
    text = Value(change.text, output_field=TextField())
    return Concat(Left("content", change.offset, output_field=TextField()), text) if change.offset else text


def adopt(owner: str, held: Collection[int] = ()) -> list[Generation]:
    """Take up generations whose lease has run out, but for those ``held``: they run here, and renew it soon.

    One that was taken up too often is given up; one that somebody asked to stop is stopped.
    """
    rows = running().filter(EXPIRED).exclude(pk__in=held).order_by("lease_until")[:ADOPTED_AT_ONCE]
    return [taken for row in rows if (taken := _adopt(row, owner))]


def _adopt(row: Generation, owner: str) -> Generation | None:
    if row.cancel_requested:
        _end(row.pk, Cancelled())
    elif row.run >= settings.TIL_MAX_RUNS:
        _end(row.pk, Interrupted())
    else:
        return _take(row, EXPIRED, owner)
    row.refresh_from_db()
    return row


def _take(row: Generation, condition: Q, owner: str, **more: object) -> Generation | None:
    """Compare and swap: make ``row`` ours if it is still as we saw it and ``condition`` holds."""
    if row.stage <= Stage.CONTENT:  # readers may have seen more than the row: they are told to start over
        earlier = Case(When(EARLIER_IS_LONGER, then="earlier"), default="content")
        more |= {"attempt": row.attempt + 1, "content": "", "earlier": earlier}
    here = Generation.objects.filter(condition, pk=row.pk, run=row.run)
    if not here.update(run=row.run + 1, owner=owner, lease_until=lease(), **more):
        return None
    row.refresh_from_db()
    return row


def _end(pk: int, error: GenerateError) -> None:
    """End what nobody works on; with the run it rises, so that its last owner cannot write to it any more.

    A text that an earlier attempt had more of is put back, as a new attempt.
    """
    status = Status.CANCELLED if isinstance(error, Cancelled) else Status.FAILED
    values = columns({"status": status, "error": error})
    puts_back = EARLIER_IS_LONGER & Q(stage__lte=Stage.CONTENT)
    text = Case(When(puts_back, then="earlier"), default="content")
    attempt = F("attempt") + Case(When(puts_back, then=1), default=0)
    values |= {"content": text, "attempt": attempt}
    running().filter(EXPIRED, pk=pk).update(run=F("run") + 1, **values)


def release(owner: str) -> list[int]:
    """Let go of all that is ours, so that others take it up at once; return what it was."""
    ours = running().filter(owner=owner)
    released = list(ours.values_list("pk", flat=True))
    ours.update(owner="", lease_until=LONG_OVER)
    return released


def cancel(pk: int) -> bool:
    """Ask whoever runs it to stop; stop it here if nobody does. Return whether there was something to stop."""
    asked = running().filter(pk=pk).update(cancel_requested=True)
    _end(pk, Cancelled())
    return bool(asked)


def retry(pk: int, owner: str, admit: Callable[[], None]) -> Generation | None:
    """Take up a failed or cancelled generation from its first unfinished stage; None if there is nothing to do."""
    ended = Q(status__in=[Status.FAILED, Status.CANCELLED])
    with transaction.atomic():
        row = Generation.objects.filter(ended, pk=pk).first()
        if row is None:
            return None
        admit()
        again = {"status": Status.RUNNING, "finished": None, "cancel_requested": False}
        return _take(row, ended, owner, error_code="", error_detail="", error_values={}, **again)


def peek(known: Mapping[int, tuple[int, int]]) -> list[tuple[Generation, bool]]:
    """Read rows whose readers are at (attempt, offset); ``content`` is only what is behind that.

    With each, whether its lease has run out.
    """
    return [found for pk, (attempt, offset) in known.items() if (found := _peek(pk, attempt, offset))]


def _peek(pk: int, attempt: int, offset: int) -> tuple[Generation, bool] | None:
    rest = Case(
        When(attempt=attempt, then=Substr("content", offset + 1, output_field=TextField())), default=F("content")
    )
    rows = Generation.objects.filter(pk=pk).defer("input", "source_text", "content", "earlier")
    row = rows.annotate(rest=rest, lease_over=Case(When(EXPIRED, then=True), default=False)).first()
    if row is None:
        return None
    row.content = row.rest
    return row, row.lease_over and row.status == Status.RUNNING


def prune(before: timedelta) -> int:
    """Delete ended generations older than ``before``; the TILs made of them stay. Return how many."""
    old = Generation.objects.exclude(status=Status.RUNNING).filter(created__lt=Now() - before)
    return old.delete()[0]
