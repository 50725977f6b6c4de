"""Git access for imports: dates of first commits, and clones."""

import re
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shutil import which

_ON_THE_WEB = re.compile(r"(?:https?://|ssh://)?(?:[\w.-]+@)?((?:www\.)?git(?:hub|lab)\.com)[/:]([^?#]+?)(?:\.git)?/?$")


def first_commits(root: Path) -> dict[str, datetime]:
    """Return the time of the first commit of each file below ``root``, renames included.

    Empty without git or a repository.
    """
    form = ["--relative", "-M", "--diff-filter=AR", "--name-status", "-z", "--format=%x01%aI"]
    try:
        log = _git("-C", str(root), "-c", "diff.renameLimit=10000", "log", *form)
    except OSError:
        return {}
    found: dict[str, datetime] = {}
    now: dict[str, str] = {}  # earlier name → current name
    for commit in log.split("\x01")[1:]:  # newest commits come first
        when, *words = (word for word in commit.replace("\n", "\0").split("\0") if word)
        day = datetime.fromisoformat(when.strip())
        for current in _added(words, now):
            found[current] = day
    return found


def _added(words: list[str], now: dict[str, str]) -> Iterator[str]:
    """Yield the current name of each file that a commit added or renamed; record earlier names in ``now``."""
    rest, renamed = iter(words), {}
    for kind in rest:
        before = next(rest)
        after = next(rest) if kind.startswith("R") else before
        current = now.pop(after, after)
        if after != before:
            renamed[before] = current
        yield current
    now |= renamed


def why_undated(root: Path) -> str:
    """Return why git cannot date a repository's files, or "" if it can or there is no repository."""
    try:
        is_shallow = _git("-C", str(root), "rev-parse", "--is-shallow-repository").strip() == "true"
    except OSError as error:
        return f"git failed: {error}" if (root / ".git").exists() else ""
    return "the repository is a shallow clone, without its history" if is_shallow else ""


def known_as(root: Path) -> str:
    """Return a collection's name, independent of its location: its repository's owner and name, else its folder."""
    try:
        address = _git("-C", str(root), "config", "--get", "remote.origin.url").strip()
    except OSError:
        address = ""
    if not address or not (root / ".git").exists():  # a folder inside another repository is a separate collection
        return root.resolve().name
    parts = re.split(r"[/:]", address.rstrip("/").removesuffix(".git"))
    return "/".join(part for part in parts[-2:] if part)


def shown_at(root: Path) -> str:
    """Return the web address of a repository's files, or "" if unknown."""
    try:
        address = _git("-C", str(root), "config", "--get", "remote.origin.url").strip()
    except OSError:
        return ""
    found = _ON_THE_WEB.match(address) if (root / ".git").exists() else None
    return f"https://{found[1]}/{found[2]}/blob/HEAD" if found else ""


def clone(address: str, into: Path) -> Path:
    """Clone a repository and return its path. Raises ``OSError`` with git's message if that fails."""
    target = into / (address.rstrip("/").removesuffix(".git").rpartition("/")[2] or "repository")
    _git("clone", "--quiet", "--", address, str(target))
    return target


def _git(*arguments: str) -> str:
    git = which("git")
    if git is None:
        raise OSError("git is not installed")
    command = [git, *arguments]
    result = subprocess.run(command, capture_output=True, check=False, timeout=600)  # noqa: S603 - callers fix the command
    if result.returncode:
        raise OSError(result.stderr.decode("utf-8", "replace").strip())
    return result.stdout.decode("utf-8", "replace")
