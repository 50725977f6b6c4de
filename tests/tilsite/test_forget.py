"""Forgetting a user or a key: no table keeps their data, except data that should stay."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from generate.drafting.save import save_draft
from generate.models import Generation, PromptText, Spending, Style, Upload
from til.days import create_til
from til.models import Til
from tilsite.access.authenticate import by_user
from tilsite.access.keys.models import ApiKey
from tilsite.access.quota import take
from tilsite.access.signin import throttle

pytestmark = pytest.mark.django_db
MARK = "zanzibar"


def said(*command: str) -> str:
    out = StringIO()
    call_command("forget", *command, stdout=out)
    return out.getvalue()


def rows_with(*texts: str) -> set[str]:
    """Return the tables with a row that contains one of these texts."""
    models: list[Any] = apps.get_models()
    return {
        model.__name__
        for model in models
        for values in model.objects.values()
        if any(text in str(value) for value in values.values() for text in texts)
    }


def use(user: User, key: ApiKey | None = None) -> None:
    """Create data of a user or of their key in every table."""
    whose = {"user": user, "key": key}
    done = {"status": "complete", "provider": "offline", "source_text": MARK, "content": MARK, "title": MARK}
    save_draft(Generation.objects.create(input=MARK, **whose, **done).pk)
    public = create_til(title=MARK, content="x", status="published", author=user, key_id=key.pk if key else None)
    Generation.objects.create(input=MARK, part="title", target=public, **whose, **done)
    Upload.objects.create(name=MARK, size=1, data=b"x", **whose)
    Spending.objects.create(name=f"key:{key.pk}" if key else f"user:{user.pk}", period="2026-11")


@pytest.fixture
def ada() -> User:
    user = User.objects.create_superuser("ada-zanzibar", password="p")
    use(user)
    use(user, ApiKey.objects.issue(f"{MARK} key", user=user))
    take(by_user(user))
    throttle.take(throttle.Attempt.of(user.username, "192.0.2.7"))
    Client().force_login(user)
    LogEntry.objects.log_actions(user.pk, User.objects.filter(pk=user.pk), CHANGE, MARK)
    Style.objects.create(user=user, version=1, instruction=MARK)
    PromptText.objects.create(task="title", language="en", version=1, text="Rules.", author=user)
    Til.history.update(history_user=user)
    return user


def test_nothing_of_a_user_stays_in_any_table(ada: User) -> None:
    bob = User.objects.create_user("bob")
    other = create_til(title="Bob's", content="x", status="published", author=bob)
    assert {"Til", "HistoricalTil", "Generation", "Upload", "Style", "Tries", "ApiKey", "LogEntry"} <= rows_with(MARK)
    pk = ada.pk
    assert "Nothing was changed" in said("ada-zanzibar", "--tils", "delete")
    assert User.objects.filter(pk=pk).exists()
    assert "Nothing was changed" not in said("ada-zanzibar", "--tils", "delete", "--yes")
    assert rows_with(MARK) == set()
    assert [til.author for til in Til.objects.all()] == [bob]
    assert not Spending.objects.exists()
    assert not Til.history.filter(history_user_id=pk).exists()
    assert not Til.history.filter(author_id=pk).exists()
    assert not apps.get_model("sessions.Session").objects.exists()
    assert PromptText.objects.get().author is None
    assert Til.objects.get() == other


def test_public_tils_stay_without_their_author(ada: User) -> None:
    pk = ada.pk
    report = said("ada-zanzibar", "--yes")
    assert "2 TILs that stay" in report
    assert {(til.status, til.author, til.key) for til in Til.objects.all()} == {("published", None, None)}
    assert rows_with("ada-zanzibar") == set()
    assert not Til.history.filter(author_id=pk).exists()


def test_a_key_is_forgotten_and_its_owner_is_not(ada: User) -> None:
    key = ApiKey.objects.get()
    said(f"til_{key.public_id}", "--yes")
    assert not ApiKey.objects.exists()
    assert Generation.objects.filter(user=ada).exists()
    assert not Generation.objects.filter(key_id=key.pk).exists()
    assert {til.author for til in Til.objects.all()} == {ada}
    assert list(Spending.objects.values_list("name", flat=True)) == [f"user:{ada.pk}"]


def test_nobody_is_refused() -> None:
    with pytest.raises(CommandError, match="no user 'nobody'"):
        said("nobody")
