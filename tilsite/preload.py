"""Preload slow imports before they are needed: the providers' SDKs, word lists, then MCP."""

import asyncio
import gc
from importlib import import_module

from generate.llm.preload import warm
from generate.providers import configs
from generate.writing.preload import warm_drafting

AFTER_START = 5.0  # seconds: pages come first, and short-lived processes never need it


async def warm_up(pause: float = AFTER_START) -> None:
    """Load, in threads, what the first draft needs and, ``pause`` seconds later, what the first agent needs.

    What is loaded then is garbage-collected no more.
    """
    await warm(configs())
    await warm_drafting()
    await asyncio.sleep(pause)
    await asyncio.to_thread(import_module, "generate.api.mcp.server")
    gc.freeze()  # modules stay: looking through them for garbage would stop every stream for 0.1 s
