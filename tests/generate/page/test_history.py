"""My drafts: all can be reached, newest first, at the same cost on every page."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.http import Http404
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from generate.drafting.deleting import delete_draft, restore_draft
from generate.models import Generation
from generate.page.forms import DraftForm
from generate.page.history import history
from generate.refusals import AlreadyPublic, NotFound
from generate.running import retention
from til.caller import Caller
from til.errors import Forbidden
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
            html = render_to_string(
                "generate/begin.html", history(caller, {"page": str(number)}) | {"form": DraftForm()}
            )
        queries.add(len(captured))
        seen += names(html)
        assert f"{number} / 3" in html
    assert (len(seen), len(set(seen)), seen[0]) == (45, 45, "note 44.")
    assert queries == {3}, "a page, how many there are, and how many wait"


def listed(user: User, **asked: str) -> str:
    """Return the page of a user who may not publish."""
    caller = Caller(user_id=user.pk, permissions=frozenset({"generate.generate", "til.delete_til"}))
    return render_to_string("generate/begin.html", history(caller, asked) | {"form": DraftForm()})


def names(html: str) -> list[str]:
    return [
        " ".join(found.get_text().split())
        for found in BeautifulSoup(html, "html.parser").select(".drafts a, .drafts s")
    ]


def test_they_are_found_by_words_and_by_what_they_wait_for(ada: User) -> None:
    rows = list(Generation.objects.filter(user=ada, til=None)[:3])
    for row, values in zip(
        rows, ({"status": "running"}, {"content": "`git bisect` 이분 탐색"}, {"title": "Bisect"}), strict=True
    ):
        Generation.objects.filter(pk=row.pk).update(**values)
    assert names(listed(ada, q="bisect 이분")) == [rows[1].input]
    assert names(listed(ada, q="BISECT")) == [rows[1].input, "Bisect"]
    assert names(listed(ada, q="note of eve")) == []
    assert 'href="?q=note&amp;page=2#history"' in listed(ada, q="note")
    waiting = listed(ada, show="waiting")
    assert rows[0].input not in names(waiting), "it is still being written"
    assert "Waiting for you <b>39</b>" in waiting
    kept = Generation.objects.filter(user=ada).exclude(til=None)[0]
    assert len(names(listed(ada, show="saved"))) == 5
    Til.objects.filter(generation=kept).update(status="published")
    assert names(listed(ada, show="published")) == [f"kept {kept.pk}"]
    part = Generation.objects.create(user=ada, target=kept.til, part="content", provider="offline", status="complete")
    assert "Waiting for you <b>40</b>" in listed(ada)
    part.delete()
    assert "Waiting for you <b>43</b>" in render_to_string(
        "generate/begin.html", history(Caller(user_id=ada.pk), {}) | {"form": DraftForm()}
    ), "saved drafts wait for those who may publish"


def test_deleted_ones_are_restored_within_a_day_then_gone_with_their_drafts(ada: User) -> None:
    caller = Caller(user_id=ada.pk, permissions=frozenset({"til.delete_til"}))
    unsaved, kept = Generation.objects.filter(user=ada, til=None)[0], Generation.objects.exclude(til=None)[0]
    part = Generation.objects.create(user=ada, parent=unsaved, part="title", provider="offline")
    for row in (unsaved, kept):
        delete_draft(caller, row.pk)
    assert names(listed(ada, show="deleted")) == [unsaved.input, f"kept {kept.pk}"]
    assert unsaved.input not in names(listed(ada))
    restore_draft(caller, unsaved.pk)
    delete_draft(caller, unsaved.pk)
    retention.drop_deleted()
    assert Generation.objects.filter(pk__in=[unsaved.pk, kept.pk]).count() == 2
    Generation.objects.exclude(deleted=None).update(deleted="2020-01-01T00:00Z")
    Til.objects.filter(generation=kept).update(status="published")
    retention.drop_deleted()
    assert not Generation.objects.filter(pk__in=[unsaved.pk, kept.pk, part.pk]).exists()
    assert Til.objects.filter(title=f"kept {kept.pk}").exists(), "published in the meantime"


def test_what_is_public_or_of_others_is_not_deleted(ada: User) -> None:
    first, second = Generation.objects.exclude(til=None)[:2]
    Til.objects.filter(generation=first).update(status="published")
    with pytest.raises(AlreadyPublic):
        delete_draft(Caller(user_id=ada.pk), first.pk)
    with pytest.raises(Forbidden):
        delete_draft(Caller(user_id=ada.pk, permissions=frozenset()), second.pk)
    with pytest.raises(NotFound):
        delete_draft(Caller(user_id=User.objects.get(username="eve").pk, permissions=frozenset()), second.pk)


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "", "9" * 400])
def test_there_is_nothing_beyond(ada: User, number: str) -> None:
    with pytest.raises(Http404):
        history(Caller(user_id=ada.pk), {"page": number})


def test_each_leads_to_its_page_and_says_how_it_stands(ada: User) -> None:
    html = listed(ada, page="2")
    assert 'href="?page=3#history"' in html
    assert re.search(r'href="/generate/\d+/">note 24\.\s*</a> <span class="badge failed">failed<', html)
