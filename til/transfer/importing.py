"""A folder of Markdown files becomes TILs; the same folder again updates them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from til.days import TilFields, create_til
from til.models import Til
from til.tags import get_or_create_all
from til.transfer.decode import decode
from til.transfer.history import first_commits, known_as
from til.transfer.note import Note, read_note
from til.transfer.pictures import copy_in

_SUFFIXES = {".md", ".markdown", ".mdx"}
_HOUSEKEEPING = {
    "contributing",
    "license",
    "licence",
    "code_of_conduct",
    "security",
    "changelog",
    "pull_request_template",
}


@dataclass
class Report:
    """What an import did: counts, and why each skipped file was (by path)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    note: Note
    when: datetime
    origin: str


def import_folder(
    root: Path,
    *,
    name: str = "",
    status: str = Til.Status.PUBLISHED,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Take in every Markdown file below ``root``, oldest first, so that day numbers follow the dates.

    ``name`` with a file's path is what a TIL is known by when it comes again. Nothing is written on a dry run.
    ``progress`` is told how many of how many are done.
    """
    report = Report()
    found = sorted(_read(root, name or known_as(root), report), key=lambda one: (one.when, one.origin))
    for number, one in enumerate(found, start=1):
        with transaction.atomic():
            outcome = _take_in(one, root, status, dry_run=dry_run)
        setattr(report, outcome, getattr(report, outcome) + 1)
        if progress:
            progress(number, len(found))
    return report


def _read(root: Path, name: str, report: Report) -> Iterator[_Found]:
    commits = first_commits(root)
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.suffix.lower() not in _SUFFIXES or not path.is_file():
            continue
        if reason := _not_a_note(relative, path):
            report.skipped[relative.as_posix()] = reason
            continue
        note = read_note(relative.as_posix(), decode(path.read_bytes()))
        if not note.content.strip() and not note.is_exported:
            report.skipped[note.path] = "it is empty"
            continue
        yield _Found(note, _when(note, path, commits), str(note.fields.get("origin") or f"{name}/{note.path}")[:500])


def _not_a_note(relative: Path, path: Path) -> str:
    if any(part.startswith(".") or part == "node_modules" for part in relative.parts):
        return "it lies in a hidden or generated folder"
    if path.stat().st_size == 0:
        return "it is empty"
    if len(relative.parts) == 1 and relative.stem.lower() == "readme":
        return "it is the index of the collection"
    if relative.stem.lower() in _HOUSEKEEPING:
        return "it is about the collection itself"
    return ""


def _when(note: Note, path: Path, commits: dict[str, datetime]) -> datetime:
    for moment in (note.fields.get("published"), note.fields.get("created"), note.fields.get("date")):
        if (exact := _moment(moment)) is not None:
            return exact
    if note.day is not None:
        return _noon(note.day)
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return commits.get(note.path) or (written if written.year >= 2000 else timezone.now())  # some archives keep no time


def _moment(value: Any) -> datetime | None:
    """Return a time of day with its date, where a value has both."""
    if isinstance(value, str) and len(value) > 10:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _take_in(one: _Found, root: Path, status: str, *, dry_run: bool) -> str:
    fields = _fields(one, root, status, dry_run=dry_run)
    known = _known(one)
    if known is None:
        if not dry_run:
            create_til(
                day_number=one.note.fields.get("day") if one.note.is_exported else None, tags=one.note.tags, **fields
            )
        return "created"
    tags = get_or_create_all(one.note.tags) if not dry_run else list(known.tags.all())
    changed = {name: value for name, value in fields.items() if name in _OF_THE_FILE and getattr(known, name) != value}
    if not changed and {tag.pk for tag in tags} == set(known.tags.values_list("pk", flat=True)):
        return "unchanged"
    if not dry_run:
        for name, value in changed.items():
            setattr(known, name, value)
        known.save()
        known.tags.set(tags)
    return "updated"


_OF_THE_FILE = {"title", "content", "excerpt", "language"}  # the rest may have been changed at the desk since


def _known(one: _Found) -> Til | None:
    if one.note.is_exported and not one.note.fields.get("origin"):
        return Til.objects.filter(day_number=one.note.fields["day"], slug=str(one.note.fields["slug"])).first()
    return Til.objects.filter(origin=one.origin).first()


def _fields(one: _Found, root: Path, status: str, *, dry_run: bool) -> TilFields:
    note = one.note
    content = copy_in(note.content, root / note.path, root, dry_run=dry_run)
    if note.is_exported:
        return _exported_fields(note, content)
    is_draft = note.fields.get("draft") is True or note.fields.get("published") is False
    return {
        "title": note.title,
        "content": content,
        "excerpt": note.excerpt[:500],
        "language": note.language,
        "status": Til.Status.DRAFT if is_draft else status,
        "source_kind": "import",
        "origin": one.origin,
        "created": one.when,
        "published": None if is_draft or status != Til.Status.PUBLISHED else one.when,
    }


def _exported_fields(note: Note, content: str) -> TilFields:
    said = {
        name: str(note.fields.get(name) or "")
        for name in ("slug", "excerpt", "source_url", "source_title", "provider", "model")
    }
    return {
        "title": note.title,
        "content": content,
        "slug": said["slug"],
        "excerpt": said["excerpt"][:500],
        "status": str(note.fields.get("status") or Til.Status.DRAFT),
        "language": str(note.fields.get("language") or "en"),
        "source_kind": str(note.fields.get("source") or ""),
        "source_url": said["source_url"],
        "source_title": said["source_title"],
        "provider": said["provider"],
        "model": said["model"],
        "origin": str(note.fields["origin"]) if note.fields.get("origin") else None,
        "created": _moment(note.fields.get("created")) or timezone.now(),
        "published": _moment(note.fields.get("published")),
    }
