"""Pages to come back for: a random TIL, this day in earlier years, a month in review."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from tests.til.conftest import Publish
from tests.til.reading import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 28th of February 2027, not a leap year."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 2, 28, 3, tzinfo=UTC))


@pytest.mark.usefixtures("today")
def test_this_day_shows_earlier_years_and_the_29th_where_there_is_none(client: Client, publish: Publish) -> None:
    for title, on in (("Now", "2027-02-28"), ("Leap", "2024-02-29"), ("Last", "2026-02-28"), ("Other", "2026-02-27")):
        publish(title, on=on)
    publish("Hidden", on="2025-02-28", status="draft")
    page = BeautifulSoup(client.get("/on-this-day/").content, "html.parser")
    assert [title.get_text() for title in page.select(".log h3")] == ["Last", "Leap"]
    assert [year.get_text() for year in page.select("h2.month")] == ["2026", "2024"]


def test_a_day_without_earlier_ones_says_so(client: Client) -> None:
    assert "Nothing was published on this day" in client.get("/on-this-day/").content.decode()


def test_a_random_til_is_a_public_one_and_another_each_time(client: Client, publish: Publish) -> None:
    assert client.get("/random/").status_code == 404
    places = {publish(f"TIL {number}").get_absolute_url() for number in range(5)}
    publish("Draft", status="draft")
    answers = [client.get("/random/") for _ in range(60)]
    assert {answer.headers["Location"] for answer in answers} == places
    assert "no-store" in answers[0].headers["Cache-Control"]


def test_a_month_is_reviewed_by_days_and_tags(client: Client, publish: Publish) -> None:
    publish("One", on="2026-10-01", tags=["git"])
    publish("Two", on="2026-10-01", tags=["git", "vim"])
    publish("Three", on="2026-10-05", tags=["vim", "git"])
    publish("Elsewhere", on="2026-09-05", tags=["rust"])
    publish("Draft", on="2026-10-06", tags=["rust"], status="draft")
    page = BeautifulSoup(client.get("/2026/10/").content, "html.parser")
    assert "on 2 days" in said(page, "header.page")
    assert [tag.get_text() for tag in page.select("header.page .tag")] == ["git3", "vim2"]
