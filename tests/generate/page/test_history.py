"""My drafts: all can be reached, newest first, at the same cost on every page."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import Http404
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from generate.models import Generation
from generate.page.forms import DraftForm
from generate.page.history import history
from til.caller import Caller
from til.models import Til

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    """A user with 45 drafts, five of them saved as TILs; another user has one."""
    user = User.objects.create_user("ada")
    rows = [Generation(user=user, input=f"note {number}.", provider="offline", status="failed") for number in range(45)]
    for row in Generation.objects.bulk_create(rows)[:5]:
        row.til = Til.objects.create(title=f"kept {row.pk}", content="text", day_number=row.pk)
        row.save()
    Generation.objects.create(user=User.objects.create_user("eve"), input="note of eve.", provider="offline")
    return user


def test_all_can_be_reached_at_the_same_cost(ada: User) -> None:
    caller, seen, queries = Caller(user_id=ada.pk), [], set()
    for number in (1, 2, 3):
        with CaptureQueriesContext(connection) as captured:
            page = history(caller, str(number))
            html = render_to_string("generate/begin.html", {"page": page, "form": DraftForm()})
        queries.add(len(captured))
        seen += re.findall(r"note \d+\.|kept \d+", html)
        assert f"{number} / 3" in html
    assert (len(seen), len(set(seen)), seen[0]) == (45, 45, "note 44.")
    assert queries == {2}


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "", "9" * 400])
def test_there_is_nothing_beyond(ada: User, number: str) -> None:
    with pytest.raises(Http404):
        history(Caller(user_id=ada.pk), number)


def test_each_leads_to_its_page_and_says_how_it_stands(ada: User) -> None:
    html = render_to_string("generate/begin.html", {"page": history(Caller(user_id=ada.pk), "2"), "form": DraftForm()})
    assert 'href="?page=3#history"' in html
    assert re.search(r'href="/generate/\d+/">note 24\.</a> <span class="badge failed">failed<', html)
