"""Take in a folder or a git repository of Markdown TILs."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress

from til.models import Til
from til.transfer.history import clone
from til.transfer.importing import Report, import_folder


class Command(BaseCommand):
    """``import_tils DIR`` or ``import_tils https://…/repository.git``."""

    help = "Take in Markdown TILs from a folder or a git repository. The same ones again are updated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be said on the command line."""
        parser.add_argument("source", metavar="DIR|repository")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--draft", action="store_true", help="take them in as drafts, to be reviewed")

    def handle(self, *_: Any, **options: Any) -> None:
        """Import, and say what was done and what was not."""
        source = str(options["source"])
        with TemporaryDirectory() as space:
            root = Path(source)
            if not root.is_dir():
                root = self._clone(source, Path(space))
            report = self._import(root, dry_run=options["dry_run"], draft=options["draft"])
        self._tell(report, dry_run=options["dry_run"])

    def _clone(self, address: str, space: Path) -> Path:
        if "://" not in address and "@" not in address:
            raise CommandError(f"{address} is no folder here, and no address of a git repository.")
        try:
            return clone(address, space)
        except OSError as error:
            raise CommandError(f"The repository could not be copied: {error}") from error

    def _import(self, root: Path, *, dry_run: bool, draft: bool) -> Report:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Reading", total=None)
            return import_folder(
                root,
                status=Til.Status.DRAFT if draft else Til.Status.PUBLISHED,
                dry_run=dry_run,
                progress=lambda done, total: bar.update(task, completed=done, total=total, description="Taking in"),
            )

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.created} {would}created, {report.updated} {would}updated, {report.unchanged} unchanged, "
            f"{len(report.skipped)} skipped"
        )
        for path, reason in sorted(report.skipped.items()):
            self.stdout.write(f"  skipped {path}: {reason}")
