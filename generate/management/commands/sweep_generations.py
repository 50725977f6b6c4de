"""Adopt and finish the generations of stopped servers."""

import asyncio
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from generate.running.runner import runner
from generate.stream.live import Live


class Command(BaseCommand):
    """``manage.py sweep_generations``; a running server does the same every second."""

    help = "Adopt generations whose server stopped, and finish them. Ctrl-C hands them over."

    def handle(self, *_args: object, **_options: object) -> None:
        """Resume, and print the results."""
        try:
            lives = asyncio.run(_sweep())
        except KeyboardInterrupt:
            raise CommandError("Stopped. A server or the next sweep will continue.", returncode=130) from None
        counts = sorted(Counter(live.status.value for live in lives).items())
        came_of_it = ", ".join(f"{count} {status}" for status, count in counts)
        self.stdout.write(f"Generations adopted: {len(lives)} ({came_of_it or 'none were left behind'}).")


async def _sweep() -> list[Live]:
    """Adopt generations until none remains, and wait until all have ended."""
    found: list[Live] = []
    try:
        while adopted := await runner().sweep():
            found += adopted
        await runner().until_idle()
    finally:
        await runner().stop()
    return found
