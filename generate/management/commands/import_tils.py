"""Import a folder or a git repository of Markdown TILs."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError
from rich import box
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from generate.management.copier import Copier
from til.models import Til
from til.transfer.history import clone
from til.transfer.importing import DatesUnknownError, import_folder
from til.transfer.report import Report

WIDTH = 160  # columns of the table; a narrower terminal wraps it


class Command(BaseCommand):
    """``import_tils DIR`` or ``import_tils https://…/repository.git``."""

    copier: Copier | None = None
    help = "Import Markdown TILs from a folder or a git repository; a repeated import updates them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("source", metavar="DIR|repository")
        parser.add_argument("--dry-run", action="store_true", help="report the changes without making them")
        parser.add_argument(
            "--dates",
            choices=("git", "front-matter", "file", "today"),
            default="",
            help="where dates come from that a note does not state: the first commit (then the file), nowhere (today, "
            "and the report names the notes), the file's time, or today; without it, git, unless that would be a guess",
        )
        parser.add_argument("--prune", action="store_true", help="turn TILs whose file is gone into drafts")
        parser.add_argument("--copy-pictures", action="store_true", help="copy pictures from other sites to this one")
        parser.add_argument("--json", action="store_true", help="write the report as JSON")
        parser.add_argument("--draft", action="store_true", help="import as drafts, for review")

    def handle(self, *_: Any, **options: Any) -> None:
        """Import, and report the changes and the skipped files."""
        source = str(options["source"])
        with TemporaryDirectory() as space:
            root = Path(source)
            if not root.is_dir():
                root = self._clone(source, Path(space))
            report = self._import(root, options)
        if options["json"]:
            self.stdout.write(orjson.dumps(asdict(report), option=orjson.OPT_INDENT_2).decode())
        else:
            self._print_report(report, dry_run=options["dry_run"])

    def _clone(self, address: str, space: Path) -> Path:
        if "://" not in address and "@" not in address:
            raise CommandError(f"{address} is neither a folder nor the address of a git repository.")
        try:
            return clone(address, space)
        except OSError as error:
            raise CommandError(f"The repository could not be cloned: {error}") from error

    def _import(self, root: Path, options: dict[str, Any]) -> Report:
        try:
            return self._with_progress(root, options)
        except DatesUnknownError as error:
            raise CommandError(
                f"{error} Nothing was imported. Fetch the history (git fetch --unshallow), or choose --dates file, "
                "--dates front-matter, --dates today or --dates git."
            ) from error

    def _with_progress(self, root: Path, options: dict[str, Any]) -> Report:
        self.copier = Copier() if options["copy_pictures"] else None
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Reading", total=None)
            return import_folder(
                root,
                status=Til.Status.DRAFT if options["draft"] else Til.Status.PUBLISHED,
                dry_run=options["dry_run"],
                dates=options["dates"],
                prune=options["prune"],
                copy=self.copier,
                progress=lambda done, total: bar.update(task, completed=done, total=total, description="Importing"),
            )

    def _print_report(self, report: Report, *, dry_run: bool) -> None:
        would = "would be " if dry_run else ""
        told = {
            "warning": report.warnings,
            "draft": report.drafts,
            "skipped": report.skipped,
            "gone": report.gone,
            "broken link": {path: ", ".join(dead) for path, dead in report.links.items()},
            "picture not copied": self.copier.failed if self.copier else {},
        }
        table = Table("What", "Note", "Why", title="Needs attention", title_justify="left", box=box.SIMPLE_HEAD)
        for word, reasons in told.items():
            for path, reason in sorted(reasons.items()):
                table.add_row(word, Text(path), Text(reason))
        if table.row_count:
            console = Console(width=WIDTH)
            with console.capture() as drawn:
                console.print(table)
            self.stdout.write(drawn.get())
        self.stdout.write(
            f"{report.created} {would}created, {report.updated} {would}updated ({report.moved} under a new name), "
            f"{report.unchanged} unchanged, {len(report.skipped)} skipped, {len(report.drafts)} kept as drafts, "
            f"{len(report.gone)} gone"
        )
