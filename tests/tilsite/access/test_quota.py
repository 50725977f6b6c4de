"""Starts are counted exactly, despite concurrent requests."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from til.caller import Caller, Limits
from til.errors import TooMany
from tilsite.access.keys.models import ApiKey, Quota
from tilsite.access.quota import take

NOON = timezone.make_aware(datetime(2026, 5, 4, 12))  # noqa: DTZ001 - made aware at once


def caller(per_minute: int = 1000, per_day: int = 1000) -> Caller:
    key = ApiKey.objects.issue("tester")
    return Caller(key_id=key.pk, limits=Limits(10, per_minute, per_day), count=take)


def start(who: Caller, now: datetime | None = None) -> bool:
    try:
        with transaction.atomic():
            take(who, now)
    except TooMany:
        return False
    return True


def start_in_thread(who: Caller) -> bool:
    try:
        return start(who)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_burst_of_100_with_a_limit_of_5_starts_exactly_5() -> None:
    who = caller(per_minute=5)
    with ThreadPoolExecutor(100) as threads:
        granted = list(threads.map(start_in_thread, [who] * 100))
    assert sum(granted) == 5
    quota = Quota.objects.get()
    assert (quota.in_minute, quota.in_day) == (5, 5)


@pytest.mark.django_db(transaction=True)
def test_the_very_first_starts_may_come_at_once() -> None:
    for _ in range(5):
        who = caller()
        with ThreadPoolExecutor(20) as threads:
            assert all(threads.map(start_in_thread, [who] * 20))


@pytest.mark.django_db
def test_a_minute_later_there_is_room_again() -> None:
    who = caller(per_minute=2)
    granted = [start(who, NOON + timedelta(seconds=seconds)) for seconds in (0, 30, 59, 60, 61, 62)]
    assert granted == [True, True, False, True, True, False]


@pytest.mark.django_db
def test_after_the_clock_was_put_back_nobody_waits_for_it() -> None:
    who = caller(per_minute=1, per_day=2)
    granted = [start(who, NOON + timedelta(minutes=minutes)) for minutes in (60, 60, 0, 0, 1)]
    assert granted == [True, False, True, False, True]
    near = caller(per_minute=1)
    assert [start(near, NOON - timedelta(seconds=seconds)) for seconds in (0, 9)] == [True, False]


@pytest.mark.django_db
def test_a_day_is_counted_beside_the_minute() -> None:
    who = caller(per_minute=1, per_day=2)
    granted = [start(who, NOON + timedelta(minutes=minutes)) for minutes in (0, 1, 2, 24 * 60)]
    assert granted == [True, True, False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "waited", "limit", "retry_after"),
    [
        (Limits(1, 1, 9), timedelta(seconds=18.5), "minute", 42),
        (Limits(1, 9, 1), timedelta(hours=23), "day", 3600),
        (Limits(1, 1, 9), timedelta(seconds=59.9), "minute", 1),
    ],
)
def test_a_refusal_says_which_limit_and_how_long_to_wait(
    limits: Limits, waited: timedelta, limit: str, retry_after: int
) -> None:
    who = Caller(key_id=ApiKey.objects.issue("tester").pk, limits=limits, count=take)
    assert start(who, NOON)
    with pytest.raises(TooMany, match=f"{retry_after} seconds") as refused, transaction.atomic():
        take(who, NOON + waited)
    assert (refused.value.limit, refused.value.retry_after, refused.value.status) == (limit, retry_after, 429)


@pytest.mark.django_db
def test_a_start_that_fails_afterwards_is_not_counted() -> None:
    who = caller(per_minute=1)
    with transaction.atomic():
        who.count_start()
        transaction.set_rollback(True)
    assert start(who)


@pytest.mark.django_db
def test_callers_do_not_share_their_limits() -> None:
    user = User.objects.create_user("ada")
    by_session = Caller(user_id=user.pk, limits=Limits(1, 1, 1), count=take)
    key = ApiKey.objects.issue("ada's", user=user)
    by_key = Caller(key_id=key.pk, user_id=user.pk, limits=Limits(1, 1, 1), count=take)
    assert [start(by_session), start(by_key), start(by_session), start(by_key)] == [True, True, False, False]


@pytest.mark.django_db
def test_the_command_line_has_no_limit() -> None:
    for _ in range(3):
        Caller().count_start()
    assert not Quota.objects.exists()
