"""Keys are shown once, expire, and record their use."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from til.caller import Limits
from tilsite.access.keys import secret
from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db


def test_a_key_is_found_by_its_text_and_kept_only_as_a_digest() -> None:
    key = ApiKey.objects.issue("laptop")
    text = key.text
    assert ApiKey.objects.find(text) == key
    stored = str(list(ApiKey.objects.values()))
    sent = secret.read(text)
    assert sent
    assert sent.secret not in stored
    assert sent.digest in stored


def test_a_key_has_the_usual_scopes_unless_others_are_named() -> None:
    assert ApiKey.objects.issue("usual").scopes == ["generate", "read", "write"]
    assert ApiKey.objects.issue("reader", scopes=["read"]).scopes == ["read"]


def test_a_wrong_secret_with_a_known_public_id_finds_nothing() -> None:
    key = ApiKey.objects.issue("laptop")
    forged = secret.Secret(key.public_id, secret.make().secret)
    assert ApiKey.objects.find(str(forged)) is None


def test_a_mistyped_key_does_not_reach_the_database() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert ApiKey.objects.find("til_aaaaaaaa_" + "a" * 38) is None
    assert not queries.captured_queries


@pytest.mark.parametrize("fields", [{"expires": timezone.now() - timedelta(seconds=1)}, {"revoked": timezone.now()}])
def test_an_expired_or_revoked_key_finds_nothing(fields: dict[str, object]) -> None:
    key = ApiKey.objects.issue("old")
    text = key.text
    ApiKey.objects.filter(pk=key.pk).update(**fields)
    assert ApiKey.objects.find(text) is None


def test_a_key_that_expires_later_still_works() -> None:
    key = ApiKey.objects.issue("young", expires=timezone.now() + timedelta(days=1))
    text = key.text
    assert ApiKey.objects.find(text) == key


def test_a_key_ends_with_its_owner() -> None:
    owner = User.objects.create_user("ada")
    text = ApiKey.objects.issue("ada's", user=owner).text
    assert ApiKey.objects.find(text)
    User.objects.update(is_active=False)
    assert ApiKey.objects.find(text) is None


def test_last_use_is_written_at_most_once_a_minute() -> None:
    text = ApiKey.objects.issue("busy").text
    _use(text)
    first = ApiKey.objects.get().last_used
    assert first
    _use(text)
    assert ApiKey.objects.get().last_used == first
    ApiKey.objects.update(last_used=first - timedelta(seconds=61))
    _use(text)
    latest = ApiKey.objects.get().last_used
    assert latest
    assert latest >= first


def _use(text: str) -> None:
    key = ApiKey.objects.find(text)
    assert key
    key.touch()


def test_two_requests_at_the_same_time_write_the_last_use_once() -> None:
    key = ApiKey.objects.issue("twins")
    twin = ApiKey.objects.get(pk=key.pk)
    key.touch()
    first = ApiKey.objects.get().last_used
    twin.touch()
    assert ApiKey.objects.get().last_used == first


def test_limits_are_the_sites_unless_the_key_has_its_own(settings: Settings) -> None:
    settings.TIL_RUNNING_PER_KEY, settings.TIL_STARTS_PER_MINUTE, settings.TIL_STARTS_PER_DAY = 1, 2, 3
    assert ApiKey.objects.issue("usual").limits == Limits(1, 2, 3)
    assert ApiKey.objects.issue("own", limit_running=7, limit_per_day=0).limits == Limits(7, 2, 0)


def test_a_key_names_itself_without_its_secret() -> None:
    key = ApiKey.objects.issue("laptop")
    text = key.text
    assert str(key) == f"laptop (til_{key.public_id}_…)"
    assert text not in repr(key)
