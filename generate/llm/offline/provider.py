"""The provider that needs no key: it answers with the user's own notes, arranged by rules."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable

from generate.llm.base import Answer, Prompt, Provider, Stop, Task, Usage
from generate.llm.offline.compose import compose
from generate.llm.offline.excerpt import find_excerpt
from generate.llm.offline.tags import find_tags
from generate.llm.offline.title import find_title

CHUNK = 24  # characters, about four words; longer where that would make more than MOST chunks
MOST = 600
LONG = 4_000  # characters that would hold up the event loop
_PIECE = re.compile(r"\S{1,60}\s?|\s+")


def _tags(text: str, language: str) -> str:
    return "\n".join(find_tags(text, language))


WRITERS: dict[Task, Callable[[str, str], str]] = {
    Task.CONTENT: compose,
    Task.TITLE: find_title,
    Task.EXCERPT: find_excerpt,
    Task.TAGS: _tags,
}


def chunks(text: str) -> list[str]:
    """Cut ``text`` into pieces of a few words each; together they are exactly ``text``."""
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
    """An answer that is written in one go and handed out a few words at a time."""

    async def open(self) -> None:
        """Nothing to connect to."""

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Yield the text in pieces, with a turn of the event loop between them so that others are served."""
        write, prompt = WRITERS[self.prompt.task], self.prompt
        if len(prompt.text) > LONG:
            text = await asyncio.to_thread(write, prompt.text, prompt.language)
        else:
            text = write(prompt.text, prompt.language)
        for piece in chunks(text):
            yield piece
            await asyncio.sleep(0)
        self.usage = Usage()  # no tokens: nobody is paid
        self.stop = Stop.END

    async def close(self) -> None:
        """Nothing to close."""


class Offline(Provider):
    """Arranges the notes by rules; no model, no network, the same answer every time."""

    name = "offline"
    model = "rules"
    verbatim = True

    def stream(self, prompt: Prompt) -> Answer:
        """Return the arranged notes for ``prompt.task``; only ``text`` and ``language`` are read."""
        return Arranged(prompt)
