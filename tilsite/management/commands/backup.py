"""Write the site into one file, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tilsite.backup import BackupError, back_up


class Command(BaseCommand):
    """``manage.py backup FILE``."""

    help = "Write database, pictures and secret key into one consistent file, even while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *_: Any, file: Path, **_options: Any) -> None:
        """Write the backup, and report what it does not contain."""
        try:
            has_secret = back_up(file.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Keep it as safe as the site itself.")
        where = "is included" if has_secret else "comes from SECRET_KEY and is not included; keep it as well"
        self.stdout.write(f"The secret key {where}. Providers' keys are settings and never included.")
