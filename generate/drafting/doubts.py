"""The unsupported claims of a draft, and those that a person dismissed."""

from django.db import transaction

from generate.drafting.provenance import is_by_rules
from generate.models import Generation
from til.review.checks import claims_of
from til.review.unsupported_claims import UnsupportedClaim

MOST = 500  # dismissed claims that a draft remembers, the latest


def doubts(row: Generation) -> list[UnsupportedClaim]:
    """Return the claims of a draft, or of the TIL it became, that its source does not support and nobody dismissed."""
    said, source = row.til or row, row.source_text or (row.input if row.input_type == "text" else "")
    if not source:
        return []
    by_rules = is_by_rules(row)
    return claims_of(said.title, said.excerpt, said.content, source, by_rules=by_rules, dismissed=row.dismissed)


@transaction.atomic
def dismiss(pk: int, key: str) -> None:
    """Remember that a person dismissed the claim with this key, as long as its sentence stays; "" forgets all."""
    row = Generation.objects.select_for_update(no_key=True).only("dismissed").get(pk=pk)
    row.dismissed = [*(one for one in row.dismissed if one != key), key[:16]][-MOST:] if key else []
    row.save(update_fields=["dismissed"])
