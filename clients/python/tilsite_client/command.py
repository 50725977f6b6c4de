"""The ``til`` command."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from tilsite_client.actions import draft, list_tils, log_in, log_out, open_til, print_completion, send
from tilsite_client.errors import TilError

Action = Callable[[argparse.Namespace], Coroutine[Any, Any, int]]
DRAFTING = """\
til "git switch - goes back"     draft from notes
pbpaste | til                    draft from what a pipe brings
til https://example.com/post     draft from a page
til notebook.ipynb               draft from a file
til a.md https://example.com -m "my notes"   … from all of them
"""
EPILOG = """\
TIL_URL and TIL_KEY stand in for `til login`. Notes that are a command's name go behind --: til -- log
"""


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each subcommand by name; drafting has an empty name."""
    made = {name: _parser(f"til {name}".strip(), does) for name, does in HELP.items()}
    drafting = made[""]
    drafting.add_argument(
        "notes", nargs="*", metavar="NOTES", help="notes, or links and files; standard input if omitted"
    )
    drafting.add_argument("-m", "--message", default="", metavar="NOTES", help="notes beside links and files")
    drafting.add_argument("-e", "--edit", action="store_true", help="open $EDITOR with the draft before it is saved")
    drafting.add_argument("-p", "--publish", action="store_true", help="publish immediately instead of saving a draft")
    drafting.add_argument("--provider", help="the provider: anthropic, openai, google or offline")
    drafting.add_argument("--language", choices=["auto", "ko", "en"], help="the language of the draft")
    made["login"].add_argument("url", metavar="URL", help="the site's address")
    for name in ("log", "search"):
        made[name].add_argument("-n", type=int, default=20, metavar="N", help="maximum number (20)")
    made["search"].add_argument("words", nargs="+", metavar="WORD")
    made["open"].add_argument("day", nargs="?", type=int, metavar="DAY", help="the day number; defaults to the latest")
    made["completion"].add_argument("shell", choices=["bash", "zsh", "fish"])
    for name in ("", "log", "search", "send"):
        made[name].add_argument("--json", action="store_true", help="print JSON instead of text")
    return made


def main() -> None:
    """Run the command and end the process with its status."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `til log | head` ends quietly
    words = sys.argv[1:]
    name = words.pop(0) if words and words[0] in ACTIONS and words[0] else ""
    try:
        parsed = parsers()[name].parse_intermixed_args(words)
        sys.exit(asyncio.run(ACTIONS[name](parsed)))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        sys.exit(130)
    except TilError as error:
        sys.exit(f"til: {error}")
    except OSError as error:
        sys.exit(f"til: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")


def _parser(name: str, does: str) -> argparse.ArgumentParser:
    is_drafting = name == "til"
    others = "".join(f"til {other:<28} {text}\n" for other, text in HELP.items() if other)
    return argparse.ArgumentParser(
        prog=name,
        description=f"{does}\n\n{DRAFTING}{others}" if is_drafting else does,
        usage="til [options] [NOTES …]" if is_drafting else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EPILOG if is_drafting else None,
    )


HELP = {
    "": "Turn what you learned into a Today I Learned post.",
    "login": "store a site's address and your key",
    "logout": "delete the stored key",
    "log": "list the latest TILs",
    "search": "find TILs",
    "open": "open a TIL in the browser",
    "send": "send drafts that wait for a connection",
    "completion": "print a shell's completion script",
}
ACTIONS: dict[str, Action] = {
    "": draft,
    "login": log_in,
    "logout": log_out,
    "log": list_tils,
    "search": list_tils,
    "open": open_til,
    "send": send,
    "completion": print_completion,
}

if __name__ == "__main__":
    main()
