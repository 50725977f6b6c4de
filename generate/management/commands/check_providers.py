"""Test the configured providers, and report what to change if one fails."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext
from rich.console import Console
from rich.table import Table

from generate.llm.check import Examined
from generate.providers import examine_here, provider_name


class Command(BaseCommand):
    """``manage.py check_providers``: three requests to each, a few tokens in all."""

    help = "Ask each configured provider for its models and for one word, and report what to change if that fails."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument("names", nargs="*", metavar="provider", help="only these: anthropic, openai, google")

    def handle(self, *_args: object, **options: Any) -> None:
        """Print a table; fail if a provider does not work."""
        found = asyncio.run(examine_here(options["names"]))
        if not found:
            raise CommandError(
                "No provider is configured, so drafts are made without a model. Set a key or a base URL."
            )
        Console().print(table(found))
        broken = [one.name for one in found if not one.streams]
        if broken:
            raise CommandError(f"Does not work: {', '.join(broken)}.")


def table(found: list[Examined]) -> Table:
    """Return the results, one row per provider."""
    made = Table("Provider", "Model", "Models", "Stream", "Whole", "Context")
    made.add_column("What to change", overflow="fold")
    for one in found:
        models = "–" if one.models is None else str(len(one.models))
        context = f"{one.context:,}" if one.context else "–"
        cures = "\n".join(gettext(cure.sentence) % cure.values for cure in one.cures) or "–"
        works = ["yes" if way else "no" for way in (one.streams, one.whole)]
        made.add_row(provider_name(one.name), one.model, models, *works, context, cures)
    return made
