"""Sync in a child process that is killed before, after or during one of its git commands."""

import os
import shutil
import time
from pathlib import Path

from django.db import connections

from generate.drafting.pushed import propose
from til.mirror.repository import Busy, GitError
from til.mirror.sync import sync

_GIT = """#!/bin/sh
n=$(cat "{folder}/left"); echo $((n - 1)) > "{folder}/left"
[ "$n" -ne 0 ] && exec "{git}" "$@"
case {how} in
before) kill -9 $PPID ;;
behind) "{git}" "$@"; kill -9 $PPID ;;
within) exec 3<&0; "{git}" "$@" <&3 & sleep {pause}; kill -9 $PPID; kill -9 $! ;;
outlived) exec 3<&0; "{git}" "$@" <&3 & kill -9 $PPID; wait ;;
esac
"""
HOW = ("before", "behind", "within", "outlived")


def _sync() -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            sync(propose)
        except Busy:  # a git process that outlives its site
            time.sleep(0.02)
        except GitError:
            return
        else:
            return


def sync_killed(folder: Path, at: int, how: str, pause: float = 0.003) -> bool:
    """Sync, killed at git command number ``at``; return whether it got that far."""
    folder.mkdir(exist_ok=True)
    script = folder / "git"
    script.write_text(_GIT.format(folder=folder, git=shutil.which("git"), how=how, pause=pause))
    script.chmod(0o755)
    (folder / "left").write_text(str(at))
    connections.close_all()
    child = os.fork()
    if child == 0:
        os.environ["PATH"] = f"{folder}:{os.environ['PATH']}"
        try:
            _sync()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
