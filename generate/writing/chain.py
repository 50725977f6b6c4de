"""The provider and its fallbacks, tried in order until one sends its first text."""

import logging
from collections.abc import Sequence
from typing import Protocol

from generate.errors import ProviderError, ProviderRefused, ProviderTimeout, ProviderUnavailable
from generate.llm.base import Answer, Begun, Prompt, Provider
from generate.notices import FALLBACK, Notice
from generate.writing.retry import DEFAULT, Retry, open_with_retry
from til import trace

logger = logging.getLogger(__name__)


class Breaker(Protocol):
    """Remembers which providers are down, so that not every request has to find out."""

    async def wait(self, provider: Provider) -> float:
        """Return the seconds to wait before asking ``provider``; 0 if it is available."""

    async def failed(self, provider: Provider) -> None:
        """Record that it could not be reached."""

    async def worked(self, provider: Provider) -> None:
        """Record that it answered."""


class Chain(Provider):
    """The first of ``providers`` that answers, each with the retries of ``retry``; later requests stay with it."""

    def __init__(self, providers: Sequence[Provider], breaker: Breaker, retry: Retry = DEFAULT) -> None:
        self._left = list(providers)
        self.breaker = breaker
        self.retry = retry
        self._show()

    @property
    def present(self) -> Provider:
        """The current provider."""
        return self._left[0]

    def _show(self) -> None:
        self.name, self.model, self.verbatim = self.present.name, self.present.model, self.present.verbatim

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return an answer from the first provider that can give one."""
        return _Chained(prompt, self)

    def next_for(self, prompt: Prompt, failed: Provider) -> Provider | None:
        """Return the fallback for ``failed``; the offline rules never continue a model's text."""
        if self.present is failed:
            others = [one for one in self._left[1:] if not (prompt.kept and one.verbatim)]
            if not others:
                return None
            self._left = others
            self._show()
        return self.present


class _Chained(Begun):
    """An answer from the first member of a chain that gives one."""

    def __init__(self, prompt: Prompt, chain: Chain) -> None:
        super().__init__(prompt)
        self._chain = chain

    async def open(self) -> None:
        provider: Provider | None = self._chain.present
        first = provider
        while provider:
            try:
                await self._ask(provider)
            except ProviderRefused:
                raise
            except ProviderError as error:
                instead = self._chain.next_for(self.prompt, provider)
                if instead is None:
                    raise
                said = trace.unquoted(error.detail)
                logger.warning("%s writes instead of %s: %s %s", instead.name, provider.name, error.code, said)
                if self.prompt.waits:
                    self.prompt.waits(0, error)
                provider = instead
            else:
                break
        if first and provider and provider is not first:
            names = {"asked": first.name, "wrote": provider.name, "model": provider.model}
            self.notices.append(Notice(FALLBACK, names))

    async def _ask(self, provider: Provider) -> None:
        breaker = self._chain.breaker
        trace.provider.set(provider.name)
        if wait := await breaker.wait(provider):
            raise ProviderUnavailable("it was down just now", retry_after=wait)
        try:
            await self.begin(open_with_retry(provider, self.prompt, self._chain.retry))
        except (ProviderUnavailable, ProviderTimeout):
            await breaker.failed(provider)
            raise
        await breaker.worked(provider)
