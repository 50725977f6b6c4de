"""Day numbers: the requested one if free, consecutive under concurrent saves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from til.days import create_til, next_day_number
from til.models import Til


@pytest.mark.django_db
def test_the_first_til_is_day_one() -> None:
    assert next_day_number() == 1
    assert create_til(title="First", content="x").day_number == 1
    assert next_day_number() == 2


@pytest.mark.django_db
def test_a_free_number_is_given_as_wanted() -> None:
    assert create_til(day_number=15, title="Fifteen", content="x").day_number == 15
    assert create_til(day_number=3, title="Three", content="x").day_number == 3
    assert next_day_number() == 16


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [4, 0, -1, None])
def test_a_number_that_cannot_be_had_becomes_the_next(wanted: int | None) -> None:
    create_til(day_number=4, title="Four", content="x")
    assert create_til(day_number=wanted, title="Other", content="x").day_number == 5


@pytest.mark.django_db
def test_a_til_comes_with_its_slug_html_and_tags() -> None:
    til = create_til(title="인덱스의 순서", content="**굵게**", tags=["PostgreSQL", "postgre sql", "성능"])
    assert til.slug == "인덱스의-순서"
    assert "<strong>굵게</strong>" in til.html
    assert [tag.name for tag in til.tags.order_by("pk")] == ["PostgreSQL", "성능"]


@pytest.mark.django_db
def test_a_failed_til_leaves_nothing_behind() -> None:
    with pytest.raises(ZeroDivisionError):
        create_til(title="Broken", content="x", tags=(str(1 / 0) for _ in "x"))
    assert not Til.objects.exists()


def in_threads(count: int, work: Callable[[int], int]) -> list[int]:
    def one(number: int) -> int:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_fifty_saves_at_once_get_fifty_consecutive_numbers() -> None:
    def save(number: int) -> int:
        return create_til(day_number=1, title=f"TIL {number}", content="x", tags=["git", f"tag{number % 5}"]).day_number

    assert sorted(in_threads(50, save)) == list(range(1, 51))
    assert sorted(Til.objects.values_list("day_number", flat=True)) == list(range(1, 51))
