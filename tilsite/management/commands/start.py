"""Prepare the database and files, print how to start, and serve the site on this machine."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext
from rich.console import Console

from generate.providers import check_models_here
from til.search.index import tidy
from tilsite import env, first_run
from tilsite.access import login_once
from tilsite.http.protocol import Protocol

HOST = "127.0.0.1"
EXAMPLE = Path("examples") / "notes.en.md"
GRACE = 3  # seconds for open streams to end
MESSAGE_BYTES = 65_536  # maximum size of a WebSocket message


class Command(BaseCommand):
    """``manage.py start``: what ``make run`` runs. The port comes from PORT."""

    help = "Prepare the site and serve it on this machine, port $PORT (8000)."

    def handle(self, *_args: object, **_options: Any) -> None:
        """Prepare, serve until Ctrl-C, and print how to start once the site answers."""
        port = env.integer("PORT", 8000, least=1, most=65_535)
        refuse_taken(port)
        console = Console(highlight=False)
        with console.status("Preparing the database and the pages …"):
            call_command("migrate", verbosity=0)
            tidy()
            call_command("collectstatic", interactive=False, verbosity=0)
            user = first_run.admin_user()
            key = first_run.api_key(user)
        self._check_models(console)
        if first_run.is_empty():
            console.print(f"[bold]A first draft[/], from {EXAMPLE}:\n")
            call_command("draft", str(settings.BASE_DIR / EXAMPLE), user=user.username, save=True)
        site, login, password = f"http://{HOST}:{port}", login_once.path_for(user), first_run.admin_password(user)
        serve(port, lambda: tell(console, site, login, password, key))
        console.print("\nStopped. All data is kept; [bold]make run[/] starts the site again.")

    def _check_models(self, console: Console) -> None:
        """Warn before the first draft if a self-hosted server lacks the configured model."""
        for found in asyncio.run(check_models_here()):
            for cure in found.cures:
                console.print(f"[bold yellow]{gettext(cure.sentence) % cure.values}[/]")


def refuse_taken(port: int) -> None:
    """Raise CommandError if another program listens on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Try: make run PORT={port + 1}"
            ) from error


def tell(console: Console, site: str, login: str, password: str | None, key: str) -> None:
    """Print the site's URL, how to sign in, and how to stream a draft."""
    places = {
        "Site": f"{site}/",
        "Write a draft": f"{site}/generate/",
        "Admin": f"{site}/admin/",
        "API": f"{site}/api/v1/docs",
        "Time zone of days": f"{settings.TIME_ZONE} (TIME_ZONE=… to change)",
        "One-time link": f"{site}{login}",
        "Or with a password": f"{first_run.ADMIN} / {password or '(the one you chose)'}",
    }
    console.print()
    for name, place in places.items():
        console.print(f"[bold]{name:<20}[/]{place}", soft_wrap=True)
    console.print("\nStream a draft from another terminal:\n")
    console.out(curl_line(site, key), highlight=False)
    console.print("\nCtrl-C stops.")


def curl_line(site: str, key: str) -> str:
    """Return a command that streams a draft, ready to paste."""
    body = '{"content": "git switch -c NAME creates a branch and switches to it. git switch - goes back."}'
    return (
        f"  curl -N {site}/api/v1/generate/stream -H 'Authorization: Bearer {key}' "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )


class Server(uvicorn.Server):
    """A server that reports when it is ready."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then report it."""
        await super().startup(sockets)
        if self.started:
            self._answers()


def serve(port: int, answers: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``answers`` is called once the site does."""
    config = uvicorn.Config(
        "tilsite.asgi:application",
        host=HOST,
        port=port,
        log_level="warning",
        http=Protocol,
        timeout_graceful_shutdown=GRACE,
        ws="auto",
        ws_max_size=MESSAGE_BYTES,
    )
    with suppress(KeyboardInterrupt):
        Server(config, answers).run()
