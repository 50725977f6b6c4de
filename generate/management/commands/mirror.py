"""Sync with the Git mirror immediately."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from generate.drafting.pushed import propose
from til.mirror.outbox import catch_up
from til.mirror.repository import GitError
from til.mirror.sync import sync


class Command(BaseCommand):
    """``manage.py mirror``; a running server does the same automatically."""

    help = "Push public TILs to the Git repository TIL_MIRROR, and fetch edits that were pushed to it."

    def handle(self, *_: Any, **__: Any) -> None:
        """Sync, and report the results."""
        if not settings.TIL_MIRROR:
            raise CommandError("Set TIL_MIRROR to a Git repository, such as git@github.com:you/til.git.")
        catch_up()
        try:
            done = sync(propose)
        except GitError as error:
            raise CommandError(
                f"{error}\nNothing is lost: waiting changes are pushed with the next attempt."
            ) from error
        self.stdout.write(f"{done.pushed} changes pushed, {done.edits} edits to review")
