"""Rate limits for passwords: attempts are counted before the password is checked, so concurrent ones count too.

An address, and a name from one address, are blocked for the rest of their window. A name alone is only slowed down, so
that nobody can lock its owner out, and not at all from an address where it has signed in before.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from tilsite.access.signin.models import Tries

WINDOW = timedelta(minutes=15)
PER_NAME_AND_ADDRESS = 10
PER_ADDRESS = 50
PER_NAME = 20  # further attempts have to wait 1, 2, 4, … seconds
SLOWEST = 60
CLOCKS_DIFFER = timedelta(minutes=1)  # a window that begins further in the future comes from a wrong clock


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt: a name and an address."""

    name: str
    address: str

    @classmethod
    def of(cls, name: str, address: str) -> "Attempt":
        """Return the attempt in normal form; IPv6 addresses count by network, which is one household or machine."""
        return cls(str(User.normalize_username(name)).casefold().replace("\0", "")[:150], _counted(address))


def take(attempt: Attempt) -> int:
    """Count an attempt and return 0, or count nothing and return the seconds to wait."""
    with transaction.atomic():
        rows, now = _rows(attempt)
        wait = max(_wait(row, now) for row in rows.values() if not _may_skip(row, rows, now))
        if wait <= 0:
            for row in rows.values():
                row.count, row.last = row.count + 1, now
                row.save()
    return math.ceil(wait)


def give_back(attempt: Attempt) -> None:
    """Record a right password: the attempt is uncounted, and the address becomes known for the name."""
    with transaction.atomic():
        rows, now = _rows(attempt)
        for kind, row in rows.items():
            row.count = 0 if all(kind) else max(0, row.count - 1)
            row.worked = now if all(kind) else None
            row.save()
    prune()


def prune() -> int:
    """Delete expired rows and return their number."""
    now = timezone.now()
    old = Tries.objects.filter(last__lt=now - WINDOW)
    return old.exclude(worked__gte=now - _known_for()).delete()[0]


def _known_for() -> timedelta:
    """Return how long an address stays known after a sign-in."""
    return timedelta(days=settings.TIL_KEEP.get("sign-ins", 90))


def _kinds(attempt: Attempt) -> list[tuple[str, str]]:
    """Return the keys to count, in the order in which their rows are locked."""
    return [(attempt.name, attempt.address), ("", attempt.address), (attempt.name, "")]


def _rows(attempt: Attempt) -> tuple[dict[tuple[str, str], Tries], datetime]:
    """Return the rows of an attempt, locked until the transaction ends, and the time since; expired windows are new."""
    rows = {kind: _row(*kind) for kind in _kinds(attempt)}
    now = timezone.now()  # read after locking, since waiting for the locks takes time
    for row in rows.values():
        if now >= row.since + WINDOW or row.since > now + CLOCKS_DIFFER:
            row.count, row.since = 0, now
    return rows, now


def _row(name: str, address: str) -> Tries:
    rows = Tries.objects.select_for_update(no_key=True).filter(name=name, address=address)
    row = rows.first()
    if row is None:
        now = timezone.now()
        Tries.objects.bulk_create([Tries(name=name, address=address, since=now, last=now)], ignore_conflicts=True)
        row = rows.get()
    return row


def _wait(row: Tries, now: datetime) -> float:
    if not row.address:
        slowed = row.count - PER_NAME
        return (row.last - now).total_seconds() + min(2**slowed, SLOWEST) if slowed >= 0 else 0
    most = PER_NAME_AND_ADDRESS if row.name else PER_ADDRESS
    return (row.since + WINDOW - now).total_seconds() if row.count >= most else 0


def _may_skip(row: Tries, rows: dict[tuple[str, str], Tries], now: datetime) -> bool:
    """Return whether to skip the name's limit: the owner uses an address they have signed in from before."""
    both = next(iter(rows.values()))
    return not row.address and both.worked is not None and both.worked > now - _known_for()


def _counted(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:45]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
