"""Connect the real adapters to the fake provider under their official addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from generate.llm import http
from generate.llm.adapting import Adapted, OwnMemory
from generate.llm.base import Answer, Prompt, Provider, Task
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory
from tests.fakes.provider import FakeProvider

KEY = "sk-proj-a1B2c3D4e5F6g7H8"
PROMPT = Prompt(Task.CONTENT, system="Write well.", user="About timeouts.", text="", language="en", max_tokens=500)

# Each adapter: the provider's name and its address.
KINDS = {
    "anthropic": ("anthropic", ""),
    "responses": ("openai", ""),
    "chat": ("openai", "http://models.test/v1"),
    "google": ("google", ""),
}


class Detour(httpx2.AsyncHTTPTransport):
    """Send every request to a local port, regardless of its address."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return await super().handle_async_request(request)

    def busy(self) -> int:
        """Count the connections that somebody holds: neither closed nor free for the next request."""
        return sum(not (one.is_idle() or one.is_closed()) for one in self._pool.connections)


@asynccontextmanager
async def wired() -> AsyncIterator[FakeProvider]:
    """A fake provider at all official addresses, for the running loop."""
    usual, Adapted.memory = Adapted.memory, OwnMemory()
    async with FakeProvider() as fake:
        detour = Detour(fake.port)
        http.use(detour)
        fake.busy = detour.busy
        try:
            yield fake
        finally:
            await http.aclose_clients()
            Adapted.memory = usual


def provider(kind: str, model: str = "plain", **config: float) -> Provider:
    """Return the provider of a kind, with a key and short timeouts."""
    name, base_url = KINDS[kind]
    return LLMProviderFactory.create(ProviderConfig(KEY, base_url, model, **{"timeout": 5.0, **config}, name=name))


async def collect(answer: Answer, into: list[str]) -> None:
    """Read ``answer`` to its end, collecting its text in ``into`` even before an error."""
    async with answer:
        async for piece in answer:
            into.append(piece)  # noqa: PERF401 - a comprehension would lose it
