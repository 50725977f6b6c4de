"""The page's ``ai-disclosure``: whether a model wrote the text, and how much a person changed."""

from collections import Counter
from collections.abc import Iterable

from til.models import Til

_MOSTLY = 0.8  # of the lines


def disclosure(til: Til, written: Iterable[str]) -> str:
    """Return ``ai-generated`` for mostly unchanged model text, ``ai-assisted`` for text that a person changed more.

    ``written`` holds the texts a model wrote for it. Empty if no model wrote: the TIL is handwritten, imported or
    arranged arranged arranged by the offline provider.
    """
    if til.provider in {"", "offline"}:
        return ""
    kept = max((share_kept(text, til.content) for text in written), default=0)
    return "ai-generated" if kept >= _MOSTLY else "ai-assisted"


def share_kept(before: str, now: str) -> float:
    """Return the share of the non-blank lines of ``now`` that were in ``before``, from 0 to 1."""
    lines = Counter(line.strip() for line in now.splitlines() if line.strip())
    known = Counter(line.strip() for line in before.splitlines())
    return (lines & known).total() / lines.total() if lines else 0.0
