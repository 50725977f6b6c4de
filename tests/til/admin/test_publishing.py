"""Reviewers who may change but not publish TILs: drafts only, in the admin and in earlier versions."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tests.til.admin.test_tils import act, form_of, send, soup
from tests.til.conftest import Publish
from til.days import create_til
from til.models import Til

pytestmark = pytest.mark.django_db


def staff(*codenames: str) -> Client:
    user = User.objects.create_user("-".join(codenames), is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def junior() -> Client:
    """Return the browser of a reviewer who may not publish."""
    return staff("view_til", "change_til", "delete_til", "add_til")


def status_of(til: Til) -> tuple[str, str]:
    til.refresh_from_db()
    return til.status, til.title


def earlier(til: Til, status: str) -> str:
    record: Any = til.history.filter(status=status).latest()
    return reverse("admin:til_til_simple_history", args=[til.pk, record.pk])


def test_drafts_are_changed_and_neither_published_nor_set_otherwise(junior: Client) -> None:
    til = create_til(title="Draft", content="x")
    send(junior, til, title="Better", status="published")
    assert status_of(til) == ("draft", "Better")
    page = soup(junior.get(reverse("admin:til_til_change", args=[til.pk])))
    assert [button.get("name") for button in page.select(".submit-row input")] == ["_continue", "_save"] * 2
    refused = send(junior, til, _publish="Publish")
    assert (refused.status_code, "You may change drafts only" in refused.content.decode()) == (403, True)
    act(junior, "publish", til)
    act(junior, "archive", til)
    assert status_of(til) == ("draft", "Better")


def test_what_is_public_is_only_read(junior: Client, publish: Publish) -> None:
    til = publish("Public")
    form = form_of(junior, til, title="Mine")
    assert junior.post(reverse("admin:til_til_change", args=[til.pk]), form | {"title": "Mine"}).status_code == 403
    act(junior, "back_to_draft", til)
    assert junior.post(reverse("admin:til_til_delete", args=[til.pk]), {"post": "yes"}).status_code == 403
    junior.post("/admin/til/til/", {"action": "delete_selected", "_selected_action": [til.pk], "post": "yes"})
    assert status_of(til) == ("published", "Public")
    assert (
        "Only reviewers who may publish" in junior.get(reverse("admin:til_til_change", args=[til.pk])).content.decode()
    )


def test_no_earlier_version_publishes_or_takes_back(junior: Client, publish: Publish) -> None:
    til = create_til(title="Title", content="x")
    til.status = Til.Status.PUBLISHED
    til.save()
    form = {"title": "Title", "content": "x", "language": "en", "day_number": til.day_number}
    assert junior.post(earlier(til, "draft"), form).status_code == 403
    assert status_of(til) == ("published", "Title")
    til.status = Til.Status.DRAFT
    til.save()
    assert junior.post(earlier(til, "published"), form).status_code == 403
    assert status_of(til) == ("draft", "Title")


def test_who_only_looks_brings_no_earlier_version_back() -> None:
    til = create_til(title="Title", content="x")
    form = {"title": "Mine", "content": "x", "language": "en", "day_number": til.day_number}
    assert staff("view_til").post(earlier(til, "draft"), form).status_code == 403
    assert status_of(til) == ("draft", "Title")


def test_who_may_publish_does(publish: Publish) -> None:
    til = create_til(title="Draft", content="x")
    desk = staff("view_til", "change_til", "publish_til")
    send(desk, til, _publish="Publish")
    assert status_of(til) == ("published", "Draft")
    act(desk, "back_to_draft", til)
    assert status_of(til) == ("draft", "Draft")
