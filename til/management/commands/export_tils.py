"""Write every TIL as a Markdown file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from til.transfer.exporting import export_folder


class Command(BaseCommand):
    """``export_tils DIR``."""

    help = "Write every TIL as a Markdown file with front matter, and the pictures they show, into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        """Export, and report the number of files."""
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        self.stdout.write(f"{export_folder(folder)} files in {folder}")
