"""The admin: the queue, the review page and its buttons."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.til.conftest import Publish
from tests.til.reading import one, said
from til.days import create_til
from til.models import Til

QUEUE = "/admin/til/til/"
pytestmark = pytest.mark.django_db


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def form_of(desk: Client, til: Til, **changed: Any) -> dict[str, Any]:
    """Return the data of the review page's form, with some fields changed."""
    form = soup(desk.get(reverse("admin:til_til_change", args=[til.pk]))).find("form", id="til_form")
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea"]):
        if field.get("name") and field.get("type") != "submit":
            data[str(field["name"])] = field.get_text()[1:] if field.name == "textarea" else field.get("value", "")
    for select in form.find_all("select"):
        chosen = [str(option["value"]) for option in select.find_all("option", selected=True)]
        data[str(select["name"])] = chosen if select.has_attr("multiple") else "".join(chosen)
    return data | changed


def send(desk: Client, til: Til, **changed: Any) -> Any:
    return desk.post(reverse("admin:til_til_change", args=[til.pk]), form_of(desk, til, **changed), follow=True)


def messages(response: HttpResponse) -> list[str]:
    return [item.get_text() for item in soup(response).select(".messagelist li")]


def act(desk: Client, action: str, *tils: Til) -> Any:
    return desk.post(QUEUE, {"action": action, "_selected_action": [til.pk for til in tils]}, follow=True)


def test_drafts_stand_first_then_the_latest(desk: Client, publish: Publish) -> None:
    publish("Archived", status="archived")
    create_til(title="Draft", content="x", provider="openai", model="gpt")
    publish("Public")
    page = soup(desk.get(QUEUE))
    assert [cell.get_text() for cell in page.select(".field-title a")] == ["Draft", "Public", "Archived"]
    assert said(page, ".field-made_by") == "openai gpt"
    assert "draft (1)" in said(page, "#changelist-filter")


def test_the_queue_is_searched_inside_korean_words(desk: Client, draft: Til) -> None:
    create_til(title="Other", content="x")
    assert len(soup(desk.get(QUEUE, {"q": "안전"})).select(".field-title")) == 1
    assert len(soup(desk.get(QUEUE, {"q": "안전", "o": "1", "status__exact": "draft"})).select(".field-title")) == 1


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [
        ("publish", "published", "1 TIL is now public."),
        ("archive", "archived", "1 TIL is archived."),
    ],
)
def test_an_action_moves_tils_says_so_and_is_logged(
    desk: Client, publish: Publish, draft: Til, action: str, status: str, told: str
) -> None:
    already = publish("Already", status=status)
    assert messages(act(desk, action, draft, already)) == [told, "1 already had this status."]
    draft.refresh_from_db()
    assert (draft.status, bool(draft.published)) == (status, status == "published")
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(draft.pk)]


def test_a_published_til_can_be_taken_back(desk: Client, client: Client, publish: Publish) -> None:
    til = publish("Public")
    assert messages(act(desk, "back_to_draft", til)) == ["1 TIL is a draft again."]
    assert client.get(til.get_absolute_url()).status_code == 404


def test_the_review_screen_shows_source_draft_and_what_was_invented(desk: Client, draft: Til) -> None:
    page = soup(desk.get(reverse("admin:til_til_change", args=[draft.pk])))
    assert "git push --force-with-lease" in said(page, ".review-source pre")
    assert [code.get_text() for code in page.select(".review-draft li code")] == [
        "--force-if-includes",
        "2.30",
        "git push --mirror",
    ]
    frame = one(page, "iframe")
    assert frame.has_attr("sandbox")
    assert not frame["sandbox"]
    preview = desk.get(str(frame["src"]))
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert [mark.get_text() for mark in soup(preview).select("mark")] == [
        "--force-if-includes",
        "2.30",
        "git push --mirror\n",
    ]
    warnings = " ".join(place.get_text() for place in page.select(".review-warning"))
    assert "received only parts of it" in warnings
    assert "no excerpt" in warnings


def test_each_of_more_sources_stays_on_one_line(desk: Client, draft: Til) -> None:
    page = soup(desk.get(reverse("admin:til_til_change", args=[draft.pk])))
    assert page.select_one("textarea[name=more_sources][wrap=off]")


def test_unsaved_text_is_rendered_beside_without_saving(desk: Client, draft: Til) -> None:
    answer = desk.post(reverse("admin:til_til_preview", args=[draft.pk]), {"content": "**new** <script>x</script>"})
    assert said(soup(answer), "strong") == "new"
    assert not soup(answer).find("script")
    draft.refresh_from_db()
    assert "new" not in draft.content


def test_a_til_that_was_not_generated_has_no_source_side(desk: Client) -> None:
    til = create_til(title="By hand", content="x")
    page = soup(desk.get(reverse("admin:til_til_change", args=[til.pk])))
    assert page.select_one(".review-source") is None
    assert page.select_one("iframe") is not None


def test_publishing_keeps_changes_and_goes_on_to_the_next_draft(desk: Client, client: Client, draft: Til) -> None:
    waiting = create_til(title="Waiting", content="x")
    response = send(desk, draft, title="안전하게 push", slug="", _publish_next="1")
    assert messages(response) == ["안전하게 push is now public."]
    assert response.redirect_chain[-1][0] == reverse("admin:til_til_change", args=[waiting.pk])
    assert client.get("/til/1-안전하게-push/").status_code == 200
    response = send(desk, waiting, _publish_next="1")
    assert messages(response)[1] == "That was the last draft."


def test_a_day_that_is_taken_is_refused_in_words(desk: Client, draft: Til) -> None:
    create_til(day_number=7, title="Seven", content="x")
    page = soup(send(desk, draft, day_number="7", _publish="1"))
    assert "already exists" in said(page, ".field-day_number .errorlist")
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_new_til_is_written_by_hand(desk: Client) -> None:
    data = {"title": "새 글", "day_number": "3", "content": "x", "language": "ko", "status": "draft"}
    desk.post("/admin/til/til/add/", data)
    til = Til.objects.get()
    assert (til.slug, str(til.author)) == ("새-글", "editor")


def test_versions_show_what_changed_and_can_be_restored(desk: Client, draft: Til) -> None:
    old = draft.content
    send(desk, draft, content=old.replace("git push --mirror\n", "") + "\nMore.\n", _continue="1")
    page = soup(desk.get(reverse("admin:til_til_history", args=[draft.pk])))
    newest = page.select(".versions li")[0]
    assert [line.get_text() for line in newest.select("del")] == ["git push --mirror"]
    assert "More." in [line.get_text() for line in newest.select("ins")]
    draft.refresh_from_db()
    version = draft.history.order_by("-history_id")[1]
    place = reverse("admin:til_til_simple_history", args=[draft.pk, version.pk])
    desk.post(place, form_of(desk, draft, content=version.content.replace("\n", "\r\n")))
    draft.refresh_from_db()
    assert draft.content == old


def test_only_staff_reach_the_desk(client: Client, draft: Til) -> None:
    for place in (QUEUE, reverse("admin:til_til_preview", args=[draft.pk])):
        assert client.get(place).headers["Location"].startswith("/admin/login/")
