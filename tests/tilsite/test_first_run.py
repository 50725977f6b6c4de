"""The admin, key and first draft of a fresh site."""

import stat
from pathlib import Path

import pytest
from pytest_django import Settings

from generate.models import Generation
from til.models import Til
from tilsite import first_run
from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def test_the_admin_and_the_password_are_made_once() -> None:
    user = first_run.admin_user()
    password = first_run.admin_password(user)
    assert user.is_superuser
    assert password
    assert len(password) >= 12
    again = first_run.admin_user()
    assert again == user
    assert first_run.admin_password(again) == password


def test_a_changed_password_is_not_shown_any_more() -> None:
    user = first_run.admin_user()
    user.set_password("another")
    user.save()
    assert first_run.admin_password(user) is None


def test_an_admin_made_by_hand_is_left_alone(admin_user: object) -> None:
    user = first_run.admin_user()
    assert user == admin_user
    assert first_run.admin_password(user) is None
    assert user.check_password("password")


def test_the_key_is_made_once_and_replaced_when_it_was_revoked() -> None:
    user = first_run.admin_user()
    first = first_run.api_key(user)
    assert ApiKey.objects.find(first)
    assert first_run.api_key(user) == first
    ApiKey.objects.all().delete()
    second = first_run.api_key(user)
    assert second != first
    assert ApiKey.objects.find(second)


def test_only_the_owner_can_read_what_is_kept(var: Path) -> None:
    first_run.api_key(first_run.admin_user())
    assert {stat.S_IMODE(path.stat().st_mode) for path in var.iterdir()} == {0o600}
    assert len(list(var.iterdir())) == 2


def test_a_site_with_a_til_or_a_generation_is_not_empty() -> None:
    assert first_run.is_empty()
    Generation.objects.create(input="x", provider="offline")
    assert not first_run.is_empty()
    Generation.objects.all().delete()
    Til.objects.create(day_number=1, title="x", content="x")
    assert not first_run.is_empty()
