"""Write the public site as files, for GitHub Pages or any other host."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from rich.console import Console
from rich.progress import Progress

from til.site.models import current
from til.static_site.build import NotOurs, Site, build
from til.static_site.page import Place

MOST = 20  # links without a target that are listed


class Command(BaseCommand):
    """``build_site DIR --address URL``."""

    help = "Write the public pages, feeds, pictures and a search for browsers into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--address", required=True, help="where the site will be: https://you.github.io/til")
        parser.add_argument("--language", choices=["ko", "en"], help="of the pages; by default the site's")

    def handle(self, *_: Any, **options: Any) -> None:
        """Build, and report the number of files and links without a target."""
        parts = urlsplit(options["address"])
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise CommandError("--address must be like https://you.github.io/til")
        place = Place(options["address"].rstrip("/"))
        language = options["language"] or current().language or translation.get_language() or "en"
        with translation.override(language), timezone.override(current().zone):
            site = self._build(options["folder"], place)
        self.stdout.write(f"{len(site.written)} files in {options['folder']}, for {place.address}/")
        for path in sorted(site.broken)[:MOST]:
            self.stderr.write(f"A link leads nowhere: {path}")

    def _build(self, folder: Path, place: Place) -> Site:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Writing", total=None)
            try:
                return build(folder, place, lambda done, total: bar.update(task, completed=done, total=total))
            except NotOurs:
                raise CommandError(f"{folder} holds other files. Name a new or empty folder.") from None
