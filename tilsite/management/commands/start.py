"""Make everything ready, say where to look, and serve the site on this machine."""

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from tilsite import env, login_once, newcomer

HOST = "127.0.0.1"
EXAMPLE = Path("examples") / "notes.en.md"
GRACE = 3  # seconds that open streams get to end
MESSAGE_BYTES = 65_536  # the most that a WebSocket message may bring


class Command(BaseCommand):
    """``manage.py start``: what ``make run`` runs. The port comes from PORT."""

    help = "Make the site ready and serve it on this machine, port $PORT (8000)."

    def handle(self, *_args: object, **_options: Any) -> None:
        """Prepare, serve, tell as soon as it answers, until Ctrl-C."""
        port = env.integer("PORT", 8000, least=1, most=65_535)
        refuse_taken(port)
        console = Console(highlight=False)
        with console.status("Preparing the database and the pages …"):
            call_command("migrate", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            user = newcomer.admin_user()
            key = newcomer.api_key(user)
        if newcomer.is_empty():
            console.print(f"[bold]A first draft[/], from {EXAMPLE}:\n")
            call_command("draft", str(settings.BASE_DIR / EXAMPLE), user=user.username, save=True)
        site, login, password = f"http://{HOST}:{port}", login_once.path_for(user), newcomer.admin_password(user)
        serve(port, lambda: tell(console, site, login, password, key))
        console.print("\nStopped. Everything is kept; [bold]make run[/] starts it again.")


def refuse_taken(port: int) -> None:
    """Raise CommandError where something else listens on ``port``."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Try: make run PORT={port + 1}"
            ) from error


def tell(console: Console, site: str, login: str, password: str | None, key: str) -> None:
    """Say where to look, how to get in, and how to stream a draft."""
    places = {
        "Site": f"{site}/",
        "Write a draft": f"{site}/generate/",
        "Admin": f"{site}/admin/",
        "API": f"{site}/api/v1/docs",
        "Signs you in, once": f"{site}{login}",
        "Or by password": f"{newcomer.ADMIN} / {password or '(the one you chose)'}",
    }
    console.print()
    for name, place in places.items():
        console.print(f"[bold]{name:<20}[/]{place}", soft_wrap=True)
    console.print("\nStream a draft from another terminal:\n")
    console.out(curl_line(site, key), highlight=False)
    console.print("\nCtrl-C stops.")


def curl_line(site: str, key: str) -> str:
    """Return a command that streams a draft, ready to paste."""
    body = '{"content": "git switch -c NAME makes a branch and goes there. git switch - goes back."}'
    return (
        f"  curl -N {site}/api/v1/generate/stream -H 'Authorization: Bearer {key}' "
        f"-H 'Content-Type: application/json' -d '{body}'"
    )


class Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
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
        timeout_graceful_shutdown=GRACE,
        ws="auto",
        ws_max_size=MESSAGE_BYTES,
    )
    with suppress(KeyboardInterrupt):
        Server(config, answers).run()
