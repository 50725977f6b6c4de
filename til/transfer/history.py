"""When each file of a git repository was first committed."""

import subprocess
from datetime import datetime
from pathlib import Path
from shutil import which


def first_commits(root: Path) -> dict[str, datetime]:
    """Return the time of the first commit of each path below ``root``; empty without git or a repository."""
    git = which("git")
    if git is None:
        return {}
    command = [git, "-C", str(root), "log", "--relative", "--diff-filter=AR", "--name-only", "-z", "--format=%x01%aI"]
    result = subprocess.run(command, capture_output=True, check=False, timeout=120)  # noqa: S603 - fixed arguments
    found: dict[str, datetime] = {}
    for commit in result.stdout.decode("utf-8", "replace").split("\x01")[1:] if result.returncode == 0 else ():
        when, *paths = commit.replace("\n", "\0").split("\0")
        found |= {path: datetime.fromisoformat(when.strip()) for path in paths if path}  # the oldest comes last
    return found


def clone(address: str, into: Path) -> Path:
    """Copy a repository and return where it lies. Raises ``OSError`` with git's own words where it cannot."""
    git = which("git")
    if git is None:
        raise OSError("git is not installed")
    target = into / (address.rstrip("/").removesuffix(".git").rpartition("/")[2] or "repository")
    command = [git, "clone", "--quiet", "--", address, str(target)]
    result = subprocess.run(command, capture_output=True, check=False, timeout=600)  # noqa: S603 - "--" ends options
    if result.returncode:
        raise OSError(result.stderr.decode("utf-8", "replace").strip())
    return target
