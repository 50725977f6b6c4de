"""The repository in TIL_MIRROR, through a local bare copy that is read and written with git's plumbing commands.

The copy is only a cache of the remote, so it may be lost, or left incomplete by a kill.
"""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files import locks

TRAILER = "Til-Change"
NAME, EMAIL = "tilsite", "tilsite@localhost"
SECONDS = 120  # maximum seconds of a command
_PLAIN = {"100644", "100755"}
_FORM = "%H%x00%P%x00%an%x00%aI%x00%s%x00%(trailers:key=Til-Change,valueonly,separator=%x2C)"
Tree = Mapping[str, str]  # name → blob


class GitError(Exception):
    """A git command failed; the message contains no password."""


class Busy(GitError):
    """Another process on this machine is using the copy."""


class Rejected(GitError):
    """Others pushed first."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit; ``marks`` are the site's changes named in its message."""

    sha: str
    parent: str
    author: str
    when: str
    subject: str
    marks: tuple[str, ...]


class Repository:
    """The remote at ``address`` and its copy in ``folder``; use it inside ``held``."""

    def __init__(self, folder: Path, address: str, key: str = "") -> None:
        self._folder, self._address = folder, address
        self._copy = folder / "copy.git"
        ssh = "ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20 -o ServerAliveInterval=15"
        ssh += f" -o UserKnownHostsFile={shlex.quote(str(folder / 'known_hosts'))}"
        ssh += f" -o IdentitiesOnly=yes -i {shlex.quote(key)}" if key else ""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _WHO}
        self._environment = kept | who | {"GIT_SSH_COMMAND": ssh, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        self._held: tuple[int, ...] = ()
        self._branch = ""

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Lock the copy. Raises Busy. A git process that outlives this process keeps the lock until it ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("wb") as file:
            if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
                raise Busy("Another process is pushing.")
            self._held = (file.fileno(),)
            for left in self._copy.rglob("*.lock"):  # left by a killed git process
                left.unlink()
            yield

    def head(self) -> str:
        """Fetch, and return the remote's last commit, "" if there is none."""
        if not self._copy.is_dir():
            self._clone()
        self._branch = self._branch or self.git("symbolic-ref", "--short", "HEAD").decode().strip()
        there = self._remote("ls-remote", "--", self._address, f"refs/heads/{self._branch}").split()
        if not there:
            return ""
        ref = f"refs/heads/{self._branch}"
        if self._run("rev-parse", "--verify", "--quiet", ref).stdout.split() != there[:1]:
            self._remote("fetch", "--quiet", "--", self._address, f"+{ref}:{ref}")
        return self.git("rev-parse", "--verify", ref).decode().strip()

    def has(self, sha: str) -> bool:
        """Return whether a commit is in the copy."""
        return self._run("cat-file", "-e", f"{sha}^{{commit}}").returncode == 0

    def is_before(self, first: str, last: str) -> bool:
        """Return whether ``first`` is an ancestor of ``last``."""
        return self._run("merge-base", "--is-ancestor", first, last).returncode == 0

    def commits(self, after: str, until: str) -> list[Commit]:
        """Return the commits of ``until`` that are not in ``after``, oldest first."""
        since = [f"^{after}"] if after else []
        log = self.git("log", "--topo-order", "--reverse", "-z", f"--format={_FORM}", until, *since)
        words = log.decode("utf-8", "replace").split("\0")
        found = (words[at : at + 6] for at in range(0, len(words) - 5, 6))
        return [
            Commit(sha, parents.partition(" ")[0], author, when, subject, tuple(filter(None, marks.strip().split(","))))
            for sha, parents, author, when, subject, marks in found
        ]

    def touched(self, sha: str) -> list[str]:
        """Return the names of files changed by a commit; for a merge, those that differ from all parents."""
        names = self.git("diff-tree", "-r", "-c", "--root", "--no-commit-id", "--no-renames", "--name-only", "-z", sha)
        return [name for name in names.decode("utf-8", "replace").split("\0") if name]

    def tree(self, sha: str) -> dict[str, str]:
        """Return the regular files of a commit with their blobs."""
        rows = self.git("ls-tree", "-r", "-z", sha).decode("utf-8", "replace").split("\0") if sha else []
        split = (row.partition("\t") for row in rows if row)
        return {name: info.split()[2] for info, _, name in split if info.split()[0] in _PLAIN}

    def blob(self, sha: str) -> bytes:
        """Return the bytes of a file."""
        return self.git("cat-file", "blob", sha)

    def store(self, data: bytes) -> str:
        """Store the bytes of a file, and return its blob."""
        return self.git("hash-object", "-w", "--stdin", data=data).decode().strip()

    def commit(self, parent: str, changes: Mapping[str, str], message: str, when: str) -> str:
        """Return a new commit on ``parent`` with ``changes``, name → blob or "" for a file to remove.

        Returns ``parent`` if nothing changes.
        """
        index = {"GIT_INDEX_FILE": str(self._copy / "index-of-mirror")}
        self.git("read-tree", parent or "--empty", more=index)
        rows = (
            f"100644 {blob}\t{name}" if blob else f"0 {'0' * len(parent)}\t{name}" for name, blob in changes.items()
        )
        self.git(
            "update-index",
            "-z",
            "--replace",
            "--index-info",
            data="".join(f"{row}\0" for row in rows).encode(),
            more=index,
        )
        tree = self.git("write-tree", more=index).decode().strip()
        if parent and self.git("rev-parse", f"{parent}^{{tree}}").decode().strip() == tree:
            return parent
        on = ["-p", parent] if parent else []
        made = self.git("commit-tree", *on, tree, data=message.encode(), more={"GIT_AUTHOR_DATE": when})
        return made.decode().strip()

    def push(self, sha: str) -> None:
        """Push, never by force. Raises Rejected."""
        to = f"{sha}:refs/heads/{self._branch}"
        result = self._run("push", "--porcelain", "--no-verify", "--", self._address, to)
        if result.returncode and b"[rejected]" in result.stdout:
            raise Rejected(self._message_of(result))
        if result.returncode:
            raise GitError(self._message_of(result))

    def merged(self, base: str, ours: str, theirs: str) -> str:
        """Return ``ours`` merged with the changes from ``base`` to ``theirs``; ``theirs`` wins conflicts."""
        if ours == base:
            return theirs
        places = [self._folder / f"merge-{name}" for name in ("ours", "base", "theirs")]
        for place, text in zip(places, (ours, base, theirs), strict=True):
            place.write_bytes(text.encode())
        result = self._run("merge-file", "-p", *map(str, places))
        return theirs if result.returncode else result.stdout.decode("utf-8", "replace")

    def git(self, *arguments: str, data: bytes = b"", more: Mapping[str, str] | None = None) -> bytes:
        """Return the output of a git command on the copy. After a failure, the copy is deleted, to be fetched again."""
        result = self._run(*arguments, data=data, more=more)
        if result.returncode:
            shutil.rmtree(self._copy, ignore_errors=True)
            raise GitError(self._message_of(result))
        return result.stdout

    def _clone(self) -> None:
        part = self._folder / "part.git"
        shutil.rmtree(part, ignore_errors=True)
        self._remote("clone", "--quiet", "--bare", "--", self._address, str(part))
        part.rename(self._copy)

    def _remote(self, *arguments: str) -> bytes:
        result = self._run(*arguments)
        if result.returncode and self._copy.is_dir() and self._run("fsck", "--connectivity-only").returncode:
            shutil.rmtree(self._copy, ignore_errors=True)
        if result.returncode:
            raise GitError(self._message_of(result))
        return result.stdout

    def _run(
        self, *arguments: str, data: bytes = b"", more: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        git = shutil.which("git")
        if git is None:
            raise GitError("git is not installed here. On Debian: apt-get install git")
        where = [f"--git-dir={self._copy}"] if arguments[0] not in {"clone", "ls-remote"} else []
        command: Sequence[str] = [git, "-c", "gc.autoDetach=false", *where, *arguments]
        try:
            return subprocess.run(  # noqa: S603 - fixed program, no shell
                command,
                input=data,
                capture_output=True,
                check=False,
                timeout=SECONDS,
                env=self._environment | dict(more or {}),
                pass_fds=self._held if os.name == "posix" else (),
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git {arguments[0]} took longer than {SECONDS} s") from None

    def _message_of(self, result: "subprocess.CompletedProcess[bytes]") -> str:
        said = (result.stderr + b"\n" + result.stdout).decode("utf-8", "replace").strip()
        return re.sub(r"(?<=://)[^/\s@]+@", "…@", said)[:500] or "git failed"


_WHO = (("NAME", NAME), ("EMAIL", EMAIL))
