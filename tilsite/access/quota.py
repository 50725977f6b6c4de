"""Rate limits for starting generations: counted in the database, so exact across processes."""

import math
from datetime import datetime, timedelta

from django.utils import timezone

from til.caller import Caller
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
    quota = _locked(caller, now)
    quota.minute, quota.in_minute = _open(quota.minute, quota.in_minute, MINUTE, now)
    quota.day, quota.in_day = _open(quota.day, quota.in_day, DAY, now)
    if quota.in_minute >= caller.limits.per_minute:
        raise TooMany(_seconds(quota.minute + MINUTE - now), "minute")
    if quota.in_day >= caller.limits.per_day:
        raise TooMany(_seconds(quota.day + DAY - now), "day")
    quota.in_minute += 1
    quota.in_day += 1
    quota.save()


def used_by(caller: Caller) -> tuple[int, int]:
    """Return the caller's number of starts in the current minute and day."""
    now = timezone.now()
    quota = Quota.objects.filter(**_owner(caller)).first()
    if quota is None:
        return 0, 0
    return _open(quota.minute, quota.in_minute, MINUTE, now)[1], _open(quota.day, quota.in_day, DAY, now)[1]


def _owner(caller: Caller) -> dict[str, int | None]:
    return {"user_id": caller.user_id} if caller.key_id is None else {"key_id": caller.key_id}


def _locked(caller: Caller, now: datetime) -> Quota:
    """Return the caller's row, locked until the transaction ends; on SQLite, IMMEDIATE transactions lock it."""
    owner = _owner(caller)
    rows = Quota.objects.select_for_update(no_key=True).filter(**owner)
    quota = rows.first()
    if quota is None:
        Quota.objects.bulk_create([Quota(**owner, minute=now, day=now)], ignore_conflicts=True)
        quota = rows.get()
    return quota


def _open(begin: datetime, used: int, length: timedelta, now: datetime) -> tuple[datetime, int]:
    """Return start and count of the window that contains ``now``; a new window starts at 0."""
    return (begin, used) if begin - CLOCKS_DIFFER <= now < begin + length else (now, 0)


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
