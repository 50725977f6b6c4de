"""``manage.py create_api_key`` prints only the key."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db


def made(*args: str) -> ApiKey:
    out = StringIO()
    call_command("create_api_key", *args, stdout=out)
    key = ApiKey.objects.find(out.getvalue().removesuffix("\n"))
    assert key, "the whole output is the key"
    return key


def test_it_prints_a_key_that_works() -> None:
    key = made("laptop")
    assert (key.name, key.user, key.scopes) == ("laptop", None, ["generate", "read", "write"])


def test_owner_and_scopes_can_be_named() -> None:
    user = User.objects.create_user("ada")
    key = made("laptop", "--user", "ada", "--scope", "read", "--scope", "admin")
    assert (key.user, key.scopes) == (user, ["read", "admin"])


def test_an_unknown_owner_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(CommandError, match=r"no user named 'bob'.*createsuperuser"):
        call_command("create_api_key", "laptop", "--user", "bob")
    assert not ApiKey.objects.exists()
