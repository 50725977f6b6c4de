"""Write a part again, of a TIL or of a generation that is no TIL yet: nothing changes before a person accepts it."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from simple_history.utils import update_change_reason

from generate import starting
from generate.database import in_database
from generate.models import Generation, Verdict
from generate.providers import provider_of
from generate.refusals import Decided, NothingToSave, PartOnly, StillRunning
from generate.stream.live import Live, Status
from til.caller import Caller
from til.diff import Line, difference
from til.models import Til
from til.tags import get_or_create_all

Whole = Til | Generation  # what a part belongs to


async def regenerate(
    caller: Caller,
    whole: Whole,
    part: str,
    instruction: str = "",
    provider: str = "",
    idempotency_key: str = "",
    content: str = "",
) -> Live:
    """Start writing ``part`` (title, excerpt, tags or content) of ``whole`` again. Raises GenerateError and Refusal.

    Content is written from the source, or from itself where there is none; the other parts from the content as it is.
    An instruction is about the part as it stands, which the model is given too. ``content`` is the text as it stands in
    a form, where it is not saved yet.
    """
    row = await in_database(_row, caller, whole, part, instruction, provider, content or whole.content)
    asked = [type(whole).__name__, whole.pk, part, instruction, provider]
    return await starting.begin(caller, starting.keyed(row, idempotency_key, asked))


def _row(caller: Caller, whole: Whole, part: str, instruction: str, provider: str, content: str) -> Generation:
    _see_whether_written(whole, part, content)
    first = whole if isinstance(whole, Generation) else Generation.objects.filter(til=whole).first()
    writer = provider_of(provider)
    return Generation(
        user_id=caller.user_id,
        key_id=caller.key_id,
        part=part,
        **_belongs(whole),
        instruction=instruction,
        provider=writer.name,
        model=writer.model,
        language=whole.language,
        auto_day_number=False,
        auto_excerpt=part == "excerpt",
        auto_tags=part == "tags",
        input_type=first.input_type if first else "text",
        input=first.input if first else whole.content,
        source_text=(first.source_text or first.input) if first else whole.content,
        source_title=(first or whole).source_title,
        source_url=(first or whole).source_url,
        content="" if part == "content" else content,
    )


def _see_whether_written(whole: Whole, part: str, content: str) -> None:
    if isinstance(whole, Generation):
        if whole.part:
            raise PartOnly
        if whole.status == Status.RUNNING:
            raise StillRunning
    if part != "content" and not content.strip():
        raise NothingToSave


def _belongs(whole: Whole) -> dict[str, Whole | None]:
    return {"target": whole} if isinstance(whole, Til) else {"target": None, "whole": whole}


def seen_by(caller: Caller) -> Q:
    """Return the condition on generations: what is the caller's, and parts of what is."""
    if caller.sees_all:
        return Q()
    tils, wholes = Til.objects.filter(caller.owned("author")), Generation.objects.filter(caller.owned())
    of_theirs = Q(target__in=tils) | Q(target=None, whole__in=wholes)
    return caller.owned() | (~Q(part="") & of_theirs)


def proposals(whole: Whole) -> QuerySet[Generation]:
    """Return what was written again and waits for a verdict, or is being written; the latest first."""
    return Generation.objects.filter(verdict=Verdict.OPEN, **_belongs(whole)).exclude(part="").order_by("-pk")


def current(whole: Whole, part: str) -> str:
    """Return a part as it stands; tags are lines."""
    if part != "tags":
        return str(getattr(whole, part))
    if isinstance(whole, Til):
        return "\n".join(sorted(whole.tags.values_list("name", flat=True)))
    return "\n".join(sorted(tag["name"] for tag in whole.tags))


def change_of(row: Generation, whole: Whole) -> list[Line]:
    """Return the difference that accepting would make; empty where there is none."""
    return difference(current(whole, row.part), current(row, row.part))


@transaction.atomic
def accept(whole: Whole, pk: int) -> Generation:
    """Put what generation ``pk`` has written where it belongs. Raises Decided, StillRunning and NothingToSave."""
    held = _held(whole)
    row = _undecided(whole, pk)
    if row.status == Status.RUNNING:
        raise StillRunning
    if row.status != Status.COMPLETE:
        raise NothingToSave
    if isinstance(held, Til):
        _put_into_til(row, held)
    else:
        _put_into_generation(row, held)
    return _decide(row, Verdict.ACCEPTED)


@transaction.atomic
def take(whole: Whole, pk: int) -> Generation:
    """Take what generation ``pk`` has written for accepted: it stands in a form that somebody saves. Raises Decided."""
    return _decide(_undecided(whole, pk), Verdict.ACCEPTED)


@transaction.atomic
def discard(whole: Whole, pk: int) -> Generation:
    """Leave it all as it is. Raises Decided."""
    return _decide(_undecided(whole, pk), Verdict.DISCARDED)


def _held(whole: Whole) -> Whole:
    """Return ``whole`` as it is by now, before it is saved, accepted for or changed elsewhere."""
    rows = Til.objects if isinstance(whole, Til) else Generation.objects
    return rows.select_for_update(of=("self",)).get(pk=whole.pk)


def _put_into_til(row: Generation, held: Til) -> None:
    if row.part == "tags":
        held.save()
        held.tags.set(get_or_create_all(tag["name"] for tag in row.tags))
    else:
        setattr(held, row.part, current(row, row.part))
        if row.part == "content":
            held.provider, held.model = row.provider, row.model
        held.save()
    update_change_reason(held, f"{row.part}: generation {row.pk}")


def _put_into_generation(row: Generation, held: Generation) -> None:
    """Change what a generation has written; who reads on in another content is told to start over."""
    setattr(held, row.part, getattr(row, row.part))
    if row.part == "content":
        held.provider, held.model, held.truncated = row.provider, row.model, row.truncated
        held.attempt, held.run = held.attempt + 1, held.run + 1
    held.save()


def _undecided(whole: Whole, pk: int) -> Generation:
    row = proposals(whole).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise Decided
    return row


def _decide(row: Generation, verdict: Verdict) -> Generation:
    row.verdict, row.decided = verdict, timezone.now()
    row.save(update_fields=["verdict", "decided"])
    return row
