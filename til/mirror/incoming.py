"""Import commits of others: an edit of a TIL becomes a proposal, a new file a draft, each exactly once."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from simple_history.utils import update_change_reason

from til.days import create_til
from til.mirror import outgoing
from til.mirror.models import Change, File
from til.mirror.outbox import note
from til.mirror.repository import Commit, Repository
from til.models import Til
from til.text.language import detect
from til.transfer.collection import SUFFIXES
from til.transfer.dates import moment_of
from til.transfer.decode import decode
from til.transfer.note import Note, read_note

logger = logging.getLogger(__name__)
LARGEST = 1_000_000  # bytes; a longer file is not a note
_WRONG = (DatabaseError, ValidationError, ValueError, TypeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Edit:
    """A commit's change of one file; None stands for no file.

    ``merged`` merges the old text, the site's and theirs; theirs wins if both changed the same lines.
    """

    name: str
    commit: Commit
    before: Note | None
    after: Note | None
    merged: Callable[[str, str, str], str] = field(repr=False)


@dataclass
class News:
    """New commits in the repository: the site's changes by their marks, and edits of others.

    ``edits`` are in order of commits, with added files first, so that moves are recognised. ``follows`` tells whether
    the history that was read is still there.
    """

    follows: bool
    marks: list[str] = field(default_factory=list)
    edits: list[list[Edit]] = field(default_factory=list)


Propose = Callable[[Edit, Til], bool]  # proposes the changes; returns whether there are any


def look(repository: Repository, read: str, head: str) -> News:
    """Return the news after the commit ``read``, or after the site's first commit if nothing was read yet."""
    if not head or (read and not repository.has(read)):
        return News(follows=False)
    news = News(follows=not read or repository.is_before(read, head))
    waiting = set(Change.objects.values_list("mark", flat=True))
    for commit in repository.commits(read, head):
        if ours := waiting & {*commit.marks}:
            news.marks += ours
        elif (read or news.marks) and (
            news.follows or not commit.marks
        ):  # after a rewrite, the site's commits come again
            news.edits.append(sorted(_edits(repository, commit), key=lambda edit: edit.after is None))
    return news


def _edits(repository: Repository, commit: Commit) -> list[Edit]:
    names = [name for name in repository.touched(commit.sha) if _is_note(name)]
    before, after = (repository.tree(sha) if names else {} for sha in (commit.parent, commit.sha))
    read = ((name, _read(repository, name, before), _read(repository, name, after)) for name in names)
    return [Edit(name, commit, old, new, repository.merged) for name, old, new in read if old or new]


def _is_note(name: str) -> bool:
    *folders, last = name.lower().split("/")
    is_hidden = any(part.startswith(".") for part in (*folders, last))
    return last.endswith(tuple(SUFFIXES)) and not is_hidden and (folders != [] or not last.startswith("readme."))


def _read(repository: Repository, name: str, tree: Mapping[str, str]) -> Note | None:
    data = repository.blob(tree[name]) if name in tree else b""
    text = decode(data) if len(data) <= LARGEST else ""
    return read_note(name, text) if text.strip() else None


def take_in(news: News, propose: Propose) -> int:
    """Import the news in the caller's transaction; return the number of edits that now wait for review."""
    outgoing.keep(Change.objects.filter(mark__in=news.marks))
    return sum(_safely(edit, edits, propose) for edits in news.edits for edit in edits)


def _safely(edit: Edit, beside: Sequence[Edit], propose: Propose) -> int:
    """Import one edit; a failure does not stop the others."""
    try:
        with transaction.atomic():
            return _take(edit, beside, propose)
    except _WRONG:
        logger.exception(
            "The change of commit %s to %s cannot be stored; it stays in the repository.", edit.commit.sha, edit.name
        )
        return 0


def _take(edit: Edit, beside: Sequence[Edit], propose: Propose) -> int:
    til = _named(edit) if edit.after is None else _named(edit) or _former(edit) or _moved(edit, beside)
    if til is None:
        return _draft(edit, edit.after) if edit.after else 0
    if propose(edit, til):
        return 1
    note(til.pk)  # nothing to review, so the site's file is restored
    return 0


def _named(edit: Edit) -> Til | None:
    return Til.objects.filter(pk__in=File.objects.filter(name=edit.name).values("til")).first()


def _former(edit: Edit) -> Til | None:
    """Return the TIL whose file had this name before, if a commit is based on an old state."""
    had = [til for til, names in File.objects.values_list("til", "former") if edit.name in names]
    return Til.objects.filter(pk__in=had).first() or (_named_in(edit.before) if edit.before else None)


def _moved(edit: Edit, beside: Sequence[Edit]) -> Til | None:
    """Return the TIL whose file got this name in the commit, and record the name."""
    til = _named_in(edit.after)
    file = File.objects.filter(til=til.pk).first() if til else None
    if file is None or not any(other.name == file.name and other.after is None for other in beside):
        return None
    file.former, file.name = sorted({*file.former, file.name}), edit.name
    file.save()
    return til


def _named_in(note: Note | None) -> Til | None:
    if note is None or not note.is_exported:
        return None
    return Til.objects.filter(day_number=note.fields["day"], slug=str(note.fields["slug"])).first()


def _draft(edit: Edit, note: Note) -> int:
    """Create a draft from a new file."""
    til = create_til(
        title=note.title,
        content=note.content,
        excerpt=str(note.fields.get("excerpt") or note.excerpt)[:500],
        tags=note.tags,
        language=note.language or detect(note.content),
        source_kind="import",
        status=Til.Status.DRAFT,
        created=moment_of(edit.commit.when) or timezone.now(),
    )
    update_change_reason(til, f"{edit.name}: commit {edit.commit.sha}"[:100])
    if not File.objects.filter(
        name=edit.name, is_public=True
    ).exists():  # of a TIL whose removal from the repository is pending
        File.objects.filter(name=edit.name).delete()
        File.objects.create(til=til.pk, name=edit.name, is_public=False, title=til.title)
    return 1
