"""Create an API key and print only the key."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tilsite.access.keys.models import SCOPES, USUAL_SCOPES, ApiKey


class Command(BaseCommand):
    """``manage.py create_api_key NAME`` prints the key to standard output, for scripts."""

    help = "Create an API key and print it. It cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare name, owner and scopes."""
        parser.add_argument("name", help="who or what uses the key")
        parser.add_argument("--user", help="the username of its owner")
        parser.add_argument(
            "--scope",
            action="append",
            choices=[scope for scope, _ in SCOPES],
            help=f"what it may do; can be repeated (default: {', '.join(USUAL_SCOPES)})",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Create the key and print it."""
        user = None
        if options["user"]:
            users = get_user_model().objects.filter(username=options["user"])
            user = users.first()
            if user is None:
                raise CommandError(
                    f"There is no user named {options['user']!r}. Create one with createsuperuser first."
                )
        key = ApiKey.objects.issue(options["name"], scopes=options["scope"] or USUAL_SCOPES, user=user)
        self.stdout.write(key.text)
