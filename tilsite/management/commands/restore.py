"""Restore a backup into an empty site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tilsite.backup import BackupError, restore


class Command(BaseCommand):
    """``manage.py restore FILE``."""

    help = "Restore a backup into an empty site, and migrate its database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *_: Any, file: Path, **_options: Any) -> None:
        """Restore, migrate, and report the next steps."""
        try:
            has_secret = restore(file.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        advice = "" if has_secret else " Set SECRET_KEY to its old value, or all users must sign in again."
        self.stdout.write(f"Restored. Unfinished drafts continue once the site runs.{advice}")
