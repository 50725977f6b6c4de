"""Who wrote it, for those who want to know: the page's ``ai-disclosure``."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Q

from til.models import Til

_MOSTLY = 0.8  # of the lines


def disclosure(til: Til) -> str:
    """Return ``ai-generated`` for a model's text left mostly as it was, ``ai-assisted`` where a person changed more.

    Empty where no model wrote: by hand, imported, or arranged by the offline provider.
    """
    if til.provider in {"", "offline"}:
        return ""
    kept = max((share_kept(text, til.content) for text in _written(til)), default=0)
    return "ai-generated" if kept >= _MOSTLY else "ai-assisted"


def _written(til: Til) -> Iterable[str]:
    """Return the texts that were written for it: the first, and what was accepted in its place."""
    again = Q(target=til, part="content", verdict="accepted")
    generations: Any = til.regenerations.model  # the room that generates is not known here
    return cast("Iterable[str]", generations.objects.filter(Q(til=til) | again).values_list("content", flat=True))


def share_kept(before: str, now: str) -> float:
    """Return which part of the lines that are not blank was there before, from 0 to 1."""
    lines = Counter(line.strip() for line in now.splitlines() if line.strip())
    known = Counter(line.strip() for line in before.splitlines())
    return (lines & known).total() / lines.total() if lines else 0.0
