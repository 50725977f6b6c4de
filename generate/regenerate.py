"""Write a part of a TIL again: a generation of its own, which changes nothing before a person accepts it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from simple_history.utils import update_change_reason

from generate import starting
from generate.database import in_database
from generate.models import Generation, Verdict
from generate.providers import provider_of
from generate.stream.live import Live, Status
from til.caller import Caller
from til.diff import Line, difference
from til.models import Til
from til.tags import get_or_create_all


async def regenerate(caller: Caller, til: Til, part: str, instruction: str = "", provider: str = "") -> Live:
    """Start writing ``part`` (title, excerpt, tags or content) of ``til`` again. Raises GenerateError and Refusal.

    Content is written from the source, or from itself where there is none; the other parts from the content as it is.
    """
    return await starting.begin(caller, await in_database(_row, caller, til, part, instruction, provider))


def _row(caller: Caller, til: Til, part: str, instruction: str, provider: str) -> Generation:
    first = Generation.objects.filter(til=til).first()
    writer = provider_of(provider)
    return Generation(
        user_id=caller.user_id,
        key_id=caller.key_id,
        part=part,
        target=til,
        instruction=instruction,
        provider=writer.name,
        model=writer.model,
        language=til.language,
        auto_day_number=False,
        auto_excerpt=part == "excerpt",
        auto_tags=part == "tags",
        input_type=first.input_type if first else "text",
        input=first.input if first else til.content,
        source_text=(first.source_text or first.input) if first else til.content,
        source_title=first.source_title if first else til.source_title,
        source_url=first.source_url if first else til.source_url,
        content="" if part == "content" else til.content,
    )


def proposals(til: Til) -> QuerySet[Generation]:
    """Return what was written again and waits for a verdict, or is being written; the latest first."""
    return Generation.objects.filter(target=til, verdict=Verdict.OPEN).exclude(part="").order_by("-pk")


def current(til: Til, part: str) -> str:
    """Return a part as it stands; tags are lines."""
    if part == "tags":
        return "\n".join(sorted(til.tags.values_list("name", flat=True)))
    return str(getattr(til, part))


def proposed(row: Generation) -> str:
    """Return a part as it was written; tags are lines."""
    if row.part == "tags":
        return "\n".join(sorted(tag["name"] for tag in row.tags))
    return str(getattr(row, row.part))


def change_of(row: Generation, til: Til) -> list[Line]:
    """Return the difference that accepting would make; empty where there is none."""
    return difference(current(til, row.part), proposed(row))


@transaction.atomic
def accept(til: Til, pk: int) -> Generation | None:
    """Put what generation ``pk`` has written into its TIL; None where that was decided, or has not ended well."""
    row = _undecided(til, pk).filter(status=Status.COMPLETE).first()
    if row is None:
        return None
    held = Til.objects.select_for_update(of=("self",)).get(pk=til.pk)
    if row.part == "tags":
        held.save()
        held.tags.set(get_or_create_all(tag["name"] for tag in row.tags))
    else:
        setattr(held, row.part, proposed(row))
        if row.part == "content":
            held.provider, held.model = row.provider, row.model
        held.save()
    update_change_reason(held, f"{row.part}: generation {row.pk}")
    _decide(row, Verdict.ACCEPTED)
    return row


@transaction.atomic
def discard(til: Til, pk: int) -> Generation | None:
    """Keep the TIL as it is; None where that was decided before."""
    row = _undecided(til, pk).first()
    if row is not None:
        _decide(row, Verdict.DISCARDED)
    return row


def _undecided(til: Til, pk: int) -> QuerySet[Generation]:
    return proposals(til).select_for_update(of=("self",)).filter(pk=pk)


def _decide(row: Generation, verdict: Verdict) -> None:
    row.verdict, row.decided = verdict, timezone.now()
    row.save(update_fields=["verdict", "decided"])
