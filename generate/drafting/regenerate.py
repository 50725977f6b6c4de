"""Rewrite a part of a TIL or of an unsaved draft; nothing changes until a person accepts the proposal."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from simple_history.utils import update_change_reason

from generate.drafting.start import keyed, start_row
from generate.models import GIT, Generation, Verdict
from generate.providers import chosen, provider_of
from generate.refusals import Decided, NothingToSave, PartOnly, StillRunning
from generate.running.database import in_database
from generate.stream.live import Live, Status
from til.caller import Caller
from til.mirror.outbox import note
from til.models import Til
from til.review.diff import Line, difference
from til.tagging.lookup import get_or_create_all

Parent = Til | Generation  # the owner of a part


async def regenerate(
    caller: Caller,
    parent: Parent,
    part: str,
    instruction: str = "",
    provider: str = "",
    idempotency_key: str = "",
    content: str = "",
) -> Live:
    """Start rewriting ``part`` (title, excerpt, tags or content) of ``parent``. Raises GenerateError and Refusal.

    Content is rewritten from the source, or from itself if there is none; other parts from the current content.
    The model gets the current part with an ``instruction``. ``content`` is the unsaved text of a form, if there is
    one. ``provider`` may include a model, as in a form's choice (``generate.providers``).
    """
    row = await in_database(_row, caller, parent, part, instruction, provider, content or parent.content)
    asked = [type(parent).__name__, parent.pk, part, instruction, provider]
    return await start_row(caller, keyed(row, idempotency_key, asked))


async def revise_text(
    caller: Caller, parent: Parent, wish: str, provider: str, content: str, passage: tuple[int, int] | None
) -> Live:
    """Start a revision of ``content``, the unsaved text of a form, or of the saved text. Raises as ``regenerate`` does.

    With a ``passage`` (start and end in code points), everything around it stays as it is.
    """
    row = await in_database(_row, caller, parent, "content", wish, provider, content or parent.content)
    row.passage = list(passage or ())
    return await start_row(caller, row)


def _row(caller: Caller, parent: Parent, part: str, instruction: str, provider: str, content: str) -> Generation:
    _check_written(parent, part, content)
    first = parent if isinstance(parent, Generation) else Generation.objects.filter(til=parent).first()
    name, model = chosen(provider)
    writer = provider_of(name, model)
    return Generation(
        user_id=caller.user_id,
        key_id=caller.key_id,
        part=part,
        **_belongs(parent),
        instruction=instruction,
        provider=writer.name,
        model=writer.model,
        chosen_model=model,
        language=parent.language,
        auto_day_number=False,
        auto_excerpt=part == "excerpt",
        auto_tags=part == "tags",
        in_style=first.in_style if first else True,
        input_type=first.input_type if first else "text",
        input=first.input if first else parent.content,
        sources=first.sources if first and first.source_text else [],
        source_text=(first.source_text or first.input or parent.content) if first else parent.content,
        source_title=(first or parent).source_title,
        source_url=(first or parent).source_url,
        content="" if part == "content" else content,
        base=content if part == "content" else "",
    )


def _check_written(parent: Parent, part: str, content: str) -> None:
    if isinstance(parent, Generation):
        if parent.part:
            raise PartOnly
        if parent.status == Status.RUNNING:
            raise StillRunning
    if part != "content" and not content.strip():
        raise NothingToSave


def _belongs(parent: Parent) -> dict[str, Parent | None]:
    return {"target": parent} if isinstance(parent, Til) else {"target": None, "parent": parent}


def proposals(parent: Parent) -> QuerySet[Generation]:
    """Return the undecided proposals, also those being written; latest first."""
    return Generation.objects.filter(verdict=Verdict.OPEN, **_belongs(parent)).exclude(part="").order_by("-pk")


def current(parent: Parent, part: str) -> str:
    """Return the current text of a part; tags are lines."""
    if part != "tags":
        return str(getattr(parent, part))
    if isinstance(parent, Til):
        return "\n".join(sorted(parent.tags.values_list("name", flat=True)))
    return "\n".join(sorted(tag["name"] for tag in parent.tags))


def change_of(row: Generation, parent: Parent) -> list[Line]:
    """Return the changes that accepting would make."""
    return difference(current(parent, row.part), current(row, row.part))


@transaction.atomic
def accept(parent: Parent, pk: int) -> Generation:
    """Accept proposal ``pk``: replace the part. Raises Decided, StillRunning and NothingToSave."""
    held = _held(parent)
    row = _undecided(parent, pk)
    if Status.RUNNING in (row.status, held.status):  # either may have been resumed in the meantime
        raise StillRunning
    if row.status != Status.COMPLETE:
        raise NothingToSave
    if isinstance(held, Til):
        _put_into_til(row, held)
    else:
        _put_into_generation(row, held)
    return _decide(row, Verdict.ACCEPTED)


@transaction.atomic
def accept_in_form(parent: Parent, pk: int) -> Generation:
    """Mark proposal ``pk`` as accepted: its text is in a form that the person saves. Raises Decided."""
    return _decide(_undecided(parent, pk), Verdict.ACCEPTED)


@transaction.atomic
def discard(parent: Parent, pk: int) -> Generation:
    """Discard proposal ``pk``: nothing changes, and the mirror's file is restored. Raises Decided."""
    row = _undecided(parent, pk)
    if row.provider == GIT and isinstance(parent, Til):
        note(parent.pk)
    return _decide(row, Verdict.DISCARDED)


def _held(parent: Parent) -> Parent:
    """Return ``parent`` as it is now, locked against changes elsewhere.

    Without locking its key, which the last write of a proposal still has to check.
    """
    rows = Til.objects if isinstance(parent, Til) else Generation.objects
    return rows.select_for_update(of=("self",), no_key=True).get(pk=parent.pk)


def _put_into_til(row: Generation, held: Til) -> None:
    if row.part == "tags":
        held.save()
        held.tags.set(get_or_create_all(tag["name"] for tag in row.tags))
    else:
        if row.part != "content" or row.content:
            setattr(held, row.part, current(row, row.part))
        else:  # its file was deleted in the mirror
            held.status = Til.Status.ARCHIVED
        if row.part == "content" and row.provider != GIT:
            held.provider, held.model = row.provider, row.model
        held.save()
    update_change_reason(held, f"{row.part}: generation {row.pk}")


def _put_into_generation(row: Generation, held: Generation) -> None:
    """Change a part of an unsaved draft; readers of the old content are told to start over."""
    setattr(held, row.part, getattr(row, row.part))
    if row.part == "content":
        held.provider, held.model, held.truncated = row.provider, row.model, row.truncated
        held.attempt, held.run = held.attempt + 1, held.run + 1
    held.save()


def _undecided(parent: Parent, pk: int) -> Generation:
    row = proposals(parent).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if row is None:
        raise Decided
    return row


def _decide(row: Generation, verdict: Verdict) -> Generation:
    row.verdict, row.decided = verdict, timezone.now()
    row.save(update_fields=["verdict", "decided"])
    return row
