"""What takes a second or two to load is loaded before somebody waits for it: the providers' SDKs, then MCP."""

import asyncio
from importlib import import_module

from generate.llm.warm import warm
from generate.providers import configs

AFTER_START = 5.0  # seconds: the first pages, and processes that only answer a few, come before agents


async def warm_up(pause: float = AFTER_START) -> None:
    """Load, in threads, what the first draft needs, and ``pause`` seconds later what the first agent does."""
    await warm(configs())
    await asyncio.sleep(pause)
    await asyncio.to_thread(import_module, "generate.mcp")
