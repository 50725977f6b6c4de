"""The unsupported claims of a draft, and those that a person dismissed."""

from dataclasses import replace

from django.db import transaction

from generate.drafting.provenance import is_by_rules
from generate.models import Generation
from til.models import Til
from til.review.checks import claims_of
from til.review.passages import Passages
from til.review.unsupported_claims import UnsupportedClaim, days_named

MOST = 500  # dismissed claims that a draft remembers, the latest


def doubts(row: Generation, content: str = "") -> list[UnsupportedClaim]:
    """Return the claims of a draft, or of the TIL it became, that its source does not support and nobody dismissed.

    ``content`` is the unsaved text of a form, if there is one.
    """
    said, source = row.til or row, source_of(row)
    if not source:
        return []
    more = {"by_rules": is_by_rules(row), "dismissed": row.dismissed, "days": real_days(said)}
    found = claims_of(said.title, said.excerpt, content or said.content, source, **more)
    if not found:
        return []
    passages = Passages(source)
    return [replace(claim, nearest=claim.passage or passages.nearest(claim.sentence)) for claim in found]


def source_of(row: Generation) -> str:
    """Return the text that a draft is compared with: what was read, or typed notes; empty if nothing was read yet."""
    return row.source_text or (row.input if row.input_type == "text" else "")


def real_days(said: Generation | Til) -> frozenset[int]:
    """Return the days of public TILs that a draft refers to."""
    named = days_named(f"{said.title}\n{said.excerpt}\n{said.content}")
    public = Til.objects.published().filter(day_number__in=named) if named else Til.objects.none()
    return frozenset(public.values_list("day_number", flat=True))


@transaction.atomic
def dismiss(pk: int, key: str) -> None:
    """Remember that a person dismissed the claim with this key, as long as its sentence stays; "" forgets all."""
    row = Generation.objects.select_for_update(no_key=True).only("dismissed").get(pk=pk)
    row.dismissed = [*(one for one in row.dismissed if one != key), key[:16]][-MOST:] if key else []
    row.save(update_fields=["dismissed"])
