"""The streamed content of an answer: cleaned, and joined to the text of an interrupted answer."""

from collections.abc import Iterator
from typing import Protocol

from generate import clean
from generate.stages import Chunk, StartOver
from generate.writing.continuation import Continuation, StartsOver


class Writer(Protocol):
    """Turns pieces of an answer into content."""

    @property
    def refused(self) -> bool:
        """Whether the answer declined to write, known at its end."""

    def feed(self, text: str) -> Iterator[Chunk | StartOver]:
        """Yield the text that is ready."""

    def finish(self) -> Iterator[Chunk | StartOver]:
        """Yield the text held back."""


def writer(kept: str, *, verbatim: bool) -> Writer:
    """Return a Writer; ``kept`` is the content to continue, ``verbatim`` as for a Cleaner."""
    if not kept:
        return Plain(verbatim=verbatim)
    return Repeated(kept) if verbatim else Continued(kept)


class Plain:
    """Content from the beginning."""

    def __init__(self, *, verbatim: bool = False) -> None:
        self._cleaner = clean.Cleaner(verbatim=verbatim)

    @property
    def refused(self) -> bool:
        """Whether the answer declined to write."""
        return self._cleaner.refused

    def feed(self, text: str) -> Iterator[Chunk | StartOver]:
        """Yield the text that is ready."""
        yield from _chunk(self._cleaner.feed(text))

    def finish(self) -> Iterator[Chunk | StartOver]:
        """Yield the text held back."""
        yield from _chunk(self._cleaner.finish())


class Continued:
    """Content that a model continues; yields StartOver first if the model started again instead."""

    def __init__(self, kept: str) -> None:
        self._continuation: Continuation | None = Continuation(kept)
        self._cleaner = clean.Cleaner.behind(kept)

    @property
    def refused(self) -> bool:
        """Whether the answer declined to write."""
        return self._cleaner.refused or bool(self._continuation and self._continuation.refused)

    def feed(self, text: str) -> Iterator[Chunk | StartOver]:
        """Yield the text that is ready."""
        yield from self._pass(text, ended=False)

    def finish(self) -> Iterator[Chunk | StartOver]:
        """Yield the text held back."""
        yield from self._pass("", ended=True)
        yield from _chunk(self._cleaner.finish())

    def _pass(self, text: str, *, ended: bool) -> Iterator[Chunk | StartOver]:
        if self._continuation:
            try:
                text = self._continuation.feed(text) + (self._continuation.finish() if ended else "")
            except StartsOver as anew:
                self._continuation, self._cleaner, text = None, clean.Cleaner(), anew.held
                yield StartOver()
        yield from _chunk(self._cleaner.feed(text))


class Repeated:
    """Content of a deterministic provider: exactly the text already kept is skipped."""

    def __init__(self, kept: str) -> None:
        self._kept = kept
        self._cleaner = clean.Cleaner(verbatim=True)
        self._written = ""

    @property
    def refused(self) -> bool:
        """Return False: arranging notes never declines."""
        return False

    def feed(self, text: str) -> Iterator[Chunk | StartOver]:
        """Yield the text that is ready."""
        yield from self._pass(self._cleaner.feed(text))

    def finish(self) -> Iterator[Chunk | StartOver]:
        """Yield the text held back."""
        yield from self._pass(self._cleaner.finish())

    def _pass(self, text: str) -> Iterator[Chunk | StartOver]:
        if not self._kept:
            yield from _chunk(text)
            return
        self._written += text
        written, kept = self._written, self._kept
        if written.startswith(kept):
            self._kept = ""
            yield from _chunk(written[len(kept) :])
        elif not kept.startswith(written):
            self._kept = ""
            yield StartOver()
            yield from _chunk(written)


def _chunk(text: str) -> Iterator[Chunk]:
    if text:
        yield Chunk(text)
