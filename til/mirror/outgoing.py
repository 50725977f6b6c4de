"""Turn pending changes into commits, one each, on top of the repository."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage

from til.mirror import readme
from til.mirror.models import Change, File, digest_of
from til.mirror.repository import TRAILER, Repository
from til.text.pictures import used_in
from til.transfer.decode import decode
from til.transfer.note import read_note

FOLDER = "media/"  # folder of pictures, as in an export


@dataclass
class Shelf:
    """The repository's files while commits are made: its tree, and the TIL of each file."""

    repository: Repository
    tree: dict[str, str]
    files: dict[int, File]

    def commit(self, change: Change, head: str) -> str:
        """Return the commit of a change, or ``head`` if it changes nothing."""
        before = self.files.get(change.til)
        if not change.text and (before is None or not before.is_public):
            return head
        after = file_of(change, before)
        message = _message(change, before, after, is_there=before is not None and before.name in self.tree)
        files = {pk: file for pk, file in self.files.items() if pk != change.til}
        files |= {change.til: after} if after else {}
        paths = self._paths(change, before, files)
        commit = self.repository.commit(head, paths, message, change.made.isoformat())
        self.files = files
        self.tree = {name: blob for name, blob in (self.tree | paths).items() if blob}
        return commit

    def _paths(self, change: Change, before: File | None, files: dict[int, File]) -> dict[str, str]:
        """Return a change's effect on the tree, including README and pictures."""
        paths = {}
        if before and before.name != change.name and before.name in self.tree:
            paths[before.name] = ""
        if change.text:
            paths[change.name] = self._store(change.name, change.text.encode())
        wanted = {picture for file in files.values() if file.is_public for picture in file.pictures}
        paths |= {f"{FOLDER}{name}": "" for name in (before.pictures if before else ()) if name not in wanted}
        paths |= {f"{FOLDER}{name}": self._picture(name) for name in used_in(change.text)}
        name = readme.find(self.tree)
        now = decode(self.repository.blob(self.tree[name])) if name in self.tree else ""
        text = readme.written(now, (file for file in files.values() if file.is_public))
        paths[name] = self._store(name, text.encode())
        return {name: blob for name, blob in paths.items() if self.tree.get(name, "") != blob}

    def _picture(self, name: str) -> str:
        place = f"{FOLDER}{name}"
        if place in self.tree or not default_storage.exists(name):
            return self.tree.get(place, "")
        with default_storage.open(name) as file:
            return self._store(place, file.read())

    def _store(self, name: str, data: bytes) -> str:
        same = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return same if self.tree.get(name) == same else self.repository.store(data)


def file_of(change: Change, before: File | None) -> File | None:
    """Return the unsaved File after a change; None if there is none."""
    if not change.text:
        return None
    note = read_note(change.name, change.text)
    former = [name for name in [*(before.former if before else ()), before.name if before else ""] if name]
    return File(
        til=change.til,
        name=change.name,
        former=sorted({*former} - {change.name}),
        digest=digest_of(change.text),
        title=note.title,
        tags=note.tags,
        pictures=list(used_in(change.text)),
    )


def keep(changes: Iterable[Change]) -> None:
    """Record that changes are in the repository."""
    for change in changes:
        before = File.objects.filter(til=change.til).first()
        file = file_of(change, before)
        if file is not None:
            names = [field.name for field in File._meta.concrete_fields if field.name not in {"id", "til"}]
            File.objects.update_or_create(til=change.til, defaults={name: getattr(file, name) for name in names})
        elif before is not None and before.is_public:
            before.delete()
        change.delete()


def _message(change: Change, before: File | None, after: File | None, *, is_there: bool) -> str:
    if after is None:
        subject = f"Take back: {before.title if before else change.til}"
    else:
        subject = f"{'Change' if is_there else 'Add'}: {after.title}"
    return f"{subject}\n\n{TRAILER}: {change.mark}\n"
