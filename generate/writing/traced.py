"""A provider whose requests are traced."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from generate.errors import GenerateError
from generate.llm.base import Answer, Prompt, Provider
from generate.tracing import About, tokens, traces


def traced(provider: Provider) -> Provider:
    """Return ``provider`` with a span for each request; itself while tracing is off."""
    return provider if traces.tracer is None else _Traced(provider)


class _Traced(Provider):
    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.name, self.model, self.verbatim = provider.name, provider.model, provider.verbatim

    def generate_stream(self, prompt: Prompt) -> Answer:
        return _Spanned(prompt, self.provider)


class _Spanned(Answer):
    """An answer whose span lasts from its opening to its close."""

    def __init__(self, prompt: Prompt, provider: Provider) -> None:
        super().__init__(prompt)
        self._inner = provider.generate_stream(prompt)
        self._provider = provider
        self._error = ""
        self._span: Any = None

    async def open(self) -> None:
        about: About = {"til.task": str(self.prompt.task), "gen_ai.request.max_tokens": self.prompt.max_tokens}
        self._span = traces.begin_request(about, self._provider.name, self._provider.model)
        try:
            await self._inner.open()
        except Exception as error:
            self._error = _type_of(error)
            raise
        self.prompt, self.notices = self._inner.prompt, self._inner.notices

    async def deltas(self) -> AsyncGenerator[str, None]:
        try:
            async with aclosing(aiter(self._inner)) as parts:
                async for part in parts:
                    yield part
        except Exception as error:
            self._error = _type_of(error)
            raise
        finally:
            self._note()

    async def close(self) -> None:
        self._note()
        await self._inner.close()
        used, span = self.usage, self._span
        self._span = None
        traces.end(span, self._error, tokens(used.input_tokens, used.output_tokens) if used else {})

    def _note(self) -> None:
        self.usage, self.stop = self._inner.usage, self._inner.stop


def _type_of(error: Exception) -> str:
    return error.code if isinstance(error, GenerateError) else type(error).__name__
