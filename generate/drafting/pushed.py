"""Turn edits pushed to the mirror into proposals, like rewritten parts."""

from django.utils import timezone

from generate.drafting.regenerate import current
from generate.models import GIT, Generation
from generate.stages import Stage
from generate.stream.live import Status
from til.mirror.incoming import Edit
from til.models import Til
from til.text.normal_form import canonical_key
from til.transfer.note import Note


def propose(edit: Edit, til: Til) -> bool:
    """Propose the changes of an edit to ``til``, part by part; return whether there are any.

    A deleted or emptied file becomes a proposal of empty content; accepting it archives the TIL.
    """
    if edit.after is None or not edit.after.content.strip():
        wanted = {"content": ""} if til.status == Til.Status.PUBLISHED else {}
    else:
        wanted = _wanted(edit, edit.before, edit.after, til)
    Generation.objects.bulk_create(_row(edit, til, part, value) for part, value in wanted.items())
    return bool(wanted)


def _wanted(edit: Edit, before: Note | None, after: Note, til: Til) -> dict[str, str]:
    """Return the new text of each part that the edit changes; tags are lines."""
    was = _parts(before) if before else {"tags": current(til, "tags")}
    wanted = {part: text for part, text in _parts(after).items() if text.rstrip() != was.get(part, "").rstrip()}
    if before and before.is_exported and not after.is_exported:  # without front matter
        wanted = {part: text for part, text in wanted.items() if part == "content"}
    if "content" in wanted:
        wanted["content"] = edit.merged(was.get("content", ""), til.content, wanted["content"])
    if "tags" in wanted:
        wanted["tags"] = _tags(was["tags"], wanted["tags"], current(til, "tags"))
    return {part: text for part, text in wanted.items() if text.rstrip() != current(til, part).rstrip()}


def _parts(note: Note) -> dict[str, str]:
    excerpt = str(note.fields.get("excerpt") or "")[:500]
    return {"title": note.title, "excerpt": excerpt, "tags": "\n".join(note.tags), "content": note.content}


def _tags(before: str, after: str, now: str) -> str:
    """Return the current tags, without those that the edit removed and with those it added."""
    was, wanted, kept = (
        {key: name for name in names.split("\n") if (key := canonical_key(name))} for names in (before, after, now)
    )
    kept = {key: name for key, name in kept.items() if key in wanted or key not in was}
    added = {key: name for key, name in wanted.items() if key not in was and key not in kept}
    return "\n".join(sorted((kept | added).values()))


def _row(edit: Edit, til: Til, part: str, value: str) -> Generation:
    row = Generation(
        part=part,
        target=til,
        provider=GIT,
        model=edit.commit.sha[:10],
        instruction=f"{edit.commit.author}: {edit.commit.subject}"[:500],
        language=til.language,
        status=Status.COMPLETE,
        stage=Stage.END,
        finished=timezone.now(),
        auto_day_number=False,
        auto_excerpt=part == "excerpt",
        auto_tags=part == "tags",
        input=edit.name,
        content="" if part == "content" else til.content,
    )
    if part == "tags":
        row.tags = [{"id": None, "name": name, "slug": "", "is_new": False} for name in value.split("\n") if name]
    else:
        setattr(row, part, value)
    return row
