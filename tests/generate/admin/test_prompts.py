"""Prompts in the admin: edited as versions, previewed, reverted, and used by the next draft."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from generate.llm.base import Task
from generate.models import PromptText
from generate.prompts import BUILT_IN, VERSION
from generate.running import prompt_versions
from tests.generate.admin.conftest import Generated
from tests.generate.admin.pages import messages, one, soup, text
from til.tagging.lookup import get_or_create

LIST = "/admin/generate/prompttext/"
TITLE = f"{LIST}title/en/"
pytestmark = pytest.mark.django_db


def save(desk: Client, text: str) -> list[str]:
    return messages(desk.post(TITLE, {"text": text, "save": "1"}, follow=True))


def shown(desk: Client) -> str:
    return text(soup(desk.get(TITLE)), "textarea[name=text]")[1:]


def test_every_task_has_a_prompt_in_both_languages(desk: Client) -> None:
    rows = soup(desk.get(LIST)).select("tbody tr")
    assert len(rows) == 8
    assert {row.select("td")[1].get_text() for row in rows} == {f"built-in {VERSION}"}
    for row in rows:
        assert "built-in rules" in soup(desk.get(str(one(row, "a")["href"]))).get_text()


def test_each_save_is_a_version_and_the_built_in_rules_come_back(desk: Client) -> None:
    assert shown(desk) == BUILT_IN[Task.TITLE, "en"]
    assert save(desk, "Write a title.\r\nShort.") == ["Saved as version 1, which is now in use."]
    assert save(desk, "Write a long title.") == ["Saved as version 2, which is now in use."]
    assert [(row.version, row.active, str(row.author)) for row in PromptText.objects.all()] == [
        (2, True, "editor"),
        (1, False, "editor"),
    ]
    newest = soup(desk.get(TITLE)).select(".versions li")[0]
    assert [line.get_text() for line in newest.select("del")] == ["Write a title.", "Short."]
    assert [line.get_text() for line in newest.select("ins")] == ["Write a long title."]
    first = PromptText.objects.get(version=1)
    assert messages(desk.post(TITLE, {"version": first.pk}, follow=True)) == ["Version 1 is in use again."]
    assert shown(desk) == "Write a title.\nShort."
    assert "built-in rules are in use again" in messages(desk.post(TITLE, {"built_in": "1"}, follow=True))[0]
    assert shown(desk) == BUILT_IN[Task.TITLE, "en"]
    assert save(desk, "Third.") == ["Saved as version 3, which is now in use."]


def test_saving_what_is_in_use_makes_no_version(desk: Client) -> None:
    assert "Nothing changed" in save(desk, BUILT_IN[Task.TITLE, "en"].replace("\n", "\r\n"))[0]
    assert "required" in text(soup(desk.post(TITLE, {"text": "  ", "save": "1"})), ".errorlist")
    assert not PromptText.objects.exists()


def test_the_preview_is_what_would_be_sent(desk: Client, generated: Generated) -> None:
    get_or_create("postgresql")
    row = generated(title="Bisect", content="Draft on postgresql.", source_text="Notes with AKIAQ3EGRV7XJ5MBTZ2K")
    asked = {"text": "MY RULES", "source": row.pk, "preview": "1"}
    page = soup(desk.post(f"{LIST}content/ko/", asked))
    assert text(page, ".sent-system").startswith("MY RULES")
    sent = text(page, ".sent-user")
    assert sent.startswith("<source>")
    assert "AKIAQ3EGRV7XJ5MBTZ2K" not in sent
    page = soup(desk.post(f"{LIST}tags/en/", asked))
    sent = text(page, ".sent-user")
    assert "Draft on postgresql." in sent
    assert "postgresql" in sent.split("</draft>")[1]
    assert text(page, "textarea[name=text]")[1:] == "MY RULES"
    assert not PromptText.objects.exists()


def test_without_a_source_the_preview_asks_for_one(desk: Client) -> None:
    assert "Choose a source" in soup(desk.post(TITLE, {"text": "x", "preview": "1"})).get_text()


def test_the_version_in_use_is_named(desk: Client) -> None:
    save(desk, "Mine.")
    texts = prompt_versions.active_texts.get()
    assert texts[Task.TITLE, "en"] == "Mine."
    assert texts.versions("en")["title"] == "1"
    assert texts.versions("ko")["title"] == texts.versions("en")["content"] == f"built-in {VERSION}"


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    client.force_login(reader)
    assert client.get(LIST).status_code == client.get(TITLE).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_prompttext"))
    assert not soup(client.get(TITLE)).select("[name=save]")
    assert client.post(TITLE, {"text": "x"}).status_code == 403
    assert client.get(f"{LIST}poem/en/").status_code == 404


def test_who_may_not_see_generations_tries_prompts_on_none(client: Client, generated: Generated) -> None:
    row = generated(title="Bisect", content="Draft.", source_text="Private notes")
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_prompttext"))
    client.force_login(reader)
    page = client.post(f"{LIST}content/en/", {"text": "x", "source": row.pk, "preview": "1"}).content.decode()
    assert "Private notes" not in page
    assert "Bisect" not in page
    reader.user_permissions.add(Permission.objects.get(codename="view_generation"))
    page = client.post(f"{LIST}content/en/", {"text": "x", "source": row.pk, "preview": "1"}).content.decode()
    assert "Private notes" in page
