"""Token usage of a generation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from generate.errors import GenerateError
from generate.llm.base import Answer, Prompt, Usage, estimate


@dataclass(slots=True, eq=False)
class Call:
    """One request: its text so far, and the usage the provider reported, if any."""

    prompt: Prompt
    written: list[str] = field(default_factory=list)
    told: Usage | None = None
    complete: bool = False

    @property
    def usage(self) -> Usage:
        """Return the reported usage; for an incomplete answer, at least the estimate from its text."""
        if self.told and self.complete:
            return self.told
        guess = estimate(self.prompt, "".join(self.written))
        if self.told is None:
            return guess
        read = self.told.input_tokens or guess.input_tokens
        return Usage(read, max(self.told.output_tokens, guess.output_tokens), estimated=True)


class TokenUsage:
    """The token usage of all requests of a generation."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    @contextmanager
    def call(self, prompt: Prompt) -> Iterator[Call]:
        """Count a request; one that fails before any output costs nothing."""
        call = Call(prompt)
        self._calls.append(call)
        try:
            yield call
        except GenerateError:
            if not (call.written or call.told):
                self._calls.remove(call)
            raise

    @contextmanager
    def reading(self, answer: Answer) -> Iterator[list[str]]:
        """Count a streamed answer; yield the list to append its text to."""
        with self.call(answer.prompt) as call:
            try:
                yield call.written
            finally:
                call.told, call.complete = answer.usage, answer.stop is not None

    @property
    def usage(self) -> Usage:
        """Return the sum of all requests, including running ones."""
        return sum((call.usage for call in self._calls), Usage())
