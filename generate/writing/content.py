"""The streamed content of an answer: cleaned, and joined to the text of an interrupted answer."""

from collections.abc import Iterator
from typing import Protocol

from generate import clean
from generate.clean import Declined, Frame, Opened
from generate.stages import Chunk, StartOver
from generate.writing.continuation import Continuation, StartsOver


class Writer(Protocol):
    """Turns pieces of an answer into content."""

    @property
    def declined(self) -> Declined | None:
        """Why the answer holds no post, known at its end."""

    def feed(self, text: str) -> Iterator[Chunk | StartOver]:
        """Yield the text that is ready."""

    def finish(self) -> Iterator[Chunk | StartOver]:
        """Yield the text held back."""


def writer(kept: str, *, verbatim: bool, frame: str = "") -> Writer:
    """Return a Writer; ``kept`` is the content to continue, ``verbatim`` as for a Cleaner, ``frame`` the mark."""
    if verbatim:
        return Repeated(kept) if kept else Plain(verbatim=True)
    return Framed(frame, kept) if frame else inside(kept)


def inside(kept: str) -> Writer:
    """Return a Writer for a model's text without a frame."""
    return Continued(kept) if kept else Plain()


class Plain:
    """Content from the beginning."""

    def __init__(self, *, verbatim: bool = False) -> None:
        self._cleaner = clean.Cleaner(verbatim=verbatim)

    @property
    def declined(self) -> Declined | None:
        """Why the answer holds no post."""
        return self._cleaner.declined

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
    def declined(self) -> Declined | None:
        """Why the answer holds no post."""
        return self._cleaner.declined or (self._continuation.declined if self._continuation else None)

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


class Framed:
    """Content inside a frame, or an answer without one; yields StartOver if text was shown before the frame opened.

    A continuation keeps such text, because only the beginning of a post can be taken back.
    """

    def __init__(self, mark: str, kept: str) -> None:
        self.frame = Frame(mark)
        self._kept = kept
        self._writer = inside(kept)
        self._wrote = False

    @property
    def declined(self) -> Declined | None:
        """Why the answer holds no post."""
        return self._writer.declined

    def feed(self, text: str) -> Iterator[Chunk | StartOver]:
        """Yield the text that is ready."""
        yield from self._pass(self.frame.feed(text))

    def finish(self) -> Iterator[Chunk | StartOver]:
        """Yield the text held back."""
        yield from self._pass(self.frame.finish())
        yield from self._writer.finish()

    def _pass(self, parts: Iterator[str | Opened]) -> Iterator[Chunk | StartOver]:
        for part in parts:
            if isinstance(part, str):
                for step in self._writer.feed(part):
                    self._wrote = True
                    yield step
            elif not self._wrote:
                self._writer = inside(self._kept)
            elif not self._kept:
                self._writer, self._wrote = inside(""), False
                yield StartOver()


class Repeated:
    """Content of a deterministic provider: exactly the text already kept is skipped."""

    def __init__(self, kept: str) -> None:
        self._kept = kept
        self._cleaner = clean.Cleaner(verbatim=True)
        self._written = ""

    @property
    def declined(self) -> Declined | None:
        """Return None: arranging notes never declines."""
        return None

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
