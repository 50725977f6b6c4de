"""What the answers of the three SDKs have in common: ask, take text from events, close the socket."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Generic, TypeVar

import httpx2

from generate.errors import ProviderUnavailable
from generate.llm.base import Answer, Prompt, Provider
from generate.llm.config import ProviderConfig
from generate.llm.faults import border
from generate.llm.http import recording

Event = TypeVar("Event")

LAST_WORDS = 2.0  # seconds that a provider has, after its stop reason, for usage and a proper end


class WireAnswer(Answer, Generic[Event]):
    """An answer read from an SDK's events. An adapter says how to ``ask``, and what to ``take`` from an event."""

    def __init__(self, prompt: Prompt, config: ProviderConfig) -> None:
        super().__init__(prompt)
        self.config = config
        self._responses: list[httpx2.Response] = []

    @abstractmethod
    async def ask(self) -> AsyncIterator[Event]:
        """Send the request; return its events once the head of the answer is there."""

    @abstractmethod
    def take(self, event: Event) -> str:
        """Return the text in ``event`` ("" for none), noting ``usage`` and ``stop``; raise if it reports an error."""

    async def open(self) -> None:
        """Send the request and wait for the head of the answer."""
        with border(self.config.api_key, otherwise=ProviderUnavailable), recording() as self._responses:
            self._events = aiter(await self.ask())

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Text as it arrives. Once the stop reason is seen the answer is complete, however the rest is lost."""
        with border(self.config.api_key):
            async for event in self._events:
                yield self.take(event)
                if self.stop is not None:
                    break
            yield await self._rest()

    async def _rest(self) -> str:
        """Read on to the end, so that usage is known and the connection can be used again."""
        text = ""
        with suppress(Exception):
            async with asyncio.timeout(LAST_WORDS):
                async for event in self._events:
                    text += self.take(event)
        return text

    async def close(self) -> None:
        """Close the recorded responses: this reaches the socket at once in all three SDKs."""
        for response in self._responses:
            with suppress(httpx2.HTTPError, RuntimeError):
                await response.aclose()


class WireProvider(Provider):
    """A provider that is reached through an SDK."""

    def __init__(self, config: ProviderConfig) -> None:
        self.config = config
        self.model = config.model
