"""A provider whose requests are paid from a purse: reserved before sending, settled afterwards."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from generate.errors import ProviderError
from generate.llm.base import Answer, Prompt, Provider, Usage, estimate
from generate.writing.traced import traced


@dataclass(frozen=True, slots=True)
class Ticket:
    """The reservation of one request: budgets, model and amounts; money in millionths."""

    model: str
    places: tuple[tuple[str, str], ...]
    tokens: int
    money: int


class Purse(Protocol):
    """The budgets that requests are paid from."""

    async def reserve(self, model: str, most: Usage) -> Ticket:
        """Reserve a request's maximum. Raises BudgetExhausted."""

    async def settle(self, ticket: Ticket, used: Usage) -> None:
        """Return the unused part of a reservation."""


class Metered(Provider):
    """Asks ``provider`` within the limits of ``purse``."""

    def __init__(self, provider: Provider, purse: Purse) -> None:
        self.provider = provider
        self.name, self.model, self.verbatim = provider.name, provider.model, provider.verbatim
        self.purse = purse

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return an answer to iterate inside ``async with``."""
        return _Paid(prompt, self)


class _Paid(Answer):
    """An answer that is settled on close, by the reported usage or an estimate."""

    def __init__(self, prompt: Prompt, metered: Metered) -> None:
        super().__init__(prompt)
        self._metered = metered
        self._inner = traced(metered.provider).generate_stream(prompt)
        self._ticket: Ticket | None = None
        self._written: list[str] = []
        self._is_refused = False

    async def open(self) -> None:
        guess = estimate(self.prompt, "")
        most = Usage(guess.input_tokens, self.prompt.max_tokens)
        self._ticket = await self._metered.purse.reserve(self._metered.model, most)
        try:
            await self._inner.open()
        except ProviderError:
            self._is_refused = True
            raise
        self.prompt, self.notices = self._inner.prompt, self._inner.notices

    async def deltas(self) -> AsyncGenerator[str, None]:
        try:
            async with aclosing(aiter(self._inner)) as parts:
                async for part in parts:
                    self._written.append(part)
                    yield part
        finally:
            self._note()

    def _note(self) -> None:
        self.usage, self.stop = self._inner.usage, self._inner.stop

    async def close(self) -> None:
        self._note()
        await self._inner.close()
        if self._ticket:
            ticket, self._ticket = self._ticket, None
            await self._metered.purse.settle(ticket, self._used())

    def _used(self) -> Usage:
        """Return the usage to pay: none if it was refused, else at least the estimate from its text.

        A request that is cancelled before its answer may have been read all the same.
        """
        if self._is_refused and self._inner.usage is None:
            return Usage()
        told = self._inner.usage or Usage()
        if self._inner.usage and self.stop:
            return told
        guess = estimate(self.prompt, "".join(self._written))
        return Usage(max(guess.input_tokens, told.input_tokens), max(guess.output_tokens, told.output_tokens))
