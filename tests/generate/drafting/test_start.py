"""One generation per Idempotency-Key, and never more than the limits, despite concurrent requests."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now
from pytest_django import Settings

from generate.drafting.admission import Repeated, admit
from generate.drafting.request import GenerateRequest
from generate.drafting.start import draft_row
from generate.models import Generation
from generate.refusals import BadIdempotencyKey, Busy, IdempotencyMismatch, TooManyRunning
from generate.running import rows
from generate.stream.live import Status
from tests.generate.running.test_rows import at_once
from til.caller import Caller, Limits
from til.errors import TooMany
from tilsite.access.keys.models import ApiKey
from tilsite.access.quota import take

pytestmark = pytest.mark.django_db(transaction=True)
NOTES = GenerateRequest(content="notes", provider="offline")
OTHER = GenerateRequest(content="other notes", provider="offline")


def caller(running: int = 1000, per_minute: int = 1000, per_day: int = 1000) -> Caller:
    key = ApiKey.objects.issue("tester")
    return Caller(key_id=key.pk, limits=Limits(running, per_minute, per_day), count=take)


def start(who: Caller, request: GenerateRequest = NOTES, key: str = "") -> int | str:
    """Start as the runner does; return the generation or the error."""
    row = draft_row(who, request, key)
    try:
        return rows.start(row, "ours", lambda: admit(who, row)).pk
    except Repeated as repeated:
        return repeated.pk
    except (TooMany, TooManyRunning, Busy, IdempotencyMismatch) as refusal:
        return refusal.code


def end(pk: int | str) -> None:
    Generation.objects.filter(pk=pk).update(status=Status.COMPLETE, lease_until=None)


def test_a_burst_with_one_key_is_one_generation() -> None:
    who = caller(running=1, per_minute=1, per_day=1)
    assert len(set(at_once(50, lambda _: start(who, key="k")))) == 1
    assert Generation.objects.count() == 1


def test_the_first_start_of_a_key_may_end_while_the_second_waits_to_be_counted() -> None:
    first: list[int | str] = []
    who = caller()
    late = replace(who, count=lambda _: first.append(start(who, key="k")))
    with pytest.raises(Repeated) as repeated, transaction.atomic():
        admit(late, draft_row(late, NOTES, "k"))
    assert [repeated.value.pk] == first


def test_the_same_key_with_another_body_is_refused() -> None:
    who = caller()
    assert start(who, key="k") == start(who, key="k")
    assert start(who, OTHER, key="k") == "idempotency_mismatch"


def test_a_repetition_is_followed_also_when_it_has_ended_and_the_limits_are_reached() -> None:
    who = caller(running=1, per_minute=1)
    first = start(who, key="k")
    assert start(who, key="k") == first
    end(first)
    assert start(who, key="k") == first
    assert start(who) == "too_many_requests"


def test_a_key_belongs_to_who_used_it() -> None:
    ada = User.objects.create_user("ada")
    others = [caller(), caller(), Caller(user_id=ada.pk, limits=Limits(9, 9, 9), count=take)]
    assert len({start(who, key="k") for who in others}) == 3
    assert len({start(who, key="k") for who in others}) == 3
    assert Generation.objects.count() == 3


def test_after_a_day_a_key_is_new() -> None:
    who = caller()
    first = start(who, key="k")
    Generation.objects.update(created=Now() - timedelta(hours=23, minutes=59))
    assert start(who, key="k") == first
    Generation.objects.update(created=Now() - timedelta(hours=24, minutes=1))
    assert start(who, OTHER, key="k") != first


def test_without_a_key_every_start_is_a_new_one() -> None:
    who = caller()
    assert start(who) != start(who)


@pytest.mark.parametrize("key", ["x" * 256, "line\nbreak", "\x00"])
def test_a_key_that_is_no_plain_text_is_refused(key: str) -> None:
    with pytest.raises(BadIdempotencyKey):
        start(caller(), key=key)


def test_a_burst_of_100_with_a_limit_of_5_runs_exactly_5(settings: Settings) -> None:
    settings.TIL_LEASE_SECONDS = 600  # longer than the burst takes on any machine
    who = caller(running=5)
    came = Counter(str(one) if isinstance(one, str) else "started" for one in at_once(100, lambda _: start(who)))
    assert came == {"started": 5, "too_many_running": 95}
    assert start(caller()) not in {"too_many_running", "busy"}


def test_what_is_refused_is_not_counted_as_a_start() -> None:
    who = caller(running=1, per_minute=2)
    first = start(who)
    assert [start(who) for _ in range(5)] == ["too_many_running"] * 5
    end(first)
    assert start(who) != "too_many_requests"


def test_what_a_killed_process_ran_makes_room_again() -> None:
    who = caller(running=1)
    start(who)
    assert start(who) == "too_many_running"
    Generation.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert isinstance(start(who), int)


def test_the_site_has_a_limit_of_its_own(settings: Settings) -> None:
    settings.TIL_RUNNING_IN_ALL = 5
    callers = [caller() for _ in range(8)]
    came = Counter(
        str(one) if isinstance(one, str) else "started" for one in at_once(40, lambda n: start(callers[n % 8]))
    )
    assert came == {"started": 5, "busy": 35}
