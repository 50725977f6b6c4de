"""Draft a TIL from files, links or standard input, live in the terminal."""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from generate.drafting.request import GenerateRequest
from generate.drafting.save import save_draft
from generate.drafting.start import start_draft
from generate.errors import GenerateError
from generate.language import LANGUAGES
from generate.management.terminal import Terminal
from generate.running.database import in_database
from generate.running.runner import runner
from generate.sources.file import File, plain_name
from generate.stream.events import Event
from generate.stream.live import Live
from generate.stream.position import Position
from til.caller import Caller


class Command(BaseCommand):
    """``manage.py draft notes.md paper.pdf https://…``; ``-`` reads standard input."""

    help = "Draft a TIL from notes, files or links, live in the terminal. Ctrl-C stops it and keeps the text so far."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command-line arguments."""
        parser.add_argument(
            "sources", nargs="+", metavar="FILE|URL|-", help="what to draft from; - reads notes from standard input"
        )
        parser.add_argument("--provider", help="the provider; see the settings")
        parser.add_argument("--language", choices=["auto", *LANGUAGES], default="auto")
        parser.add_argument("--json", action="store_true", help="print one event per line, as JSON")
        parser.add_argument("--user", help="user name of the draft's owner; no owner if omitted")
        parser.add_argument("--save", action="store_true", help="save it as a draft TIL")

    def handle(self, *_args: object, **options: Any) -> None:
        """Draft, print, and save if requested."""
        request, files = _request(options)
        try:
            show = _json if options["json"] else Terminal()
            live = asyncio.run(_draft(_caller(options["user"]), request, files, show, save=options["save"]))
        except GenerateError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. The text so far is kept.", returncode=130) from None
        if live.error:
            raise CommandError(str(live.error))


def _request(options: dict[str, Any]) -> tuple[GenerateRequest, dict[int, File]]:
    """Return the request and its files, each by the place of its source."""
    pieces, files = [], {}
    for at, name in enumerate(options["sources"]):
        if name.startswith(("http://", "https://")):
            pieces.append({"type": "url", "content": name})
        elif name == "-":
            pieces.append({"type": "text", "content": sys.stdin.read()})
        else:
            files[at] = _file(name)
            pieces.append({"type": "file", "content": files[at].name})
    one = {"input_type": pieces[0]["type"], "content": pieces[0]["content"]}
    given = one if len(pieces) == 1 else {"sources": pieces}
    try:
        return GenerateRequest(**given, provider=options["provider"], language=options["language"]), files
    except ValidationError as error:
        raise CommandError(error.errors()[0]["msg"].removeprefix("Value error, ")) from error


def _file(name: str) -> File:
    try:
        return File(Path(name).read_bytes(), plain_name(name) or "file")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def _caller(name: str | None) -> Caller:
    if name is None:
        return Caller()
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user named {name}.")
    return Caller(user_id=user.pk)


async def _draft(caller: Caller, request: GenerateRequest, files: dict[int, File], show: Any, *, save: bool) -> Live:
    live = await start_draft(caller, request, files=files)
    try:
        async with aclosing(_events(live.id)) as events:
            async for event in events:
                show(event)
        if save and not live.error:
            til = await in_database(save_draft, live.id)
            sys.stderr.write(f"Saved as the draft of day {til.day_number}.\n")
    except asyncio.CancelledError:
        await asyncio.shield(runner().cancel(live.id))
        await runner().until_ended(live.id)
        raise
    finally:
        await runner().stop()
    return live


async def _events(pk: int) -> AsyncGenerator[Event, None]:
    async with aclosing(runner().follow(Position(pk), lambda events: events)) as batches:
        async for batch in batches:
            for event in batch:
                yield event


def _json(event: Event) -> None:
    line = orjson.dumps({"event": event.name, "id": str(event.position), **event.data})
    sys.stdout.write(line.decode() + "\n")
    sys.stdout.flush()
