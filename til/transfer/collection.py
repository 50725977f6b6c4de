"""Read a collection on disk: its notes and their dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.utils import timezone

from til.site.models import current
from til.transfer.dates import as_date, moment_of, stated_values
from til.transfer.decode import decode
from til.transfer.history import first_commits
from til.transfer.inherited import Inherited
from til.transfer.note import Note, day_in, read_note
from til.transfer.privacy import holds_remark, why_private
from til.transfer.report import Report

SUFFIXES = {".md", ".markdown", ".mdx"}
_ABOUT_ITSELF = """
contributing contributors license licence code_of_conduct security changelog pull_request_template issue_template
"""
_HOUSEKEEPING = frozenset(_ABOUT_ITSELF.split())
_OF_OTHERS = """
node_modules bower_components vendor vendors third_party third-party site-packages venv pods carthage __pycache__
archetypes examplesite _layouts _includes
"""
_VENDORED = frozenset(_OF_OTHERS.split())
_PACKAGE = (
    *("package.json", "composer.json", "pyproject.toml", "setup.py", "Cargo.toml", "go.mod", "pom.xml", "Gemfile"),
    *("build.gradle", "build.gradle.kts", "pubspec.yaml", "theme.toml"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A note, its time, the origin that identifies its TIL, why it stays a draft, or "", and until when it is held."""

    note: Note
    when: datetime
    origin: str
    private: str = ""
    held: datetime | None = None
    is_dated: bool = False  # by the note or by git, and not by its file


def read_collection(root: Path, name: str, dates: str, report: Report) -> Iterator[Found]:
    """Yield the notes below ``root``; the report gives the reason for each skipped file."""
    commits = first_commits(root) if dates in {"", "git"} else {}
    notes = list(_read(root, report))
    inherited = Inherited(root, notes)
    for note in notes:
        origin = str(note.fields.get("origin") or f"{name}/{note.path}")[:500]
        stated = said_time(note)
        when = stated or _found_day(note, root / note.path, dates, commits)
        private = _why_private(note) or ("" if note.is_exported else inherited.why_private(note))
        yield Found(note, when, origin, private, _held_until(note), bool(stated) or note.path in commits)


def _read(root: Path, report: Report) -> Iterator[Note]:
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        if reason := _not_a_note(relative, path):
            report.skipped[relative.as_posix()] = reason
            continue
        try:
            note = read_note(relative.as_posix(), decode(path.read_bytes()))
        except OSError as error:
            report.skipped[relative.as_posix()] = f"unreadable: {error.strerror}"
            continue
        if note.content.strip() or note.is_exported:
            yield note
        else:
            report.skipped[note.path] = "empty"


def _why_private(note: Note) -> str:
    """Return why a note becomes a draft, or ""; a file exported by tilsite states its own status."""
    if note.is_exported:
        return ""
    today = timezone.localdate(timezone=current().zone)
    remark = "holds a remark between %% signs" if holds_remark(note.content) else ""
    return note.fault or why_private(note.path, note.fields, note.tags, today) or remark


def _held_until(note: Note) -> datetime | None:
    """Return the time in the future at which a note becomes public, if it or its path states one."""
    if note.is_exported:
        return None
    stated = stated_values(note.fields) or [day_in(note.path)]
    moments = (moment_of(value) or _midnight(as_date(value)) for value in stated)
    return max((moment for moment in moments if moment and moment > timezone.now()), default=None)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), current().zone) if day else None


def _not_a_note(relative: Path, path: Path) -> str:
    if any(part.startswith(".") for part in relative.parts):
        return "in a hidden folder"
    if vendored := _VENDORED & {part.lower() for part in relative.parts[:-1]}:
        return f"in {min(vendored)}, a folder for third-party files"
    if path.stat().st_size == 0:
        return "empty"
    if len(relative.parts) == 1 and relative.stem.lower() == "readme":
        return "index of the collection"
    return _about_others(relative, path)


def _about_others(relative: Path, path: Path) -> str:
    if relative.stem.lower() in _HOUSEKEEPING:
        return "describes the collection itself"
    if relative.stem.lower() == "readme" and (package := _package_of(path.parent)):
        return f"describes a package: {package} is in its folder"
    return ""


def _package_of(folder: Path) -> str:
    return next((name for name in _PACKAGE if (folder / name).is_file()), "")


def said_time(note: Note) -> datetime | None:
    """Return the time stated in a note."""
    for value in stated_values(note.fields):
        if (exact := moment_of(value)) is not None:
            return exact
    return None if note.day is None else _noon(note.day)


def _found_day(note: Note, path: Path, dates: str, commits: dict[str, datetime]) -> datetime:
    if dates in {"today", "front-matter"}:
        return timezone.now()
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return commits.get(note.path) or (written if written.year >= 2000 else timezone.now())  # some archives store none


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
