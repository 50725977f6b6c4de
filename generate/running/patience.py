"""Time limits of a run: silence and total time."""

import asyncio
from collections.abc import Callable

from django.conf import settings

from generate.errors import GenerateError, ProviderSilent, RunTooLong
from generate.stages import Stage
from generate.stream.live import Live

CHECK_SECONDS = 0.5
GRACE = 2.0  # seconds: who asks a provider (writing/retry.py) gives up first, and may ask another one


class Patience:
    """Checks a run regularly; a provider that sends pings but no text counts as silent.

    ``give_up`` is called with ProviderSilent after TIL_SILENCE_SECONDS without more text, or after a little more than
    TIL_FIRST_TEXT_SECONDS without a first one; with RunTooLong after TIL_RUN_SECONDS.
    """

    def __init__(self, live: Live, give_up: Callable[[GenerateError], None]) -> None:
        self._live = live
        self._give_up = give_up
        self._loop = asyncio.get_running_loop()
        self._begun = self._heard = self._loop.time()
        self._first = self._seen = self._progress()
        self._timer = self._loop.call_later(CHECK_SECONDS, self._check)

    def hear(self) -> None:
        """Note a sign of life other than text: the source was read, or a provider is about to be asked."""
        self._heard = self._loop.time()

    def end(self) -> None:
        """Stop checking."""
        self._timer.cancel()

    def _progress(self) -> tuple[Stage, int]:
        return self._live.stage, len(self._live.text)

    def _check(self) -> None:
        now, seen = self._loop.time(), self._progress()
        if seen != self._seen:
            self._seen, self._heard = seen, now
        is_writing = self._live.stage is Stage.CONTENT and seen[1] > self._first[1]
        limit = settings.TIL_SILENCE_SECONDS if is_writing else settings.TIL_FIRST_TEXT_SECONDS + GRACE
        if now - self._begun > settings.TIL_RUN_SECONDS:
            self._give_up(RunTooLong(f"after {now - self._begun:.0f} s", minutes=round(settings.TIL_RUN_SECONDS / 60)))
        elif now - self._heard > limit:
            self._give_up(ProviderSilent(f"no text for {now - self._heard:.0f} s", seconds=round(limit)))
        self._timer = self._loop.call_later(CHECK_SECONDS, self._check)
