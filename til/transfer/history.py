"""What git knows of a collection: when each file was first committed, and a copy of a repository."""

import re
import subprocess
from datetime import datetime
from pathlib import Path
from shutil import which


def first_commits(root: Path) -> dict[str, datetime]:
    """Return the time of the first commit of each path below ``root``; empty without git or a repository."""
    asked = ["-C", str(root), "log", "--relative", "--diff-filter=AR", "--name-only", "-z", "--format=%x01%aI"]
    try:
        log = _git(*asked)
    except OSError:
        return {}
    found: dict[str, datetime] = {}
    for commit in log.split("\x01")[1:]:
        when, *paths = commit.replace("\n", "\0").split("\0")
        found |= {path: datetime.fromisoformat(when.strip()) for path in paths if path}  # the oldest comes last
    return found


def known_as(root: Path) -> str:
    """Return what a collection is called wherever it lies: owner and name of its repository, else its folder."""
    try:
        address = _git("-C", str(root), "config", "--get", "remote.origin.url").strip()
    except OSError:
        address = ""
    if not address or not (root / ".git").exists():  # a folder inside another repository is its own collection
        return root.resolve().name
    parts = re.split(r"[/:]", address.rstrip("/").removesuffix(".git"))
    return "/".join(part for part in parts[-2:] if part)


def clone(address: str, into: Path) -> Path:
    """Copy a repository and return where it lies. Raises ``OSError`` with git's own words where it cannot."""
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
