"""The configuration of a provider, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One provider's key, address and model; times in seconds. ``name`` names the provider.

    An empty ``base_url`` means the official one. ``timeout`` limits the silence before any part of an answer, not the
    whole answer.
    """

    api_key: str = field(default="", repr=False)
    base_url: str = ""
    model: str = ""
    timeout: float = 60.0
    connect_timeout: float = 5.0
    name: str = ""


Configs = Mapping[str, ProviderConfig]
