"""Statistics over the API."""

from datetime import timedelta

from django.utils import timezone

from tests.til.api.conftest import Ask
from tests.til.conftest import Publish


def test_totals_and_streaks(ask: Ask, publish: Publish) -> None:
    today = timezone.localdate()
    for ago in (0, 1, 1, 5):
        publish("One", on=str(today - timedelta(days=ago)), tags=["git"])
    ask("post", "/tils", {"title": "T", "content": "Text."})
    assert ask("get", "/stats").json() == {
        "total": 4,
        "active_days": 3,
        "streak": 2,
        "longest_streak": 2,
        "first": str(today - timedelta(days=5)),
        "last": str(today),
        "tags": 1,
        "drafts": 1,
    }


def test_nothing_yet(ask: Ask) -> None:
    stats = ask("get", "/stats").json()
    assert (stats["total"], stats["first"]) == (0, None)


def test_the_calendar_has_the_days_asked_for(ask: Ask, publish: Publish) -> None:
    for day in ("2026-01-01", "2026-03-01", "2026-03-01", "2026-05-01"):
        publish("One", on=day)
    asked = ask("get", "/stats/calendar?since=2026-02-01&until=2026-04-01").json()
    assert asked == {"since": "2026-02-01", "until": "2026-04-01", "days": [{"date": "2026-03-01", "count": 2}]}
    assert ask("get", "/stats/calendar?until=0001-01-01").json()["days"] == []
