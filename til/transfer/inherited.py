"""What a collection says about many notes at once: in its folders, its configuration, or by marking the public ones."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from til.transfer.dates import squeezed
from til.transfer.decode import decode
from til.transfer.fields import split
from til.transfer.note import Note
from til.transfer.privacy import hiding_field, opted_in

_LONGEST = 1_000_000  # bytes of a configuration


class Inherited:
    """Reasons for not publishing notes that the notes themselves do not give."""

    def __init__(self, root: Path, notes: Iterable[Note]) -> None:
        """Read Hugo's ``cascade``, Jekyll's ``defaults`` and, in an Obsidian vault, which notes are marked public."""
        self._folders = list(_cascades(root)) + list(_defaults(root))
        self._is_vault = (root / ".obsidian").is_dir()
        marks = (opted_in(note.fields) for note in notes if not note.is_exported)
        telling = (mark for mark in marks if mark and (self._is_vault or squeezed(mark) == "dgpublish"))
        self._opted_in = next(telling, "")

    def why_private(self, note: Note) -> str:
        """Return why a note must not be published, or ""."""
        for folder, fields in self._folders:
            said = {name: value for name, value in fields.items() if str(name).lower() not in note.fields}
            if PurePosixPath(note.path).is_relative_to(folder) and (marked := hiding_field(said)):
                return f"{marked}, for its folder"
        if self._is_vault and note.fields.get("share") is False:
            return "marked share: false"  # elsewhere, it concerns buttons
        if self._opted_in and not opted_in(note.fields):
            return f"other notes are marked {self._opted_in}, and this one is not"
        return ""


def _cascades(root: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    for path in sorted(root.rglob("_index.md")):
        if path.is_file():
            cascade = split(decode(path.read_bytes())).fields.get("cascade")
            folder = path.parent.relative_to(root).as_posix()
            yield from ((folder, one) for one in _mappings(cascade))


def _defaults(root: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    path = root / "_config.yml"
    if not path.is_file() or path.stat().st_size > _LONGEST:
        return
    try:
        config = yaml.safe_load(decode(path.read_bytes()))
    except (yaml.YAMLError, ValueError):
        return
    for one in _mappings(config.get("defaults") if isinstance(config, dict) else None):
        scope, values = one.get("scope"), one.get("values")
        folder = str(scope.get("path") or "") if isinstance(scope, dict) else ""
        if isinstance(values, dict):
            yield folder.partition("*")[0].strip("/"), values


def _mappings(value: Any) -> list[dict[str, Any]]:
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, dict)]
