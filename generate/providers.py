"""The providers as this site's settings have them."""

from typing import Any

from django.conf import settings

from generate.llm import factory
from generate.llm.base import Provider
from generate.llm.config import ProviderConfig
from generate.llm.factory import Offer


def configs() -> dict[str, ProviderConfig]:
    """Return each provider's configuration by name."""
    providers: dict[str, dict[str, Any]] = settings.PROVIDERS
    return {name: ProviderConfig(**values) for name, values in providers.items()}


def offers() -> list[Offer]:
    """Describe every provider, ready or not."""
    return factory.available(configs(), settings.TIL_PROVIDER)


def provider_of(name: str) -> Provider:
    """Return the provider called ``name``, or the default for "". Raises ProviderUnknown or ProviderNotReady."""
    return factory.choose(name, configs(), settings.TIL_PROVIDER)
