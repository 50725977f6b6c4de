"""Two tabs that edit the same TIL on the review page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.til.admin.test_tils import form_of
from tests.til.reading import one
from til.models import Til

pytestmark = pytest.mark.django_db


def save(desk: Client, til: Til, form: dict[str, Any]) -> BeautifulSoup:
    answer = desk.post(f"/admin/til/til/{til.pk}/change/", form | {"_continue": "1"}, follow=True)
    til.refresh_from_db()
    return BeautifulSoup(answer.content, "html.parser")


def test_what_two_tabs_changed_in_different_fields_is_all_kept(desk: Client, draft: Til) -> None:
    first, second = form_of(desk, draft), form_of(desk, draft)
    save(desk, draft, first | {"title": "One", "tags": []})
    save(desk, draft, second | {"excerpt": "Two", "status": "published"})
    assert (draft.title, draft.excerpt, draft.status, draft.tags.count()) == ("One", "Two", "published", 0)


def test_what_both_changed_is_shown_and_replaced_only_if_saved_again(desk: Client, draft: Til) -> None:
    first, second = form_of(desk, draft), form_of(desk, draft)
    save(desk, draft, first | {"content": "<i>theirs</i>\nsame"})
    refused = save(desk, draft, second | {"content": "mine\nsame", "excerpt": "kept"})
    assert draft.content == "<i>theirs</i>\nsame"
    shown = one(refused, ".field-content .difference")
    assert [part.get_text() for part in shown.select("del, ins")] == ["<i>theirs</i>", "mine"]
    assert one(refused, "#id_content").get_text().strip() == "mine\nsame"
    assert one(refused, "#id_excerpt").get_text().strip() == "kept"
    again = second | {"content": "mine\nsame", "excerpt": "kept", "version": one(refused, "[name=version]")["value"]}
    save(desk, draft, again)
    assert (draft.content, draft.excerpt) == ("mine\nsame", "kept")


def test_the_same_change_twice_and_a_tab_of_another_time_are_no_conflict(desk: Client, draft: Til) -> None:
    first, second = form_of(desk, draft), form_of(desk, draft)
    save(desk, draft, first | {"title": "Same"})
    assert save(desk, draft, second | {"title": "Same"}).select(".errorlist") == []
    for version in ("", "x", "999999999", "-1"):
        save(desk, draft, second | {"title": f"By {version}", "version": version})
        assert draft.title == f"By {version}".strip()
