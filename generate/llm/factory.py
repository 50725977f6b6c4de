"""The one list of providers: what there is, what is ready, and how to make one."""

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
    """Where a provider lives, and the settings it cannot do without."""

    module: str
    cls: str
    key: str = ""

    def missing(self, config: ProviderConfig) -> str:
        """Return the name of the setting that is missing, or ""."""
        if not self.key or config.api_key or (self.key == "OPENAI_API_KEY" and config.base_url):
            return ""  # servers of one's own, behind OPENAI_BASE_URL, ask for no key
        return self.key


# In the order of preference where none is named.
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


def create(name: str, config: ProviderConfig) -> Provider:
    """Return the provider called ``name``. Raises ``ProviderUnknown`` or ``ProviderNotReady``."""
    known = _find(name)
    if missing := known.missing(config):
        raise ProviderNotReady(name=name, setting=missing)
    cls = getattr(import_module(known.module), known.cls)
    if name == OFFLINE:
        return cast(Callable[[], Provider], cls)()
    return cast(Callable[[ProviderConfig], Provider], cls)(config)


def choose(name: str, configs: Configs, preferred: str = "") -> Provider:
    """Return the provider called ``name``, or the default for "". Raises as ``create`` does."""
    chosen = name or default(configs, preferred)
    return create(chosen, configs.get(chosen, ProviderConfig()))


def default(configs: Configs, preferred: str = "") -> str:
    """Return the name to use where none was given: ``preferred``, else the first that is ready."""
    return preferred or next(name for name in NAMES if _is_ready(name, configs))


def available(configs: Configs, preferred: str = "") -> list[Offer]:
    """Describe every provider, ready or not."""
    chosen = default(configs, preferred)
    return [_offer(name, configs.get(name, ProviderConfig()), chosen) for name in NAMES]


def _offer(name: str, config: ProviderConfig, chosen: str) -> Offer:
    missing = _PROVIDERS[name].missing(config)
    model = create(name, config).model if name == OFFLINE else config.model
    return Offer(name, model, not missing, missing, name == chosen)


def _is_ready(name: str, configs: Configs) -> bool:
    return not _PROVIDERS[name].missing(configs.get(name, ProviderConfig()))


def _find(name: str) -> _Known:
    if name not in _PROVIDERS:
        raise ProviderUnknown(name=name, known=", ".join(NAMES))
    return _PROVIDERS[name]
