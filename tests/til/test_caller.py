"""What a caller may do and see."""

import pytest
from django.contrib.auth.models import User

from generate.models import Generation
from til.caller import Caller
from til.errors import Forbidden
from tilsite.access.keys.models import ApiKey


def test_a_scope_that_is_missing_is_refused_by_name() -> None:
    with pytest.raises(Forbidden, match="write"):
        Caller(scopes=frozenset({"read"})).need("write")


@pytest.mark.parametrize("scope", ["write", "admin"])
def test_the_scope_itself_or_admin_will_do(scope: str) -> None:
    Caller(scopes=frozenset({scope})).need("write")  # type: ignore[arg-type]  # a parameter is any text


@pytest.mark.django_db
def test_who_sees_which_generations() -> None:
    ada, bob = User.objects.create_user("ada"), User.objects.create_user("bob")
    first = ApiKey.objects.issue("ada's first", user=ada)
    second = ApiKey.objects.issue("ada's second", user=ada)
    free = ApiKey.objects.issue("nobody's")
    rows = {
        "ada": Generation.objects.create(user=ada),
        "bob": Generation.objects.create(user=bob),
        "first": Generation.objects.create(user=ada, key=first),
        "second": Generation.objects.create(user=ada, key=second),
        "free": Generation.objects.create(key=free),
    }

    def seen(caller: Caller) -> set[str]:
        found = set(Generation.objects.filter(caller.owned()).values_list("pk", flat=True))
        return {name for name, row in rows.items() if row.pk in found}

    assert seen(Caller(key_id=first.pk, user_id=ada.pk)) == {"first"}
    assert seen(Caller(key_id=free.pk)) == {"free"}
    assert seen(Caller(user_id=ada.pk)) == {"ada", "first", "second"}
    assert seen(Caller(user_id=bob.pk)) == {"bob"}
    assert seen(Caller(user_id=bob.pk, is_staff=True)) == set(rows)
    assert seen(Caller(key_id=free.pk, scopes=frozenset({"admin"}))) == set(rows)
    assert seen(Caller()) == set()
