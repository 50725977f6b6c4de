"""Keys in the admin: created, shown once, revoked."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db
FORM = {"name": "laptop", "scopes": ["generate", "read"], "limit_per_day": "3"}


def text_on(page: str) -> str:
    found = re.search(r"til_[a-z2-7]{8}_\w{38}", page)
    return found[0] if found else ""


def test_a_new_key_is_shown_once_and_works(admin_client: Client) -> None:
    answer = admin_client.post(reverse("admin:keys_apikey_add"), FORM)
    key = ApiKey.objects.find(text_on(answer.content.decode()))
    assert key
    assert (key.name, key.scopes, key.limits.per_day) == ("laptop", ["generate", "read"], 3)
    assert "no-store" in answer["Cache-Control"]


def test_no_other_page_shows_the_key_or_lets_its_digest_be_changed(admin_client: Client) -> None:
    key = ApiKey.objects.issue("laptop")
    text = key.text
    change = reverse("admin:keys_apikey_change", args=[key.pk])
    for page in (change, reverse("admin:keys_apikey_changelist")):
        html = admin_client.get(page).content.decode()
        assert "laptop" in html
        assert not text_on(html)
    admin_client.post(change, FORM | {"digest": "0" * 64, "public_id": "aaaaaaaa"})
    assert ApiKey.objects.find(text) == key


def test_revoked_keys_end_and_keep_their_time(admin_client: Client) -> None:
    key = ApiKey.objects.issue("laptop")
    text = key.text
    action = {"action": "revoke", "_selected_action": [key.pk]}
    page = reverse("admin:keys_apikey_changelist")
    answers = [admin_client.post(page, action, follow=True).content.decode() for _ in range(2)]
    assert "1 key was revoked" in answers[0]
    assert "0 keys were revoked" in answers[1]
    assert ApiKey.objects.find(text) is None


def test_a_key_without_a_scope_is_refused(admin_client: Client) -> None:
    answer = admin_client.post(reverse("admin:keys_apikey_add"), {"name": "nothing"})
    assert answer.status_code == 200
    assert not ApiKey.objects.exists()


def test_staff_make_keys_for_themselves_and_reach_none_that_may_do_more(client: Client) -> None:
    staff = User.objects.create_user("staff", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__endswith="_apikey"))
    root = User.objects.create_superuser("root")
    keys = [ApiKey.objects.issue("root's", user=root), ApiKey.objects.issue("nobody's")]
    client.force_login(staff)
    client.post(reverse("admin:keys_apikey_add"), FORM | {"user": root.pk, "scopes": ["admin"]})
    assert ApiKey.objects.get(name="laptop").user == staff
    for key in keys:
        assert client.get(reverse("admin:keys_apikey_change", args=[key.pk])).status_code == 302
    client.post(
        reverse("admin:keys_apikey_changelist"),
        {"action": "revoke", "_selected_action": [key.pk for key in keys]},
    )
    assert not ApiKey.objects.exclude(revoked=None).exists()
