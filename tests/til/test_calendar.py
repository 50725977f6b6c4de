"""The learning calendar and its streaks."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone, translation

from tests.til.conftest import Publish
from til.calendar import counts, streaks, year_until

TODAY = date(2026, 11, 22)  # a Sunday


def days(*ago: int) -> dict[date, int]:
    return {TODAY - timedelta(days=number): 1 for number in ago}


@pytest.mark.parametrize(
    ("ago", "current", "longest"),
    [
        ((), 0, 0),
        ((0,), 1, 1),
        ((1, 2), 2, 2),
        ((2, 3), 0, 2),
        ((0, 1, 2, 10, 11, 12, 13), 3, 4),
        ((-1,), 0, 0),
    ],
)
def test_days_in_a_row_count_up_to_today_or_yesterday(ago: tuple[int, ...], current: int, longest: int) -> None:
    assert streaks(days(*ago), TODAY) == (current, longest)


def test_a_year_is_whole_weeks_up_to_today() -> None:
    calendar = year_until(TODAY, {TODAY: 7, TODAY - timedelta(days=400): 1})
    assert calendar.days[0].date.isoweekday() == 7
    assert calendar.days[-1].date == TODAY
    assert len(calendar.days) == 52 * 7 + 1
    assert (calendar.total, calendar.active, calendar.days[-1].level) == (7, 1, 4)
    with translation.override("en"):
        assert calendar.summary == "The last year: 7 TILs on 1 day"
    assert calendar.days[-1].x + 13 <= calendar.width


def test_month_names_never_touch() -> None:
    for offset in range(0, 400, 7):
        places = [x for x, _ in year_until(TODAY + timedelta(days=offset), {}).months]
        assert all(after - before >= 39 for before, after in pairwise(places))


def test_each_day_with_a_til_is_a_named_link(client: Client, publish: Publish) -> None:
    today = timezone.localdate()
    publish("One", on=today.isoformat())
    publish("Two", on=today.isoformat())
    page = BeautifulSoup(client.get("/", headers={"accept-language": "en"}).content, "html.parser")
    link = page.select_one(".heat a")
    assert link is not None
    assert link["href"] == f"/{today:%Y/%m/%d}/"
    assert str(link["aria-label"]).endswith(": 2 TILs")


def test_days_are_the_sites_not_utcs(publish: Publish) -> None:
    til = publish("Late")
    til.published = til.published and til.published.replace(hour=20)  # 05:00 on the 23rd in Seoul
    til.save()
    assert counts() == {date(2026, 11, 23): 1}
