"""Take up what a server that went away was writing, and write it to its end."""

import asyncio
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from generate.runner import runner
from generate.stream.live import Live


class Command(BaseCommand):
    """``manage.py sweep_generations``; a running server does the same by itself every second."""

    help = "Adopt generations whose server went away, and write them to their end. Ctrl-C hands them on."

    def handle(self, *_args: object, **_options: object) -> None:
        """Write, and say what came of it."""
        try:
            lives = asyncio.run(_sweep())
        except KeyboardInterrupt:
            raise CommandError("Stopped. A server or the next sweep goes on from here.", returncode=130) from None
        counts = sorted(Counter(live.status.value for live in lives).items())
        came_of_it = ", ".join(f"{count} {status}" for status, count in counts)
        self.stdout.write(f"Generations adopted: {len(lives)} ({came_of_it or 'none were left behind'}).")


async def _sweep() -> list[Live]:
    """Adopt until there is nothing left to adopt, and wait for the end of all."""
    found: list[Live] = []
    try:
        while adopted := await runner().sweep():
            found += adopted
        await runner().until_idle()
    finally:
        await runner().stop()
    return found
