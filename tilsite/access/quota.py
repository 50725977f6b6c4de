"""Rate limits for starting generations: counted in the database, so exact across processes."""

import math
from datetime import datetime, timedelta

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone

from til.caller import Caller, Limits
from til.errors import TooMany
from tilsite.access.keys.models import Quota

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=1)  # a window that begins further in the future comes from a wrong clock


def take(caller: Caller, now: datetime | None = None) -> None:
    """Count one start. Call it inside ``transaction.atomic()``: other counts for this caller wait until it ends.

    Raises TooMany and counts nothing if the limit per minute or day is reached.
    """
    if caller.limits is None:
        return
    now = now or timezone.now()
    owner = _owner(caller)
    rows = Quota.objects.filter(**owner)
    if _count(rows, caller.limits, now):
        return
    if not rows.exists():
        Quota.objects.bulk_create([Quota(**owner, minute=now, day=now)], ignore_conflicts=True)
    if not _count(rows, caller.limits, now):  # again: another process may have made the row in between
        raise _refusal(rows.get(), caller.limits, now)


def _count(rows: QuerySet[Quota], limits: Limits, now: datetime) -> int:
    """Count a start in one statement, which locks the row; return 0 if there is no row or no start left."""
    in_minute, minute = _window("minute", MINUTE, now)
    in_day, day = _window("day", DAY, now)
    allowed = rows.alias(minutely=in_minute, daily=in_day).filter(
        minutely__lt=limits.per_minute, daily__lt=limits.per_day
    )
    return allowed.update(minute=minute, in_minute=in_minute + 1, day=day, in_day=in_day + 1)


def _window(name: str, length: timedelta, now: datetime) -> tuple[Case, Case]:
    """Return count and start of the window that contains ``now``, as expressions; a new window starts at 0."""
    is_open = {f"{name}__gt": now - length, f"{name}__lte": now + CLOCKS_DIFFER}
    count = Case(When(**is_open, then=F(f"in_{name}")), default=Value(0))
    return count, Case(When(**is_open, then=F(name)), default=Value(now))


def _refusal(quota: Quota, limits: Limits, now: datetime) -> TooMany:
    """Return the error that names the limit that is reached."""
    minute, in_minute = _open(quota.minute, quota.in_minute, MINUTE, now)
    day, in_day = _open(quota.day, quota.in_day, DAY, now)
    if in_day >= limits.per_day and in_minute < limits.per_minute:
        return TooMany(_seconds(day + DAY - now), "day")
    return TooMany(_seconds(minute + MINUTE - now), "minute")


def used_by(caller: Caller) -> tuple[int, int]:
    """Return the caller's number of starts in the current minute and day."""
    now = timezone.now()
    quota = Quota.objects.filter(**_owner(caller)).first()
    if quota is None:
        return 0, 0
    return _open(quota.minute, quota.in_minute, MINUTE, now)[1], _open(quota.day, quota.in_day, DAY, now)[1]


def _owner(caller: Caller) -> dict[str, int | None]:
    return {"user_id": caller.user_id} if caller.key_id is None else {"key_id": caller.key_id}


def _open(begin: datetime, used: int, length: timedelta, now: datetime) -> tuple[datetime, int]:
    """Return start and count of the window that contains ``now``; a new window starts at 0."""
    return (begin, used) if begin - CLOCKS_DIFFER <= now < begin + length else (now, 0)


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
