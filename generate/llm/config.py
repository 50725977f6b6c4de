"""What a provider is set up with: plain values, whoever reads them from wherever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One provider's key, address and model; times in seconds.

    An empty ``base_url`` means the official one. ``timeout`` bounds the silence before any part of an answer, not the
    answer as a whole.
    """

    api_key: str = field(default="", repr=False)
    base_url: str = ""
    model: str = ""
    timeout: float = 60.0
    connect_timeout: float = 5.0


Configs = Mapping[str, ProviderConfig]
