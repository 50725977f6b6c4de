"""Import a folder of Markdown files as TILs; importing it again updates them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from til.days import Batch, TilFields, create_til
from til.models import Til
from til.search.index import tidy
from til.site.models import current
from til.slugs import generate_slug
from til.tagging.lookup import get_or_create_all
from til.transfer.collection import Found, read_collection, said_time
from til.transfer.dates import moment_of
from til.transfer.fields import lines_in
from til.transfer.history import known_as, shown_at, why_undated
from til.transfer.links import Linked, Places, convert_links
from til.transfer.note import Note, first_paragraph
from til.transfer.pictures import Copy, copy_in
from til.transfer.redirects import add_redirects
from til.transfer.report import Report, Row
from til.transfer.shortcodes import to_markdown

_TOGETHER = 50  # notes in one transaction
_OF_THE_FILE = {"title", "content", "excerpt", "language"}  # other fields may have been edited since


class DatesUnknownError(Exception):
    """The repository cannot date undated notes; the message gives the reason and their number."""


@dataclass
class _Import:
    """A running import. ``lost`` are the TILs whose file no longer exists, by origin."""

    root: Path
    status: str
    dry_run: bool
    report: Report
    places: Places
    copy: Copy | None = None
    lost: dict[str, Til] = field(default_factory=dict)
    waiting: dict[int, Found] = field(default_factory=dict)  # by TIL: notes that link to notes not imported yet
    known: set[str] = field(default_factory=set)  # the origins that TILs of this collection have
    batch: Batch = field(default_factory=Batch)


def import_folder(
    root: Path,
    *,
    status: str = Til.Status.PUBLISHED,
    dry_run: bool = False,
    dates: str = "",
    prune: bool = False,
    copy: Copy | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Import every Markdown file below ``root``, oldest first, so that day numbers follow the dates.

    A repeated import recognises a TIL by its collection's name and its file's path. A dry run writes nothing.
    ``dates`` selects the source of missing dates: ``git``, ``file`` or ``today``; by default git, then the file.
    ``front-matter`` asks no other source and reports notes without a date, which get today's.
    ``prune`` turns TILs whose file is gone into drafts. ``copy`` fetches a picture from another site and returns its
    address on this one, or "". ``progress`` receives the number done and the total. Raises ``DatesUnknownError``
    without writing anything if dates would be guesses.
    """
    report = Report()
    name = known_as(root)
    found = sorted(read_collection(root, name, dates, report), key=lambda one: (one.when, one.origin))
    undated = sum(said_time(one.note) is None for one in found)
    if undated and not dates and (why := why_undated(root)):
        raise DatesUnknownError(f"{undated} notes have no date, and {why}.")
    if dates == "front-matter":
        report.warnings |= {one.note.path: "states no date" for one in found if said_time(one.note) is None}
    run = _Import(root, status, dry_run, report, _places(root, found), copy)
    run.lost = _known_before(run, f"{name}/", found)
    size = 1 if copy else _TOGETHER  # no transaction waits for pictures of other sites
    for start in range(0, len(found), size):
        some = found[start : start + size]
        _take_together(some, run)
        if progress:
            progress(start + len(some), len(found))
    _resolve_waiting_links(run)
    _report_gone(run, prune=prune)
    if not dry_run:
        tidy()
    return report


def _take_together(some: list[Found], run: _Import) -> None:
    """Import notes in one transaction."""
    with transaction.atomic():
        for one in some:
            _count(one, run)
        run.batch.finish()


def _places(root: Path, found: list[Found]) -> Places:
    files = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    shown = frozenset(path for path in files if not path.startswith("."))
    places = Places(shown, shown_at(root), (root / ".obsidian").is_dir())
    for one in found:
        places.add(one.note.path, one.note.names, one.note.title)
    return places


def _known_before(run: _Import, prefix: str, found: list[Found]) -> dict[str, Til]:
    """Record the addresses of notes imported before, and return the TILs whose files are gone."""
    path_of = {one.origin: one.note.path for one in found}
    lost = {}
    for til in Til.objects.filter(origin__startswith=prefix).defer("html"):
        run.known.add(str(til.origin))
        if path := path_of.get(str(til.origin)):
            run.places.addresses[path] = til.get_absolute_url()
        else:
            lost[str(til.origin)] = til
    return lost


def _count(one: Found, run: _Import) -> None:
    """Import and report one note; a failure does not stop the others."""
    note, report = one.note, run.report
    if one.private:
        report.drafts[note.path] = one.private
    elif one.held and run.status == Til.Status.PUBLISHED:
        report.warnings[note.path] = f"becomes public on {one.held:%Y-%m-%d}"
    if note.wrong_date:
        report.warnings[note.path] = f"its date {note.wrong_date} does not exist or cannot be read"
    begun = len(run.batch)
    try:
        with transaction.atomic():
            outcome = _take_in(one, run)
    except (DatabaseError, ValidationError, ValueError, TypeError, OverflowError, OSError) as error:
        run.batch.forget_from(begun)
        report.skipped[note.path] = f"could not be stored: {error}"
        report.drafts.pop(note.path, None)
    else:
        setattr(report, outcome, getattr(report, outcome) + 1)
        status = "draft" if one.private else str(note.fields.get("status")) if note.is_exported else run.status
        status = Til.Status.SCHEDULED if one.held and status == Til.Status.PUBLISHED else status
        day = f"{timezone.localtime(one.when):%Y-%m-%d}"
        report.notes.append(Row(note.path, outcome, note.title, day, note.tags, status))


