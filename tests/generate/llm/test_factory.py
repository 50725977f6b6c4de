"""The list of providers, their readiness, and the default."""

import subprocess
import sys
from dataclasses import replace

import pytest

from generate.errors import ProviderNotReady, ProviderUnknown
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory, available, config_of, default

READY = {
    "anthropic": ProviderConfig("k", model="claude", name="anthropic"),
    "openai": ProviderConfig("k", model="gpt", name="openai"),
    "google": ProviderConfig("k", model="gemini", name="google"),
}


@pytest.mark.parametrize("name", READY)
def test_a_provider_says_who_and_what_it_is(name: str) -> None:
    provider = LLMProviderFactory.create(READY[name])
    assert (provider.name, provider.model) == (name, READY[name].model)


def test_without_any_key_the_offline_provider_writes() -> None:
    assert default({}) == "offline"
    assert [(offer.name, offer.ready, offer.default) for offer in available({})] == [
        ("anthropic", False, False),
        ("openai", False, False),
        ("google", False, False),
        ("offline", True, True),
    ]
    assert available({})[0].missing == "ANTHROPIC_API_KEY"
    assert available({})[3].model == LLMProviderFactory.create(ProviderConfig(name="offline")).model


def test_the_list_says_which_models_would_write() -> None:
    assert [offer.model for offer in available(READY)][:3] == ["claude", "gpt", "gemini"]


def test_with_keys_the_first_that_is_ready_writes_unless_another_is_preferred() -> None:
    assert default(READY) == "anthropic"
    assert default({"google": READY["google"]}) == "google"
    assert default(READY, "openai") == "openai"
    assert config_of("google", READY).model == "gemini"
    assert [offer.name for offer in available(READY, "google") if offer.default] == ["google"]


def test_a_server_of_ones_own_needs_no_key() -> None:
    local = ProviderConfig(base_url="http://127.0.0.1:11434/v1", model="qwen3", name="openai")
    assert LLMProviderFactory.create(local).model == "qwen3"
    with pytest.raises(ProviderNotReady):
        LLMProviderFactory.create(replace(local, name="anthropic"))


@pytest.mark.parametrize("name", ["", "gemini", "Anthropic", "offline "])
def test_an_unknown_name(name: str) -> None:
    with pytest.raises(ProviderUnknown) as raised:
        LLMProviderFactory.create(ProviderConfig("k", name=name))
    assert raised.value.status == 422
    assert "anthropic, openai, google, offline" in str(raised.value)


@pytest.mark.parametrize("name", READY)
def test_one_that_is_not_set_up(name: str) -> None:
    with pytest.raises(ProviderNotReady) as raised:
        LLMProviderFactory.create(config_of(name, {}))
    assert raised.value.status == 409
    assert f"{name.upper()}_API_KEY is missing" in str(raised.value)


def test_a_key_is_not_shown() -> None:
    assert "hidden" not in repr(ProviderConfig("hidden"))


def test_no_sdk_is_loaded_before_it_is_used() -> None:
    code = (
        "import sys; from generate.llm.factory import LLMProviderFactory, ProviderConfig, available; available({})\n"
        "LLMProviderFactory.create(ProviderConfig(name='offline'))\n"
        "print({'anthropic', 'openai', 'google.genai', 'django'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
