"""The configured providers: listing, checking and choosing models, on the command line and in the admin."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from generate.errors import ModelUnknown
from generate.llm import http
from generate.providers import ask_models, check_models_here, choices, chosen, offers, provider_of
from generate.running.database import in_database
from tests.fakes.provider import FakeProvider

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server(anyio_backend: str) -> AsyncIterator[FakeProvider]:
    """A self-hosted server with two models, configured with one of them."""
    async with FakeProvider() as fake:
        fake.models = [{"id": "plain"}, {"id": "qwen3:8b"}]
        with override_settings(PROVIDERS={"openai": {"base_url": f"{fake.url}/v1", "model": "plain"}}, TIL_PROVIDER=""):
            yield fake
        await http.aclose_clients()


async def test_models_are_listed_once_and_offered(server: FakeProvider) -> None:
    await ask_models()
    await ask_models()
    assert server.lists == 1
    found = {offer.name: offer.models for offer in offers()}
    assert (found["openai"], found["offline"]) == (("plain", "qwen3:8b"), ())
    assert choices()[:2] == [("openai", "OpenAI: plain"), ("openai/qwen3:8b", "OpenAI: qwen3:8b")]
    assert chosen("openai/qwen3:8b") == ("openai", "qwen3:8b")
    assert chosen("") == ("", "")


@override_settings(TIL_PRICES={"plain": (0.25, 15.0)})
async def test_a_known_price_is_said_where_a_model_is_chosen(server: FakeProvider) -> None:
    assert choices()[0] == ("openai", "OpenAI: plain ($0.25 / $15)")


async def test_a_model_is_chosen_or_refused(server: FakeProvider) -> None:
    assert provider_of("openai", "anything").model == "anything"  # its models are not known yet
    await ask_models()
    assert provider_of("openai", "qwen3:8b").model == "qwen3:8b"
    assert provider_of("openai").model == "plain"
    with pytest.raises(ModelUnknown) as raised:
        provider_of("", "gpt-5.5")
    assert "plain, qwen3:8b" in str(raised.value)


async def test_the_command_says_what_to_change(server: FakeProvider, capsys: pytest.CaptureFixture[str]) -> None:
    server.models = [{"id": "llama3.2"}]
    await asyncio.to_thread(call_command, "check_providers")
    said = " ".join(capsys.readouterr().out.replace("│", " ").split())
    for words in ("OpenAI", "model plain", "llama3.2", "OPENAI_MODEL"):
        assert words in said


async def test_the_command_fails_where_nothing_works(capsys: pytest.CaptureFixture[str]) -> None:
    with (
        override_settings(PROVIDERS={"openai": {"base_url": "http://127.0.0.1:9/v1", "model": "plain"}}),
        pytest.raises(CommandError, match="openai"),
    ):
        await asyncio.to_thread(call_command, "check_providers")
    with override_settings(PROVIDERS={}), pytest.raises(CommandError, match="No provider is configured"):
        await asyncio.to_thread(call_command, "check_providers")


async def test_a_wrong_model_is_known_before_the_first_draft(server: FakeProvider) -> None:
    server.models = [{"id": "llama3.2"}]
    (found,) = await asyncio.to_thread(lambda: asyncio.run(check_models_here()))
    assert [cure.sentence % cure.values for cure in found.cures] == [
        "The server has no model plain. It has llama3.2. Change OPENAI_MODEL."
    ]
    assert server.seen == []


@pytest.mark.django_db(transaction=True)
async def test_the_admin_checks_at_the_press_of_a_button(server: FakeProvider) -> None:
    desk = Client()

    def press() -> tuple[str, str]:
        desk.force_login(get_user_model().objects.create_superuser("ada", password="-"))
        page = "/admin/generate/generation/providers/"
        return desk.get(page).content.decode(), desk.post(page).content.decode()

    server.models = [{"id": "llama3.2"}]
    before, after = await in_database(press)
    assert "OPENAI_MODEL" not in before
    assert "The server has no model plain. It has llama3.2. Change OPENAI_MODEL." in after
