"""Delete old generations and unread uploads."""

from argparse import ArgumentParser
from datetime import timedelta

from django.core.management.base import BaseCommand

from generate.management.duration import duration
from generate.running import pictures, rows, uploads


class Command(BaseCommand):
    """``manage.py prune_generations --older-than 30d``; for a daily timer."""

    help = "Delete generations that ended long ago. Saved TILs and running generations stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument(
            "--older-than", type=duration, default=timedelta(days=30), metavar="TIME", help="90s, 45m, 12h, 30d, 2w"
        )

    def handle(self, *_args: object, older_than: timedelta, **_options: object) -> None:
        """Delete, and print how many."""
        generations, files = rows.prune(older_than), uploads.prune() + pictures.prune()
        self.stdout.write(f"Generations deleted: {generations}. Unread uploads and unused pictures deleted: {files}.")
        self.stdout.write("Saved TILs are untouched.")
