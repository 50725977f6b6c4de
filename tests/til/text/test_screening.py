"""Secrets are not published: masked, rejected or ignored, depending on the setting."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from til.days import create_til
from til.errors import HoldsSecret
from til.models import Til
from til.text.credits import Credit

pytestmark = pytest.mark.django_db
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2
CONTENT = f"Log in with it:\n\n    gh auth {SECRET[:40]}\n"
PUBLISHED = Til.Status.PUBLISHED


@pytest.fixture
def draft() -> Til:
    return create_til(title="Tokens", content=CONTENT)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("reviewer"))
    return client


def publish(til: Til) -> Til:
    til.status = PUBLISHED
    til.save()
    return Til.objects.get(pk=til.pk)


def test_a_draft_keeps_what_was_written(draft: Til) -> None:
    assert Til.objects.get(pk=draft.pk).content == CONTENT


def test_a_secret_is_masked_before_it_is_public(draft: Til) -> None:
    public = publish(draft)
    assert SECRET[:40] not in public.content + public.html
    assert "[masked: GitHub token]" in public.content
    assert draft.masked == ["GitHub token"]


def test_a_credit_loses_its_secret_and_an_address_with_one_is_not_named() -> None:
    private = "https://ada:Tr0ub4dor-3x@wiki.example/notes"
    more = f"{private} Notes with {SECRET[:40]}\nhttps://docs.example/ Manual"
    public = create_til(title="Tokens", content="x", source_url=private, more_sources=more, status=PUBLISHED)
    assert public.sources == [
        Credit("Notes with [masked: GitHub token]", ""),
        Credit("Manual", "https://docs.example/"),
    ]
    assert public.masked == ["password in a URL", "GitHub token", "password in a URL"]


def test_a_site_may_refuse_instead(draft: Til, settings: Settings) -> None:
    settings.TIL_SECRETS = "refuse"
    with pytest.raises(HoldsSecret, match="GitHub token"):
        publish(draft)
    assert Til.objects.get(pk=draft.pk).status == Til.Status.DRAFT


def test_a_site_may_look_away(draft: Til, settings: Settings) -> None:
    settings.TIL_SECRETS = "off"
    assert publish(draft).content == CONTENT


def test_an_imported_file_stays_as_it_is() -> None:
    public = create_til(title="Tokens", content=CONTENT, status=PUBLISHED, origin="git/tokens.md")
    assert public.content == CONTENT


def test_the_desk_says_what_was_masked(desk: Client, draft: Til) -> None:
    action = {"action": "publish", "_selected_action": [draft.pk]}
    page = desk.post(reverse("admin:til_til_changelist"), action, follow=True)
    assert "an apparent secret was masked (GitHub token)" in page.content.decode()


def test_the_desk_refuses_and_keeps_the_draft(desk: Client, draft: Til, settings: Settings) -> None:
    settings.TIL_SECRETS = "refuse"
    action = {"action": "publish", "_selected_action": [draft.pk]}
    page = desk.post(reverse("admin:til_til_changelist"), action, follow=True)
    assert "Remove it before you publish" in page.content.decode()
    form = {"title": "Tokens", "slug": "tokens", "day_number": draft.day_number, "content": CONTENT}
    form |= {"language": "en", "status": "draft", "_publish": "1"}
    page = desk.post(reverse("admin:til_til_change", args=[draft.pk]), form)
    assert "Remove it before you publish" in page.content.decode()
    assert Til.objects.get(pk=draft.pk).status == Til.Status.DRAFT


@pytest.mark.parametrize(
    ("field", "credit"),
    [
        ("source_title", f"Notes with {SECRET[:40]}"),
        ("source_url", "https://ada:Tr0ub4dor-3x@wiki.example/notes"),
        ("more_sources", f"https://docs.example/ {SECRET[:40]}"),
    ],
)
def test_the_desk_refuses_a_credit_with_a_secret(desk: Client, settings: Settings, field: str, credit: str) -> None:
    settings.TIL_SECRETS = "refuse"
    draft = create_til(title="Tokens", content="x")
    form = {"title": "Tokens", "slug": "tokens", "day_number": draft.day_number, "content": "x", "language": "en"}
    form |= {field: credit, "status": "draft", "_publish": "1"}
    page = desk.post(reverse("admin:til_til_change", args=[draft.pk]), form)
    assert "Remove it before you publish" in page.content.decode()
    assert Til.objects.get(pk=draft.pk).status == Til.Status.DRAFT
