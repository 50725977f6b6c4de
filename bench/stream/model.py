"""The model of the benchmark: a provider in the process that hands over the pieces that the notes ask for.

As a process (``python -m bench.stream.model PORT PIECES WAIT``), it answers the providers' SDKs over HTTP instead.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator

from bench.stream.source import asked
from generate.llm.base import Answer, Prompt, Provider, Stop, Task, Usage

PIECE = 16  # characters


class Paced(Provider):
    """Answers at the pace that the notes say."""

    name = "openai"
    model = "paced"

    def generate_stream(self, prompt: Prompt) -> Answer:
        """Return an answer to iterate inside ``async with``."""
        return Pieces(prompt)


class Pieces(Answer):
    """The pieces as content; few words as everything else."""

    async def open(self) -> None:
        """Do nothing: there is no connection."""

    async def deltas(self) -> AsyncGenerator[str, None]:
        """Yield the text."""
        if self.prompt.task is Task.CONTENT:
            async for piece in asked(self.prompt.text).source():
                yield piece
        else:
            yield "A few words"
        self.usage, self.stop = Usage(1, 1), Stop.END

    async def close(self) -> None:
        """Do nothing: there is no connection."""


async def serve(port: int, pieces: int, wait: float) -> None:
    """Serve content of so many pieces until killed."""
    from tests.fakes.behaviour import Behaviour
    from tests.fakes.provider import FakeProvider

    async with FakeProvider(port) as fake:
        text = ("세 words. " * PIECE * pieces)[: PIECE * pieces]
        fake.by_task["paced", "content"] = Behaviour(text, piece=PIECE, delay=wait)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
