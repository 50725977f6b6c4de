"""Limits of password attempts: by name and address, by address, by name."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from tilsite.access.signin import throttle
from tilsite.access.signin.models import Tries
from tilsite.access.signin.throttle import PER_ADDRESS, PER_NAME, PER_NAME_AND_ADDRESS, WINDOW, Attempt, give_back, take

HOME, AWAY = "203.0.113.7", "198.51.100.9"


class Clock:
    """A simulated clock."""

    def __init__(self) -> None:
        self.now_is = timezone.now()

    def now(self) -> dt.datetime:
        return self.now_is

    def go(self, **time: float) -> None:
        self.now_is += dt.timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


def tries(times: int, name: str = "ada", address: str = HOME) -> list[int]:
    return [take(Attempt.of(name, address)) for _ in range(times)]


@pytest.mark.django_db
def test_a_name_from_an_address_waits_for_the_rest_of_its_window(clock: Clock) -> None:
    assert tries(PER_NAME_AND_ADDRESS + 2) == [0] * PER_NAME_AND_ADDRESS + [900, 900]
    clock.go(minutes=10)
    assert tries(1) == [300]
    assert tries(1, address=AWAY) == [0]
    assert tries(1, name="bob") == [0]
    clock.go(minutes=5)
    assert tries(1) == [0]


@pytest.mark.django_db
def test_an_address_waits_whatever_names_it_tries(clock: Clock) -> None:
    taken = [take(Attempt.of(f"name {number}", HOME)) for number in range(PER_ADDRESS + 1)]
    assert taken == [0] * PER_ADDRESS + [900]
    assert tries(1, name="name 1", address=AWAY) == [0]


@pytest.mark.django_db
def test_a_name_is_slowed_down_for_strangers_and_never_for_its_owner(clock: Clock) -> None:
    give_back(Attempt.of("ada", HOME))
    strangers = [f"198.51.100.{number}" for number in range(1, 255)]
    free = [take(Attempt.of("ada", address)) for address in strangers[:PER_NAME]]
    assert free == [0] * PER_NAME
    waits = []
    for address in strangers[PER_NAME : PER_NAME + 9]:
        waits.append(take(Attempt.of("ada", address)))
        clock.go(seconds=waits[-1])
        assert take(Attempt.of("ada", address)) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert tries(1) == [0]


@pytest.mark.django_db
def test_spelling_and_addresses_of_one_network_are_the_same(clock: Clock) -> None:
    assert tries(6, "Ada", "2001:db8::1") + tries(5, "ADA", "2001:db8::ffff") == [0] * 10 + [900]
    assert tries(1, "ada", "2001:db8:0:1::1") == [0]
    assert Attempt.of("a\0b", "::ffff:203.0.113.7") == Attempt.of("ab", HOME)
    assert len(Attempt.of("n" * 500, "x" * 500).name) == 150


@pytest.mark.django_db
def test_the_right_password_counts_against_nobody(clock: Clock) -> None:
    for _ in range(PER_ADDRESS * 2):
        assert tries(1) == [0]
        give_back(Attempt.of("ada", HOME))


@pytest.mark.django_db
def test_a_clock_that_was_put_back_locks_nobody_out(clock: Clock) -> None:
    assert tries(PER_NAME_AND_ADDRESS + 1)[-1] == 900
    clock.go(hours=-1)
    assert tries(1) == [0]


@pytest.mark.django_db
def test_what_no_longer_counts_is_forgotten_and_a_known_address_stays(clock: Clock) -> None:
    tries(3, name="nobody", address=AWAY)
    clock.go(minutes=16)
    give_back(Attempt.of("ada", HOME))
    assert set(Tries.objects.values_list("name", "address")) == {("ada", HOME), ("", HOME), ("ada", "")}
    clock.go(days=30)
    throttle.prune()
    assert set(Tries.objects.values_list("name", "address")) == {("ada", HOME)}
    clock.go(days=61)
    throttle.prune()
    assert not Tries.objects.exists()
    assert dt.timedelta() < WINDOW


@pytest.mark.django_db(transaction=True)
def test_tries_side_by_side_are_all_counted() -> None:
    def one(_: int) -> int:
        try:
            return take(Attempt.of("ada", HOME))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(one, range(40)))
    assert waits.count(0) == PER_NAME_AND_ADDRESS
