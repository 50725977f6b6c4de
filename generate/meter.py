"""What a generation has read and written so far, in tokens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from generate.errors import GenerateError
from generate.llm.base import Answer, Prompt, Usage, estimate


@dataclass(slots=True, eq=False)
class Call:
    """One request to a provider: what it wrote so far, and the usage it gave itself, if it did."""

    prompt: Prompt
    written: list[str] = field(default_factory=list)
    told: Usage | None = None
    complete: bool = False

    @property
    def usage(self) -> Usage:
        """What the provider said; before the answer is complete at least what can be estimated from its text."""
        if self.told and self.complete:
            return self.told
        guess = estimate(self.prompt, "".join(self.written))
        if self.told is None:
            return guess
        read = self.told.input_tokens or guess.input_tokens
        return Usage(read, max(self.told.output_tokens, guess.output_tokens), estimated=True)


class Meter:
    """All requests of one generation."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    @contextmanager
    def call(self, prompt: Prompt) -> Iterator[Call]:
        """Count a request from here on; one that fails before it wrote anything has cost nothing."""
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
        """Count an answer that streams; give the list that takes its text."""
        with self.call(answer.prompt) as call:
            try:
                yield call.written
            finally:
                call.told, call.complete = answer.usage, answer.stop is not None

    @property
    def usage(self) -> Usage:
        """The sum of all requests, those under way included."""
        return sum((call.usage for call in self._calls), Usage())
