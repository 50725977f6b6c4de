"""Sync site and repository: fetch, import commits of others, push pending changes. Safe to kill at any step.

A change counts as pushed once a commit with its mark is in the repository. So a kill between push and database write
loses nothing, and processes need no coordination: the remote accepts only one push.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, transaction

from til.mirror import incoming, outbox, outgoing
from til.mirror.incoming import Propose
from til.mirror.models import Change, File, Read
from til.mirror.repository import Busy, GitError, Rejected, Repository
from til.schedule import publish_if_due

logger = logging.getLogger(__name__)
AT_ONCE = 50  # changes in one push
TRIES = 10  # attempts while others push
LOOK_SECONDS = 2.0  # for changes of the site
FETCH_SECONDS = 60.0  # for changes of others
LONGEST_WAIT = 300.0  # after failures


@dataclass
class Done:
    """The numbers of pushed changes and of edits to review."""

    pushed: int = 0
    edits: int = 0


def repository() -> Repository:
    """Return the configured repository."""
    return Repository(Path(settings.VAR_DIR) / "mirror", settings.TIL_MIRROR, settings.TIL_MIRROR_KEY)


def sync(propose: Propose) -> Done:
    """Push every pending change, and import every edit. Raises GitError; completed steps stay completed."""
    done = Done()
    there = repository()
    with there.held():
        for _ in range(TRIES):
            if _is_all_pushed(there, propose, done):
                return done
    raise GitError("Others keep pushing. The next attempt continues from here.")


def _is_all_pushed(there: Repository, propose: Propose, done: Done) -> bool:
    """Fetch and push, and count the results; return False if others pushed in between."""
    head = there.head()
    done.edits += _read(there, head, propose)
    while made := _commits(there, head):
        head = made[-1]
        try:
            there.push(head)
        except Rejected:
            return False
        done.edits += _read(there, head, propose)
        done.pushed += len(made)
    return True


def _read(there: Repository, head: str, propose: Propose) -> int:
    """Import the news up to ``head``, unless another process has already read it."""
    before = _begin()
    if before.commit == head:
        return 0
    news = incoming.look(there, before.commit, head)
    with transaction.atomic():
        read = Read.objects.select_for_update(no_key=True).get(pk=before.pk)
        if (read.address, read.commit) != (before.address, before.commit):
            return 0
        read.commit = head
        read.save()
        edits = incoming.take_in(news, propose)
        if not news.follows:
            outbox.begin_anew()
    return edits


@transaction.atomic
def _begin() -> Read:
    """Return the last commit read; for a new repository, record all TILs first."""
    address = hashlib.sha256(settings.TIL_MIRROR.encode()).hexdigest()
    read, _ = Read.objects.select_for_update(no_key=True).get_or_create(pk=1)
    if read.address != address:
        read.address, read.commit = address, ""
        read.save()
        outbox.begin_anew()
    return read


def _commits(there: Repository, head: str) -> list[str]:
    """Commit each pending change; delete those that change nothing."""
    shelf = outgoing.Shelf(there, there.tree(head), {file.til: file for file in File.objects.all()})
    made: list[str] = []
    for change in Change.objects.all()[:AT_ONCE]:
        commit = shelf.commit(change, head)
        if commit != head:
            made.append(commit)
        elif made:
            break  # it waits for those before it to be pushed, and those after it must not overtake it
        else:
            with transaction.atomic():
                outgoing.keep([change])
        head = commit
    return made


def keep_going(propose: Propose, sleep: Callable[[float], object] = time.sleep) -> None:
    """Sync forever: soon after each change, every minute for others' edits, less often after failures."""
    wait, fetched, failures = LOOK_SECONDS, 0.0, 0
    is_first = True
    while True:
        try:
            close_old_connections()
            if is_first:
                outbox.catch_up()
            publish_if_due()
            if is_first or Change.objects.exists() or time.monotonic() - fetched >= FETCH_SECONDS:
                fetched = time.monotonic()
                sync(propose)
            wait, failures, is_first = LOOK_SECONDS, 0, False
        except Busy:
            wait = LOOK_SECONDS
        except Exception as error:
            failures += 1
            wait = min(LOOK_SECONDS * 2**failures, LONGEST_WAIT)
            ours = not isinstance(error, (GitError, DatabaseError, InterfaceError))
            logger.warning("The mirror is behind; next attempt in %.0f s: %s", wait, error, exc_info=ours)
        finally:
            close_old_connections()
        sleep(wait)


def start(propose: Propose) -> None:
    """Keep the mirror up to date from a separate daemon thread."""
    threading.Thread(target=keep_going, args=(propose,), name="mirror", daemon=True).start()
