"""The providers in the site's configuration, their models and display names."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from generate.errors import ModelUnknown, ProviderError
from generate.llm import check, factory, http, listing
from generate.llm.base import Provider
from generate.llm.check import Examined, examine
from generate.llm.config import ProviderConfig
from generate.llm.factory import OFFLINE, LLMProviderFactory, Offer
from generate.llm.wire import WireProvider

NAMES = {"anthropic": "Anthropic", "openai": "OpenAI", "google": "Google Gemini", "offline": _("Offline, no AI")}
LISTED_SECONDS = 600  # that a list of models is cached
CHECK_SECONDS = 30  # for a one-word answer; longer is a problem to report
WAIT_SECONDS = 1.0
AGAIN_SECONDS = 60  # after which a missing list is requested again
_listed: dict[ProviderConfig, tuple[float, list[str]]] = {}  # expiry and names
MODELS = 50  # offered at most
BETWEEN = "/"  # a provider's name and one of its models


def configs() -> dict[str, ProviderConfig]:
    """Return each provider's configuration by name; the timeout is that of the first text."""
    providers: dict[str, dict[str, Any]] = settings.PROVIDERS
    patience = settings.TIL_FIRST_TEXT_SECONDS
    return {name: ProviderConfig(**({"timeout": patience} | values), name=name) for name, values in providers.items()}


def get_llm_config(name: str, model: str = "") -> ProviderConfig:
    """Return the configuration of the provider called ``name``, or of the default for "", with ``model`` if given.

    Raises ModelUnknown if the provider is known not to have it.
    """
    known = configs()
    config = factory.config_of(name or factory.default(known, settings.TIL_PROVIDER), known)
    if not model or model == config.model or config.name == OFFLINE:
        return config
    there = known_models(config.name)
    if there and model not in there:
        raise ModelUnknown(model=model, known=", ".join(there[:5]))
    return replace(config, model=model)


def offers() -> list[Offer]:
    """Describe every provider, ready or not, with its known models."""
    found = factory.available(configs(), settings.TIL_PROVIDER)
    return [replace(offer, models=tuple(known_models(offer.name))) for offer in found]


def provider_of(name: str, model: str = "") -> Provider:
    """Return the provider called ``name``, or the default for "", with ``model`` or the configured one.

    Raises ProviderUnknown, ProviderNotReady and ModelUnknown.
    """
    return LLMProviderFactory.create(get_llm_config(name, model))


def writers(name: str, model: str = "") -> list[Provider]:
    """Return the provider and its fallbacks (TIL_FALLBACK), in order. Raises as ``provider_of`` does."""
    first = provider_of(name, model)
    ready = [*ready_names(), OFFLINE]
    others = [other for other in settings.TIL_FALLBACK if other in ready and other != first.name]
    return [first, *(provider_of(other) for other in others)]


def ready_names() -> list[str]:
    """Return the configured providers that use a model."""
    return [offer.name for offer in factory.available(configs()) if offer.ready and offer.name != OFFLINE]


async def examine_here(names: Sequence[str] = ()) -> list[Examined]:
    """Test the configured providers, or only ``names`` of them, in a separate event loop."""
    wanted = [replace(configs()[name], timeout=CHECK_SECONDS) for name in ready_names() if not names or name in names]
    made = [LLMProviderFactory.create(config) for config in wanted]
    try:
        return list(await asyncio.gather(*(examine(one) for one in made if isinstance(one, WireProvider))))
    finally:
        await http.aclose_clients()


async def check_models_here() -> list[Examined]:
    """Report for each self-hosted server whether it has the configured model; official servers are not asked."""
    found = [Examined(name, config.model) for name, config in configs().items() if config.base_url]
    try:
        await asyncio.gather(*(check.check_models(one, configs()[one.name]) for one in found))
    finally:
        await http.aclose_clients()
    return found


async def ask_models() -> None:
    """Ask each ready provider for its models, unless they are known or were requested a moment ago.

    Callers wait at most a second; a list that has not arrived by then is requested again a minute later.
    """
    known = configs()
    missing = [known[name] for name in ready_names() if _known(known[name]) is None]
    with suppress(TimeoutError):
        async with asyncio.timeout(WAIT_SECONDS):
            await asyncio.gather(*map(_ask, missing))


async def _ask(config: ProviderConfig) -> None:
    _keep(config, [], AGAIN_SECONDS)  # one request is enough
    with suppress(ProviderError):
        names = [one.name for one in await listing.models(config.name, config)]
        _keep(config, sorted(names)[:MODELS], LISTED_SECONDS)


def known_models(name: str) -> Sequence[str]:
    """Return the models of a provider that this process knows; an empty result proves nothing."""
    config = configs().get(name)
    return (config and _known(config)) or []


def _known(config: ProviderConfig) -> list[str] | None:
    until, names = _listed.get(config, (0.0, []))
    return names if time.monotonic() < until else None


def _keep(config: ProviderConfig, names: list[str], seconds: float) -> None:
    _listed[config] = time.monotonic() + seconds, names


def provider_name(name: str) -> str:
    """Return a provider's display name."""
    return str(NAMES.get(name, name))


def choices() -> list[tuple[str, str]]:
    """Return (name, label) of each configured provider, the default first, each followed by its other models."""
    found = sorted((offer for offer in offers() if offer.ready), key=lambda offer: not offer.default)
    return [choice for offer in found for choice in _choices(offer)]


def _choices(offer: Offer) -> list[tuple[str, str]]:
    others = [model for model in offer.models if model != offer.model]
    named = [(f"{offer.name}{BETWEEN}{model}", label_of(offer.name, model)) for model in others]
    return [(offer.name, label_of(offer.name, offer.model)), *named]


def chosen(value: str) -> tuple[str, str]:
    """Return the provider and model of a choice; "" for what it leaves open."""
    name, _between, model = value.partition(BETWEEN)
    return name, model


def choice_of(name: str, model: str) -> str:
    """Return the choice for a provider and model."""
    return BETWEEN.join(filter(None, (name, model)))


def label_of(name: str, model: str) -> str:
    """Return a provider and model, with the price per million input and output tokens, if known."""
    if name == OFFLINE:
        return provider_name(name)
    said = f"{provider_name(name)}: {model}"
    price = settings.TIL_PRICES.get(model)
    return f"{said} (${price[0]:g} / ${price[1]:g})" if price else said
