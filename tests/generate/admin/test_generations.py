"""Generations in the admin: listed, found, stopped, continued, and read-only."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from generate.models import Generation
from generate.running import rows
from generate.stages import Stage
from tests.generate.admin.conftest import Generated
from tests.generate.admin.pages import messages, one, soup, text
from til.days import create_til
from tilsite.access.keys.models import ApiKey

LIST = "/admin/generate/generation/"
pytestmark = pytest.mark.django_db


def titles(desk: Client, **query: str) -> list[str]:
    return [cell.get_text() for cell in soup(desk.get(LIST, query)).select(".field-label a")]


def act(desk: Client, action: str, *rows: Generation) -> list[str]:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return messages(desk.post(LIST, chosen, follow=True))


def test_a_row_says_how_it_stands_and_who_asked(desk: Client, generated: Generated) -> None:
    user = get_user_model().objects.create_user("grace")
    key = ApiKey(name="laptop", user=user)
    key.renew()
    key.save()
    generated("failed", key=key, title="Bisect", stage=Stage.EXCERPT, run=3, attempt=2, error_code="provider_timeout")
    row = one(soup(desk.get(LIST)), "#result_list tbody tr")
    cells = {str(cell["class"][0]).removeprefix("field-"): cell.get_text() for cell in row.select("[class^=field-]")}
    assert cells["label"] == "Bisect"
    assert (cells["state"], cells["at"]) == ("failed", "excerpt")
    assert (cells["writer"], cells["asker"]) == ("OpenAI gpt-5.5", "laptop (grace)")
    assert (cells["tries"], cells["failure"]) == ("3, 2", "provider_timeout")


def test_it_is_filtered_and_searched(desk: Client, generated: Generated) -> None:
    generated("failed", title="One", error_code="provider_timeout")
    generated("complete", title="Two", provider="offline", content="안전한 push")
    generated("complete", title="Three", source_url="https://example.org/three")
    assert titles(desk, status__exact="failed") == ["One"]
    assert titles(desk, error_code="provider_timeout") == ["One"]
    assert titles(desk, provider="offline") == ["Two"]
    assert titles(desk, q="안전") == ["Two"]
    assert titles(desk, q="example.org") == ["Three"]


def test_the_list_costs_the_same_however_long_it_is(desk: Client, generated: Generated) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(LIST)
        assert not any('"source_text"' in query["sql"] for query in seen if "ORDER BY" in query["sql"])
        return len(seen)

    generated(user=get_user_model().objects.create_user("one"))
    queries()  # reads what a process keeps for some seconds
    before = queries()
    for name in ("two", "three", "four"):
        generated(user=get_user_model().objects.create_user(name))
    assert queries() == before


def test_the_page_of_one_shows_the_detail_and_leads_to_its_til(desk: Client, generated: Generated) -> None:
    til = create_til(title="Kept", content="x")
    row = generated("failed", error_code="failed", error_detail="KeyError: 'x'", til=til, tags=[{"name": "git"}])
    page = soup(desk.get(f"{LIST}{row.pk}/change/"))
    assert text(page, ".field-error_detail .readonly") == "KeyError: 'x'"
    for place in (page, soup(desk.get(LIST))):
        assert one(place, ".field-made a")["href"] == f"/admin/til/til/{til.pk}/change/"
        assert text(place, ".field-made a") == f"{til.day_number}: Kept"
    assert text(page, ".field-names .readonly") == "git"
    assert not page.select("#generation_form input:not([type=hidden]), #generation_form textarea")
    assert desk.post(f"{LIST}{row.pk}/change/", {"title": "x"}).status_code == 403
    assert desk.get(f"{LIST}add/").status_code == 403


def test_what_nobody_works_on_is_stopped_at_once(desk: Client, generated: Generated) -> None:
    orphan, over = generated("running", stage=Stage.CONTENT), generated("complete")
    Generation.objects.filter(pk=orphan.pk).update(lease_until=orphan.created)
    assert act(desk, "cancel", orphan, over) == ["1 generation is being stopped.", "1 unchanged."]
    orphan.refresh_from_db()
    assert (orphan.status, orphan.error_code) == ("cancelled", "cancelled")


def test_what_runs_elsewhere_is_asked_to_stop(desk: Client, generated: Generated) -> None:
    row = generated("running", stage=Stage.CONTENT, owner="another process")
    Generation.objects.filter(pk=row.pk).update(lease_until=rows.lease())
    act(desk, "cancel", row)
    row.refresh_from_db()
    assert (row.status, row.cancel_requested) == ("running", True)


def test_deleting_what_is_being_written_is_asked_with_a_warning(desk: Client, generated: Generated) -> None:
    running, ended = generated("running"), generated("complete")
    warning = "1 of these drafts is being written."
    assert warning in desk.get(f"{LIST}{running.pk}/delete/").content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [running.pk, ended.pk]}
    asked = desk.post(LIST, chosen)
    assert warning in asked.content.decode()
    assert "being written" not in desk.get(f"{LIST}{ended.pk}/delete/").content.decode()
    assert messages(desk.post(LIST, chosen | {"post": "yes"}, follow=True)) == ["Successfully deleted 2 generations."]
    assert not Generation.objects.exists()


def test_what_failed_waits_for_the_next_sweep(desk: Client, generated: Generated) -> None:
    failed = generated("failed", stage=Stage.TITLE, content="Kept.", error_code="failed", error_detail="x")
    assert act(desk, "retry", failed, generated("complete")) == ["1 generation continues.", "1 unchanged."]
    assert [row.pk for row in rows.adopt("a server")] == [failed.pk]
    failed.refresh_from_db()
    assert (failed.status, failed.owner, failed.error_code) == ("running", "a server", "")
    assert (failed.stage, failed.content) == (Stage.TITLE, "Kept.")


def test_who_may_only_look_cannot_steer(client: Client, generated: Generated) -> None:
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_generation"))
    client.force_login(reader)
    row = generated("failed")
    assert titles(client) == [f"notes {row.pk}"]
    act(client, "retry", row)
    row.refresh_from_db()
    assert row.status == "failed"
