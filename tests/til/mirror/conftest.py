"""A bare repository as the mirror, and a clone of it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

PERSON = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
PERSON |= {f"GIT_{role}_{what}": "somebody" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=folder, env=PERSON, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


@dataclass(frozen=True)
class Clone:
    """A user's working copy."""

    root: Path

    def pull(self) -> None:
        git(self.root, "fetch", "--quiet", "origin")
        git(self.root, "reset", "--quiet", "--hard", "origin/main")
        git(self.root, "clean", "--quiet", "-fd")

    def push(self, subject: str) -> str:
        """Commit all changes, push them, and return the commit."""
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "-m", subject)
        git(self.root, "push", "--quiet", "origin", "HEAD:main")
        return git(self.root, "rev-parse", "HEAD").strip()

    @property
    def notes(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*.md") if path.name != "README.md")

    def only(self) -> Path:
        (path,) = self.notes
        return path


@pytest.fixture
def remote(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
    settings.TIL_MIRROR = str(path)
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "media"
    return path


@pytest.fixture
def clone(remote: Path, tmp_path: Path) -> Clone:
    root = tmp_path / "theirs"
    git(tmp_path, "clone", "--quiet", str(remote), str(root))
    git(root, "checkout", "--quiet", "-B", "main")
    return Clone(root)


def subjects(remote: Path) -> list[str]:
    """Return the subjects of all commits, oldest first."""
    return git(remote, "log", "--reverse", "--format=%s", "main").splitlines()


def tree(remote: Path) -> dict[str, str]:
    """Return the text of each file."""
    names = git(remote, "ls-tree", "-r", "-z", "--name-only", "main").split("\0")
    return {name: git(remote, "show", f"main:{name}") for name in names if name}
