"""Existing tags are suggested by a part of their name, by an alias, or by a common synonym."""

import pytest

from til.days import create_til
from til.models import Alias
from til.tagging.lookup import get_or_create, suggest

pytestmark = pytest.mark.django_db


def test_what_begins_so_comes_first_then_the_most_used() -> None:
    create_til(title="T", content="C", tags=["numpy", "git bisect", "python"])
    create_til(title="U", content="C", tags=["numpy", "정규표현식"])
    Alias.objects.create(name="snake", tag=get_or_create("python"))
    assert suggest("py", 5) == [("python", ""), ("numpy", "")]
    assert suggest("PY", 1) == [("python", "")]
    assert suggest("sna", 5) == [("python", "snake")]
    assert suggest("파이", 5) == [("python", "파이썬")]
    assert suggest("정규", 5) == [("정규표현식", "")]
    assert suggest("Git-B", 5) == [("git bisect", "")]
    assert suggest(" ", 5) == suggest("nothing", 5) == []
