"""Connect the real adapters to the fake provider, under the addresses they use in earnest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from generate.llm import http
from generate.llm.base import Answer, Prompt, Provider, Task
from generate.llm.config import ProviderConfig
from generate.llm.factory import create
from tests.fakes.provider import FakeProvider

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


@asynccontextmanager
async def wired() -> AsyncIterator[FakeProvider]:
    """A fake provider that answers for all the official addresses, to the running loop."""
    async with FakeProvider() as fake:
        http.use(Detour(fake.port))
        yield fake
        await http.aclose_clients()


def provider(kind: str, model: str = "plain", **config: float) -> Provider:
    """The provider of a kind, with a key and short patience."""
    name, base_url = KINDS[kind]
    return create(name, ProviderConfig(KEY, base_url, model, **{"timeout": 5.0, **config}))


async def collect(answer: Answer, into: list[str]) -> None:
    """Open ``answer`` and read it to its end, keeping in ``into`` what came before an error."""
    async with answer:
        async for piece in answer:
            into.append(piece)  # noqa: PERF401 - a comprehension would lose it
