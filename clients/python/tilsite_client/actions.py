"""The subcommands; each returns its exit status."""

import getpass
import json
import shutil
import subprocess
import sys
import webbrowser
from argparse import Namespace
from typing import Any

from tilsite_client import completion, places
from tilsite_client.client import TilClient
from tilsite_client.delivery import Undecided, deliver, is_for_later
from tilsite_client.editor import edit
from tilsite_client.errors import TilError
from tilsite_client.http import Options
from tilsite_client.notes import waiting_of
from tilsite_client.outbox import Waiting, elsewhere, held, waiting
from tilsite_client.screen import Screen, row

RETRIES = 6  # about four seconds with LONGEST_WAIT; afterwards a draft waits in the outbox
LONGEST_WAIT = 1.0


async def draft(said: Namespace) -> int:
    """Draft, save, and send waiting drafts."""
    login, screen = _login(), Screen(is_quiet=said.json)
    options = {name: value for name in ("provider", "language") if (value := getattr(said, name))}
    one = waiting_of(login.url, said.notes, options, notes=said.message, publish=said.publish)
    if one is None:
        sys.stderr.write("til: There is no input. See `til --help`.\n")
        return 2
    one.keep()
    screen.progress("Reading …")
    async with _client(login, screen) as client:
        status = await _deliver(client, one, screen, said)
        return await _send_others(client, login, screen) if status == 0 else status


async def send(said: Namespace) -> int:
    """Send waiting drafts."""
    login, screen = _login(), Screen(is_quiet=True)
    async with _client(login, screen) as client:
        status, results = 0, []
        for one in waiting(login.url):
            ended, til = await _try(client, one, screen)
            status = status or ended
            if til:
                results.append(til)
                _report(til, login, screen)
    left = len(waiting(login.url))
    if said.json:
        _print_json({"sent": results, "waiting": left})
    elif not results and not left:
        screen.say("No drafts are waiting.")
    for site, number in elsewhere(login.url).items():
        screen.say(f"Waiting for {site}: {number}. Run `til login {site}`, then `til send`.")
    return status


async def list_tils(said: Namespace) -> int:
    """List or search."""
    login, query = _login(), {"q": " ".join(said.words)} if hasattr(said, "words") else {}
    found: list[dict[str, Any]] = []
    async with _client(login, Screen(is_quiet=True)) as client:
        async for til in client.tils.all(**query):
            if len(found) == said.n:
                break
            found.append(til)
    if said.json:
        _print_json(found)
        return 0
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    for til in found:
        sys.stdout.write(f"{row(til, columns)}\n")
    return 0


async def open_til(said: Namespace) -> int:
    """Open a TIL in the browser."""
    login = _login()
    async with _client(login, Screen(is_quiet=True)) as client:
        async for til in client.tils.all():
            if said.day in {None, til["day_number"]}:
                address = login.url.rstrip("/") + til["path"]
                sys.stdout.write(f"{address}\n")
                webbrowser.open(address)
                return 0
    raise TilError(f"There is no TIL {said.day}." if said.day else "There is no TIL yet.", "not_found")


async def log_in(said: Namespace) -> int:
    """Ask for a key, test it, and store it."""
    url = said.url.rstrip("/")
    url = url if "://" in url else f"https://{url}"
    key = (getpass.getpass("API key: ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
    login = places.Login(url, key)
    async with _client(login, Screen(is_quiet=True)) as client:
        me = await client.me()
    place = places.save_login(login)
    sys.stderr.write(f"Signed in to {url} as {me['user'] or 'a key'}. The key is in {place}.\n")
    if missing := {"read", "generate", "write"} - set(me["scopes"]) if "admin" not in me["scopes"] else set():
        sys.stderr.write(f"This key lacks: {', '.join(sorted(missing))}. Drafting needs read, generate and write.\n")
    return 0


async def log_out(_: Namespace) -> int:
    """Delete the stored key."""
    url = places.forget_login()
    sys.stderr.write(f"The key for {url} was deleted.\n" if url else "You are not signed in.\n")
    return 0


async def print_completion(said: Namespace) -> int:
    """Print a completion script."""
    sys.stdout.write(completion.SCRIPTS[said.shell])
    return 0


async def _deliver(client: TilClient, one: Waiting, screen: Screen, said: Namespace) -> int:
    status, til = await _try(client, one, screen, edits=said.edit)
    if til:
        screen.finish()
        if said.json:
            _print_json(til)
        _report(til, places.Login(one.url, ""), screen)
    elif said.json and status == 0:
        _print_json({"waiting": True})
    return status


async def _try(
    client: TilClient, one: Waiting, screen: Screen, *, edits: bool = False
) -> tuple[int, dict[str, Any] | None]:
    """Deliver one draft; return the exit status and the TIL. On failure, keep it for later or set it aside."""
    with held(one) as mine:
        if mine is None:
            return 0, None
        try:
            return 0, await deliver(client, mine, screen, edit if edits else None)
        except Undecided:
            mine.drop()
            screen.say(f"Nothing was saved. The site keeps the draft as generation {mine.generation_id}.")
            return 1, None
        except subprocess.CalledProcessError as error:
            screen.say(f"til: The editor ended with status {error.returncode}. `til send` saves the draft unedited.")
            return 1, None
        except OSError as error:
            screen.say(f"til: The editor could not be started: {error}. `til send` saves the draft unedited.")
            return 1, None
        except TilError as error:
            return _failed(mine, error, screen), None


def _failed(one: Waiting, error: TilError, screen: Screen) -> int:
    """Report why a draft failed and where its notes are."""
    if is_for_later(error):
        screen.say(f"til: {error} Your notes are kept; `til send` or the next `til` sends them.")
        return 0 if error.status == 0 and error.code == "connection_lost" else 1
    why = "; ".join(f"{name}: {', '.join(faults)}" for name, faults in error.fields.items()) or str(error)
    screen.say(f"til: {why} Your notes are in {one.set_aside(str(error))}.")
    return 1


async def _send_others(client: TilClient, login: places.Login, screen: Screen) -> int:
    """Send waiting drafts, now that the site is reachable."""
    for one in waiting(login.url):
        _, til = await _try(client, one, Screen(is_quiet=True))
        if til:
            _report(til, login, screen)
    return 0


def _report(til: dict[str, Any], login: places.Login, screen: Screen) -> None:
    tags = "".join(f" #{tag['slug']}" for tag in til["tags"])
    what = "Published" if til["status"] == "published" else "Saved as a draft"
    screen.say(f"Day {til['day_number']} · {til['title']}{tags}")
    screen.say(f"{what}: {login.url.rstrip('/')}{til['path']}")


def _login() -> places.Login:
    login = places.login()
    if login is None:
        raise TilError("You are not signed in. Run `til login URL`, or set TIL_URL and TIL_KEY.", "no_login")
    return login


def _client(login: places.Login, screen: Screen) -> TilClient:
    return TilClient(
        login.url, login.key, options=Options(retries=RETRIES, max_backoff=LONGEST_WAIT, on_retry=screen.retry)
    )


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
