"""The list of providers: which exist, which are ready, and how to create one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from generate.errors import ProviderNotReady, ProviderUnknown
from generate.llm.base import Provider
from generate.llm.config import Configs, ProviderConfig

OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class _Known:
    """The class of a provider and its required setting."""

    module: str
    cls: str
    key: str = ""

    def missing(self, config: ProviderConfig) -> str:
        """Return the name of the setting that is missing, or ""."""
        if not self.key or config.api_key or (self.key == "OPENAI_API_KEY" and config.base_url):
            return ""  # servers behind OPENAI_BASE_URL may need no key
        return self.key


# In order of preference.
_PROVIDERS = {
    "anthropic": _Known("generate.llm.anthropic", "Anthropic", "ANTHROPIC_API_KEY"),
    "openai": _Known("generate.llm.openai", "OpenAI", "OPENAI_API_KEY"),
    "google": _Known("generate.llm.google", "Google", "GOOGLE_API_KEY"),
    OFFLINE: _Known("generate.llm.offline", "Offline"),
}
NAMES = tuple(_PROVIDERS)


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider as the API lists it. ``missing`` names the setting that would make it ready."""

    name: str
    model: str
    ready: bool
    missing: str
    default: bool
    models: tuple[str, ...] = ()


class LLMProviderFactory:
    """Creates providers by name."""

    @staticmethod
    def create(config: ProviderConfig) -> Provider:
        """Return the provider for ``config``. Raises ``ProviderUnknown`` or ``ProviderNotReady``."""
        known = _find(config.name)
        if missing := known.missing(config):
            raise ProviderNotReady(name=config.name, setting=missing)
        cls = getattr(import_module(known.module), known.cls)
        if config.name == OFFLINE:
            return cast(Callable[[], Provider], cls)()
        return cast(Callable[[ProviderConfig], Provider], cls)(config)


def default(configs: Configs, preferred: str = "") -> str:
    """Return the default provider: ``preferred``, else the first that is ready."""
    return preferred or next(name for name in NAMES if _is_ready(name, configs))


def available(configs: Configs, preferred: str = "") -> list[Offer]:
    """Describe every provider, ready or not."""
    chosen = default(configs, preferred)
    return [_offer(config_of(name, configs), chosen) for name in NAMES]


def config_of(name: str, configs: Configs) -> ProviderConfig:
    """Return the configuration of the provider ``name``; an empty one if the settings have none."""
    return configs.get(name) or ProviderConfig(name=name)


def _offer(config: ProviderConfig, chosen: str) -> Offer:
    missing = _PROVIDERS[config.name].missing(config)
    model = LLMProviderFactory.create(config).model if config.name == OFFLINE else config.model
    return Offer(config.name, model, not missing, missing, config.name == chosen)


def _is_ready(name: str, configs: Configs) -> bool:
    return not _PROVIDERS[name].missing(config_of(name, configs))


def _find(name: str) -> _Known:
    if name not in _PROVIDERS:
        raise ProviderUnknown(name=name, known=", ".join(NAMES))
    return _PROVIDERS[name]