def _take_in(one: Found, run: _Import) -> str:
    linked = _linked(one, run)
    if linked.dead:
        run.report.links[one.note.path] = linked.dead
    fields = _fields(one, linked.content, run)
    known = _known(one, fields, run)
    if known is None:
        if not run.dry_run:
            wanted = one.note.fields.get("day") if one.note.is_exported else None
            known = create_til(day_number=wanted, tags=one.note.tags, batch=run.batch, **fields)
            run.known.add(one.origin)
            _note_where(known, one, linked, run)
        return "created"
    run.batch.finish_if_it_has(known)
    outcome = _update(known, one, fields, run)
    if not run.dry_run:
        _note_where(known, one, linked, run)
    return outcome


def _note_where(til: Til, one: Found, linked: Linked, run: _Import) -> None:
    run.places.addresses[one.note.path] = til.get_absolute_url()
    add_redirects(one.note.former, til)
    if linked.is_waiting:
        run.waiting[til.pk] = one


def _update(known: Til, one: Found, fields: TilFields, run: _Import) -> str:
    if one.private and known.status == Til.Status.PUBLISHED:
        run.report.warnings[one.note.path] = f"already public here, but {run.report.drafts.pop(one.note.path)}"
    tags = get_or_create_all(one.note.tags) if not run.dry_run else list(known.tags.all())
    changed: dict[str, Any] = {
        name: value for name, value in fields.items() if name in _OF_THE_FILE and getattr(known, name) != value
    }
    changed |= _better_date(known, one, fields)
    if known.origin != one.origin and not one.note.is_exported:
        changed["origin"] = one.origin
        run.report.moved += 1
    if not changed and {tag.pk for tag in tags} == set(known.tags.values_list("pk", flat=True)):
        return "unchanged"
    if not run.dry_run:
        for name, value in changed.items():
            setattr(known, name, value)
        known.save()
        known.tags.set(tags)
    return "updated"


def _better_date(known: Til, one: Found, fields: TilFields) -> dict[str, Any]:
    """Return the date that a note or git now gives, if it is another day and nobody has changed the one imported."""
    better = fields.get("published")
    if better is None or known.published is None or not one.is_dated or one.note.is_exported:
        return {}
    if (
        _day_of(better) == _day_of(known.published)
        or Til.history.filter(id=known.pk).exclude(published=known.published).exists()
    ):
        return {}
    return {"published": better, "created": fields["created"]}


def _day_of(moment: datetime) -> date:
    return timezone.localdate(moment, current().zone)


def _known(one: Found, fields: TilFields, run: _Import) -> Til | None:
    """Return the TIL of a note imported before; after a renaming, found by its text, then by its slug."""
    if one.note.is_exported and not one.note.fields.get("origin"):
        return Til.objects.filter(day_number=one.note.fields["day"], slug=str(one.note.fields["slug"])).first()
    asked = one.note.is_exported or one.origin in run.known
    if known := Til.objects.filter(origin=one.origin).first() if asked else None:
        return known
    slug = fields.get("slug") or generate_slug(one.note.title)
    alike = [origin for origin, til in run.lost.items() if til.content == fields["content"]]
    alike += [origin for origin, til in run.lost.items() if til.slug == slug]
    return run.lost.pop(alike[0]) if alike else None


def _linked(one: Found, run: _Import) -> Linked:
    if one.note.is_exported:
        return Linked(one.note.content)
    return convert_links(to_markdown(one.note.content, one.note.path), one.note.path, run.places)


def _resolve_waiting_links(run: _Import) -> None:
    """Resolve links to notes that were imported after the linking note."""
    for til in Til.objects.filter(pk__in=list(run.waiting)):
        one = run.waiting[til.pk]
        til.content = _copied(one, _linked(one, run).content, run)
        til.save()


def _report_gone(run: _Import, *, prune: bool) -> None:
    for origin, til in run.lost.items():
        is_public = til.status == Til.Status.PUBLISHED
        becomes = "now a draft" if prune else "unchanged; --prune makes it a draft"
        run.report.gone[origin] = f"file is gone: {til}; {becomes}"
        if prune and is_public and not run.dry_run:
            til.status = Til.Status.DRAFT
            til.save()


def _copied(one: Found, content: str, run: _Import) -> str:
    return copy_in(content, run.root / one.note.path, run.root, dry_run=run.dry_run, copy=run.copy)


def _fields(one: Found, content: str, run: _Import) -> TilFields:
    note = one.note
    content = _copied(one, content, run)
    if note.is_exported:
        return _exported_fields(note, content)
    return {
        "title": note.title,
        "slug": generate_slug(note.slug) if note.slug else "",
        "content": content,
        "excerpt": (note.said_excerpt or first_paragraph(content))[:500],
        "language": note.language,
        "status": Til.Status.DRAFT if one.private else run.status,
        "source_kind": "import",
        "origin": one.origin,
        "created": one.when,
        "published": None
        if one.private or run.status != Til.Status.PUBLISHED
        else one.held or min(one.when, timezone.now()),
    }


def _exported_fields(note: Note, content: str) -> TilFields:
    status = str(note.fields.get("status"))
    said = {
        name: str(note.fields.get(name) or "")
        for name in ("slug", "excerpt", "source_url", "source_title", "provider", "model")
    }
    return {
        "title": note.title,
        "content": content,
        "slug": said["slug"],
        "excerpt": said["excerpt"][:500],
        "status": status if status in Til.Status else Til.Status.DRAFT,
        "language": str(note.fields.get("language") or "en"),
        "source_kind": str(note.fields.get("source") or ""),
        "source_url": said["source_url"],
        "source_title": said["source_title"],
        "more_sources": lines_in(note.fields.get("more_sources")),
        "provider": said["provider"],
        "model": said["model"],
        "origin": str(note.fields["origin"]) if note.fields.get("origin") else None,
        "created": moment_of(note.fields.get("created")) or timezone.now(),
        "published": moment_of(note.fields.get("published")),
    }
