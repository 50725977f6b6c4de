"""End the streams of callers whose rights have changed; whoever may still read reconnects."""

import asyncio
from collections.abc import Iterable

from generate.running.database import AWAY, in_database
from generate.stream.follow import Heart
from til.caller import Caller


async def watch(heart: Heart) -> None:
    """Look up every caller with open streams once a heartbeat, until cancelled."""
    while True:
        await asyncio.sleep(heart.heartbeat)
        callers = [who for who in heart.known() if isinstance(who, Caller)]
        try:
            changed = await in_database(_changed, callers) if callers else []
        except AWAY:
            continue
        for caller in changed:
            heart.dismiss(caller)


def _changed(callers: Iterable[Caller]) -> list[Caller]:
    return [caller for caller in callers if caller.has_changed()]
