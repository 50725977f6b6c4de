"""The bell: tells other processes that a generation has changed. A lost ring costs time, never text."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from channels.layers import BaseChannelLayer, InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)
PING = "ping"
PING_SECONDS = 1.0
PATIENCE = 2.0  # seconds for the layer to answer


class Bell:
    """Rings and hears rings through the channel layer; ``is_working`` says whether rings arrive."""

    def __init__(self, heard: Callable[[int], None]) -> None:
        self._heard = heard
        self._wanted: set[int] = set()
        self._added: set[int] = set()
        self._due: set[int] = set()
        self._wake = asyncio.Event()
        self._channel = ""
        self._answered = float("-inf")

    @property
    def is_working(self) -> bool:
        """Whether a ring to this process came back recently, through a layer shared with other processes."""
        if isinstance(get_layer(), InMemoryChannelLayer):
            return False
        return asyncio.get_running_loop().time() - self._answered < PING_SECONDS + PATIENCE

    def want(self, generation: int) -> None:
        """Start to listen for ``generation`` soon."""
        self._wanted.add(generation)
        self._wake.set()

    def unwant(self, generation: int) -> None:
        """Stop listening for ``generation``."""
        self._wanted.discard(generation)
        self._wake.set()

    def ring(self, generation: int) -> None:
        """Tell other processes about ``generation`` soon, without waiting."""
        self._due.add(generation)
        self._wake.set()

    async def listen(self) -> None:
        """Receive rings until cancelled."""
        while True:
            if not await _try(self._hear(get_layer())):
                await asyncio.sleep(PING_SECONDS)

    async def speak(self) -> None:
        """Send rings, join and leave groups, and ping the layer once a second, until cancelled."""
        while True:
            if not await _try(self._speak(get_layer()), PATIENCE):
                await asyncio.sleep(PING_SECONDS)
            await _wait(self._wake, PING_SECONDS)

    async def send(self) -> None:
        """Send pending rings, if possible."""
        await _try(self._send(), PATIENCE)

    async def _send(self) -> None:
        due, self._due = self._due, set()
        for generation in due:
            await get_layer().group_send(_group(generation), {"type": "bell", "generation": generation})

    async def _hear(self, layer: BaseChannelLayer) -> None:
        self._channel = self._channel or await layer.new_channel()
        message = await layer.receive(self._channel)
        if message["type"] == PING:
            self._answered = asyncio.get_running_loop().time()
        else:
            self._heard(int(message["generation"]))

    async def _speak(self, layer: BaseChannelLayer) -> None:
        await self._send()
        if not self._channel:
            return
        for generation in self._wanted - self._added:
            await layer.group_add(_group(generation), self._channel)
            self._added.add(generation)
            self._heard(generation)  # rings from before we joined were missed
        for generation in self._added - self._wanted:
            await layer.group_discard(_group(generation), self._channel)
            self._added.discard(generation)
        if self._wanted:
            await layer.send(self._channel, {"type": PING})


def get_layer() -> BaseChannelLayer:
    """Return the site's channel layer."""
    layer = get_channel_layer()
    assert layer is not None  # noqa: S101 - always configured in settings
    return layer


def _group(generation: int) -> str:
    return f"generation.{generation}"


async def _try(work: Awaitable[None], seconds: float | None = None) -> bool:
    """Return whether ``work`` succeeded: after any broker error, readers poll by themselves."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except Exception as error:  # noqa: BLE001 - brokers have errors of their own
        logger.warning("the bell is unavailable: %s", type(error).__name__)
        return False
    return True


async def _wait(wake: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        pass
    wake.clear()
