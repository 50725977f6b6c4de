"""Draft once at start-up, since the first draft spends 100 ms on loading word lists and patterns."""

import asyncio
from collections.abc import Sequence

from generate.llm.config import ProviderConfig
from generate.llm.factory import OFFLINE, LLMProviderFactory
from generate.sources.source import Source
from generate.stages import Stage
from generate.writing.generator import TILGenerator
from generate.writing.tag_choice import KnownTag

_NOTES = Source("git bisect finds the commit that broke a test.\n\n```sh\ngit bisect start\n```")
_ALL = frozenset(Stage) - {Stage.END}


class _Empty:
    """The library of a site without TILs."""

    async def next_day_number(self) -> int:
        return 1

    async def known_tags(self) -> Sequence[KnownTag]:
        return ()

    def generate_slug(self, text: str) -> str:
        return text


async def warm_drafting() -> None:
    """Draft short notes without a model, in a thread; nothing is stored."""
    generator = TILGenerator(_NOTES, LLMProviderFactory.create(ProviderConfig(name=OFFLINE)), _Empty())
    await asyncio.to_thread(lambda: asyncio.run(generator.generate_preview(_ALL)))
