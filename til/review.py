"""What a reviewer is shown beside a draft: its source, what it invented, and what still lacks."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from til.invented import Invention, find_inventions
from til.models import Til

SHORT = 120  # characters a title should keep to


@dataclass(frozen=True, slots=True)
class Review:
    """A draft beside its source; ``source`` is None where the TIL was not generated here."""

    source: str | None = None
    inventions: list[Invention] = field(default_factory=list)
    source_warnings: list[str] = field(default_factory=list)
    draft_warnings: list[str] = field(default_factory=list)
    field_warnings: list[str] = field(default_factory=list)


def review(til: Til) -> Review:
    """Return what to look at before this TIL is published."""
    generation: Any = getattr(til, "generation", None)  # the room that generates is not known here
    source = str(generation.source_text or generation.input) if generation else None
    return Review(
        source=source,
        inventions=find_inventions(til.content, source) if source else [],
        source_warnings=_source_warnings(generation) if generation else [],
        draft_warnings=[_("The model reached its limit: the end is missing.")]
        if getattr(generation, "truncated", 0)
        else [],
        field_warnings=_field_warnings(til),
    )


def _source_warnings(generation: Any) -> list[str]:
    warnings = []
    if generation.source_truncated:
        warnings.append(_("The source was too long: the model was given its beginning only."))
    if generation.source_masked:
        warnings.append(_("Secrets in the source were masked before a model saw them."))
    return warnings


def _field_warnings(til: Til) -> list[str]:
    warnings = []
    if len(til.title) > SHORT:
        warnings.append(_("The title is long: lists and search engines will cut it."))
    if not til.excerpt:
        warnings.append(_("There is no excerpt: lists and feeds will show the title alone."))
    if not til.tags.exists():
        warnings.append(_("There is no tag yet: readers find TILs by them."))
    return warnings
