"""The provider that needs no key: it arranges the user's own notes by rules."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable

from generate.llm.base import Answer, Prompt, Provider, Stop, Task, Usage
from generate.offline import Draft, compose

CHUNK = 24  # characters, about four words; more if there would be more than MOST chunks
MOST = 600
LONG = 4_000  # characters from which arranging would block the event loop
_PIECE = re.compile(r"\S{1,60}\s?|\s+")


WRITERS: dict[Task, Callable[[Draft], str]] = {
    Task.CONTENT: lambda draft: draft.content,
    Task.TITLE: lambda draft: draft.titles[0],
    Task.EXCERPT: lambda draft: draft.excerpt,
    Task.TAGS: lambda draft: "\n".join(draft.tags),
}


def chunks(text: str) -> list[str]:
    """Cut ``text`` into pieces of a few words each, which join to exactly ``text``."""
    size = max(CHUNK, len(text) // MOST)
    pieces: list[str] = []
    start = end = 0
    for piece in _PIECE.finditer(text):
        end = piece.end()
        if end - start >= size:
            pieces.append(text[start:end])
            start = end
    return [*pieces, text[start:]] if start < len(text) else pieces


class Arranged(Answer):
    """An answer computed at once and streamed a few words at a time."""

    async def open(self) -> None:
        """Nothing to connect to."""

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Yield the text in pieces, with a turn of the event loop in between, so that other tasks run."""
        write, draft = WRITERS[self.prompt.task], compose(self.prompt.text, self.prompt.language)
        text = await asyncio.to_thread(write, draft) if len(draft.text) > LONG else write(draft)
        for piece in chunks(text):
            yield piece
            await asyncio.sleep(0)
        self.usage = Usage()  # no tokens, no cost
        self.stop = Stop.END

    async def close(self) -> None:
        """Nothing to close."""


class Offline(Provider):
    """Arranges the notes by rules; no model, no network, the same answer every time."""

    name = "offline"
    model = "rules"
    verbatim = True

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return the arranged notes for ``prompt.task``; only ``text`` and ``language`` are read."""
        return Arranged(prompt)
