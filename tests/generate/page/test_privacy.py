"""The privacy page matches the site's configuration."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.test import Client, override_settings

from tests.til.reading import said

pytestmark = pytest.mark.django_db
CLAUDE = {"anthropic": {"api_key": "k", "model": "claude-x"}}
OWN = {"openai": {"base_url": "http://ollama.lan:11434/v1", "model": "qwen"}}


@pytest.fixture
def writer(client: Client) -> Client:
    user = User.objects.create_user("writer")
    user.user_permissions.add(Permission.objects.get(codename="generate"))
    client.force_login(user)
    return client


def shown(client: Client) -> str:
    return said(BeautifulSoup(client.get("/generate/privacy/").content, "html.parser"), "#main")


def test_it_names_the_servers_that_receive_notes(writer: Client) -> None:
    with override_settings(PROVIDERS=CLAUDE | OWN, TIL_FALLBACK=["openai"], TIL_PROMPT_BUDGET=5000):
        page = shown(writer)
    assert "claude-x" in page
    assert "api.anthropic.com" in page
    assert "ollama.lan" in page
    assert "at most 5000 characters" in page
    assert "the same is sent to: OpenAI" in page
    assert "are masked before anything is sent" in page


def test_without_a_provider_nothing_leaves(writer: Client) -> None:
    with override_settings(PROVIDERS={}):
        assert "nothing leaves it" in shown(writer)


def test_it_says_how_long_what_is_kept(writer: Client) -> None:
    assert "until someone deletes them" in shown(writer)
    with override_settings(TIL_KEEP={"notes": 30, "generations": 1}, TIL_MIRROR="/srv/mirror", TIL_REMOTE_IMAGES=True):
        page = shown(writer)
    assert "Notes and the text of sources: for 30 days." in page
    assert "Records of drafts: for 1 day. Saved TILs stay." in page
    assert "copied into a Git repository" in page
    assert "load pictures from other sites" in page


def test_the_form_and_the_footer_lead_to_it(writer: Client) -> None:
    page = BeautifulSoup(writer.get("/generate/").content, "html.parser")
    assert len(page.select('a[href="/generate/privacy/"]')) == 2
    assert "/generate/privacy/" not in Client().get("/").content.decode()
