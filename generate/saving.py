"""Save what a generation has written as a draft TIL: once, whoever asks how often."""

from typing import TypedDict, Unpack

from django.db import transaction

from generate.language import detect
from generate.models import Generation
from generate.refusals import NothingToSave, PartOnly, StillRunning
from generate.stream.live import Status
from til.days import create_til
from til.models import Til
from til.tags import get_or_create_all


class Edits(TypedDict, total=False):
    """What a person has changed in the draft."""

    title: str
    excerpt: str
    content: str
    tags: list[str]
    day_number: int


def save(pk: int, **edits: Unpack[Edits]) -> Til:
    """Return the TIL of a generation, made of it with ``edits`` if there is none yet.

    Raises StillRunning, NothingToSave, PartOnly and Generation.DoesNotExist.
    """
    with transaction.atomic():
        row = Generation.objects.select_for_update().get(pk=pk)  # a join would show what was there before the wait
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
            provider=row.provider,
            model=row.model,
            author=row.user or (row.key.user if row.key else None),
            key_id=row.key_id,
        )
        row.save(update_fields=["til"])
        row.parts.update(target=row.til)
        return row.til


def revise(til: Til, **edits: Unpack[Edits]) -> Til:
    """Change a TIL that was saved before; its day number stays."""
    with transaction.atomic():
        til.title = edits.get("title") or til.title
        til.excerpt = edits.get("excerpt", til.excerpt)
        til.content = edits.get("content", til.content)
        til.save()
        if "tags" in edits:
            til.tags.set(get_or_create_all(edits["tags"]))
    return til


def _first_line(content: str) -> str:
    line = next(line for line in content.splitlines() if line.strip())
    return line.strip("# \t")[:120] or "TIL"
