"""Connect the real adapters to the fake provider, under the addresses they use in earnest."""

from __future__ import annotations

import httpx2

from generate.llm.base import Prompt, Provider, Task
from generate.llm.config import ProviderConfig
from generate.llm.factory import create
from tests.fakes.behaviour import TEXT

KEY = "sk-proj-a1B2c3D4e5F6g7H8"
PROMPT = Prompt(Task.CONTENT, system="Write well.", user="About timeouts.", text="", language="en", max_tokens=500)

# Each adapter: the provider's name, and the address that leads to it.
KINDS = {
    "anthropic": ("anthropic", ""),
    "responses": ("openai", ""),
    "chat": ("openai", "http://models.test/v1"),
    "google": ("google", ""),
}


class Detour(httpx2.AsyncHTTPTransport):
    """Send every request to a port of this machine, whomever it is for."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return await super().handle_async_request(request)


def provider(kind: str, model: str = "plain", **config: float) -> Provider:
    """The provider of a kind, with a key and short patience."""
    name, base_url = KINDS[kind]
    return create(name, ProviderConfig(KEY, base_url, model, **{"timeout": 5.0, **config}))


__all__ = ["KEY", "KINDS", "PROMPT", "TEXT", "Detour", "provider"]
