"""Delete old generations, and uploads that nobody has read."""

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand

from generate import store, uploads
from generate.management.duration import duration


class Command(BaseCommand):
    """``manage.py prune_generations --older-than 30d``; for a daily timer."""

    help = "Delete generations that ended long ago. The TILs made of them stay, and so does what is being written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe what can be said on the command line."""
        parser.add_argument(
            "--older-than", type=duration, default=timedelta(days=30), metavar="TIME", help="90s, 45m, 12h, 30d, 2w"
        )

    def handle(self, *_args: object, older_than: timedelta, **_options: object) -> None:
        """Delete and say how many."""
        generations, files = store.prune(older_than), uploads.prune()
        self.stdout.write(f"Generations deleted: {generations}. Unread uploads deleted: {files}.")
        self.stdout.write("Saved TILs are untouched.")
