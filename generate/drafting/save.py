"""Save a generation as a draft TIL: exactly once, even if it is requested repeatedly."""

from typing import TypedDict, Unpack

from django.db import transaction

from generate.language import detect
from generate.models import Generation
from generate.refusals import NothingToSave, PartOnly, StillRunning
from generate.stream.live import Status
from til.days import create_til
from til.models import Til
from til.tagging.lookup import get_or_create_all
from til.text.credits import Credit, credit_lines


class Edits(TypedDict, total=False):
    """A person's changes to the draft."""

    title: str
    excerpt: str
    content: str
    tags: list[str]
    day_number: int


def save_draft(pk: int, **edits: Unpack[Edits]) -> Til:
    """Return a generation's TIL; if there is none yet, create it with ``edits``.

    Raises StillRunning, NothingToSave, PartOnly and Generation.DoesNotExist.
    """
    with transaction.atomic():
        row = Generation.objects.select_for_update(no_key=True).get(pk=pk)  # a join would read older data
        if row.til is not None:
            return row.til
        content = edits.get("content", row.content)
        if row.status == Status.RUNNING:
            raise StillRunning
        if row.part:
            raise PartOnly
        if not content.strip():
            raise NothingToSave
        row.til = create_til(
            day_number=edits.get("day_number", row.day_number),
            title=edits.get("title", row.title) or _first_line(content),
            excerpt=edits.get("excerpt", row.excerpt),
            content=content,
            tags=edits.get("tags", [tag["name"] for tag in row.tags]),
            language=row.language if row.language != "auto" else detect(content),
            source_kind=row.input_type,
            source_url=row.source_url,
            source_title=row.source_title[:300],
            more_sources=_more_sources(row),
            provider=row.provider,
            model=row.model,
            author=row.user or (row.key.user if row.key else None),
            key_id=row.key_id,
        )
        row.save(update_fields=["til"])
        row.parts.exclude(part="").update(target=row.til)
        return row.til


def revise(til: Til, **edits: Unpack[Edits]) -> Til:
    """Change a saved TIL; its day number stays."""
    with transaction.atomic():
        til.title = edits.get("title") or til.title
        til.excerpt = edits.get("excerpt", til.excerpt)
        til.content = edits.get("content", til.content)
        til.save()
        if "tags" in edits:
            til.tags.set(get_or_create_all(edits["tags"]))
    return til


def _more_sources(row: Generation) -> str:
    """Return the pages and files beside the one that the row names; notes have neither a title nor an address."""
    named = Credit(row.source_title[:300], row.source_url)
    parts = (Credit((one.get("title") or one.get("name") or "")[:300], one.get("url", "")) for one in row.sources)
    return credit_lines(part for part in parts if part != named)


def _first_line(content: str) -> str:
    line = next(line for line in content.splitlines() if line.strip())
    return line.strip("# \t")[:120] or "TIL"
