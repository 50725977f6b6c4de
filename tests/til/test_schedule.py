"""What is published with a time in the future is held until then, without a daemon."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.til.conftest import Publish
from til import schedule
from til.mirror.models import Change
from til.models import Til
from til.transfer.importing import import_folder

pytestmark = pytest.mark.django_db
LISTS = ("/", "/tags/", "/search/?q=later", "/feed.xml", "/feed.json", "/sitemap.xml", "/llms.txt")


@pytest.fixture
def held(publish: Publish) -> Til:
    """A TIL that becomes public in an hour."""
    til = publish("Later on", tags=["hush"])
    til.published = timezone.now() + timedelta(hours=1)
    til.save()
    return til


def let_time_pass(til: Til) -> None:
    """Make the TIL due, as an hour does."""
    Til.objects.filter(pk=til.pk).update(published=timezone.now() - timedelta(seconds=1))
    schedule.next_due.forget()


def shown_on(client: Client, til: Til) -> set[str]:
    """Return the places that show the TIL or its tag."""
    answers = {place: client.get(place) for place in (til.get_absolute_url(), *LISTS)}
    texts = {place: re.sub("<[^>]*>", "", answer.content.decode()) for place, answer in answers.items()}
    return {place for place, text in texts.items() if any(word in text for word in ("Later on", "later-on", "hush"))}


def test_a_til_is_nowhere_before_its_time_and_everywhere_after(client: Client, held: Til, settings: Settings) -> None:
    settings.TIL_MIRROR = "/nowhere"
    assert (held.status, shown_on(client, held)) == ("scheduled", set())
    assert Change.objects.count() == 0
    let_time_pass(held)
    assert shown_on(client, held) == {held.get_absolute_url(), *LISTS}
    held.refresh_from_db()
    assert held.status == "published"
    assert "later-on" in Change.objects.get().name


def test_what_is_public_stays_so_after_the_clock_was_put_back(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    til = publish("Out already")
    before = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: before)
    til.title = "Out already, and edited"
    til.save()
    assert til.status == "published"
    til.published = before + timedelta(hours=2)
    til.save()
    assert til.status == "scheduled"


def test_a_request_asks_nothing_while_nothing_is_due(
    client: Client, held: Til, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/robots.txt")
    with django_assert_num_queries(0):
        client.get("/robots.txt")


def test_the_visitor_who_comes_first_is_not_who_published(client: Client, held: Til) -> None:
    client.force_login(User.objects.create_user("visitor"))
    let_time_pass(held)
    client.get("/")
    assert Til.history.filter(id=held.pk, status="published").latest("history_id").history_user is None


def test_a_scheduled_til_without_a_time_is_a_draft_and_a_past_time_publishes(publish: Publish) -> None:
    til = publish("One", status="draft")
    til.status, til.published = "scheduled", None
    til.save()
    assert til.status == "draft"
    til.status, til.published = "scheduled", datetime(2020, 1, 1, tzinfo=UTC)
    til.save()
    assert til.status == "published"


def test_what_holds_a_secret_when_its_time_comes_is_a_draft_again(
    client: Client, held: Til, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    Til.objects.filter(pk=held.pk).update(content="key = 'AKIAQ3EGRTX5W7YZLM4P'")
    settings.TIL_SECRETS = "refuse"
    let_time_pass(held)
    assert client.get("/").status_code == 200
    held.refresh_from_db()
    assert held.status == "draft"
    assert "was not published as scheduled" in caplog.text


def test_the_admin_schedules_and_says_when(admin_client: Client, held: Til) -> None:
    place = f"/admin/til/til/{held.pk}/change/"
    fields = {
        "title": "Later on",
        "slug": held.slug,
        "day_number": "1",
        "language": "en",
        "content": "x",
        "status": "draft",
        "_publish": "1",
    }
    answer = admin_client.post(place, fields | {"published_0": "2999-01-01", "published_1": "09:00"}, follow=True)
    assert "becomes public on Jan. 1, 2999" in answer.content.decode()
    refused = admin_client.post(place, fields | {"status": "scheduled", "published_0": "", "published_1": ""})
    assert "Enter the time in the future" in refused.content.decode()


def test_an_imported_note_with_a_date_in_the_future_is_held_until_then(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ndate: 2020-01-01\npublishDate: 2999-05-01\n---\nText.\n")
    (tmp_path / "b.md").write_text(f"---\ndate: {timezone.localdate()}\n---\nToday.\n")
    (tmp_path / "c.md").write_text("---\ndate: 2999-05-01\ndraft: true\n---\nText.\n")
    report = import_folder(tmp_path)
    assert report.warnings == {"a.md": "becomes public on 2999-05-01"}
    statuses = dict(Til.objects.values_list("title", "status"))
    assert {title.lower(): status for title, status in statuses.items()} == {
        "a": "scheduled",
        "b": "published",
        "c": "draft",
    }
    held = Til.objects.get(status="scheduled")
    assert held.published is not None
    assert str(timezone.localdate(held.published)) == "2999-05-01"
