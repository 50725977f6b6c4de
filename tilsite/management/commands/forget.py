"""Forget one user or one API key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tilsite.forget import Tils, find_subject, forget


class Command(BaseCommand):
    """``manage.py forget USER`` or ``manage.py forget til_abcdefgh``; without ``--yes``, a dry run."""

    help = "Delete everything the site keeps about a user or a key. Without --yes, only report what would be deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("who", metavar="USER|KEY", help="a username, or a key's public part: til_abcdefgh")
        parser.add_argument(
            "--tils",
            choices=("keep", "delete"),
            default="keep",
            help="keep public and archived TILs without their author (default), or delete them too; drafts are deleted",
        )
        parser.add_argument("--yes", action="store_true", help="delete; only a backup can restore the data")

    def handle(self, *_: Any, who: str, tils: Tils, yes: bool, **_options: Any) -> None:
        """Forget, and report what was deleted and what stays."""
        subject = find_subject(who)
        if subject is None:
            raise CommandError(f"There is no user {who!r}, and no key with this public part.")
        with transaction.atomic():
            done = forget(subject, tils)
            transaction.set_rollback(not yes)
        for name, count in done.items():
            self.stdout.write(f"{count:6} {name}")
        self.stdout.write("What stays: backups, mirrors, logs, and what others have copied of public TILs.")
        if not yes:
            self.stdout.write("Nothing was changed. Run it again with --yes.")
