"""What a reviewer needs to check a draft: its source, unsupported claims, and missing fields."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from til.models import Til
from til.review.claims import sentence_around
from til.review.left_out import LeftOut, left_out
from til.review.orders import find_orders
from til.review.unsupported_claims import SourceFacts, UnsupportedClaim

MOST_ORDERS = 5
SHORT = 120  # recommended maximum length of a title


@dataclass(frozen=True, slots=True)
class Part:
    """One of several sources: its text, its name (empty for notes), and the address of a page."""

    text: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a draft: its text, and whether it was shortened or masked.

    ``by_rules`` says that no model wrote any of the draft; ``parts`` are the sources, if it has several; ``dismissed``
    holds keys of claims that a person dismissed, ``days`` those of other TILs that it refers to.
    """

    source: str
    parts: tuple[Part, ...] = ()
    source_truncated: bool = False
    secrets_masked: bool = False
    draft_truncated: bool = False
    by_rules: bool = False
    dismissed: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A draft beside its source; ``source`` is None if the TIL was not generated on this site."""

    source: str | None = None
    parts: tuple[Part, ...] = ()
    unsupported_claims: list[UnsupportedClaim] = field(default_factory=list)
    has_dismissed: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    source_warnings: list[str] = field(default_factory=list)
    draft_warnings: list[str] = field(default_factory=list)
    field_warnings: list[str] = field(default_factory=list)


def review(til: Til, origin: Origin | None = None) -> Review:
    """Return what to check before publishing this TIL."""
    if origin is None:
        return Review(field_warnings=_field_warnings(til))
    return Review(
        source=origin.source,
        parts=origin.parts,
        unsupported_claims=claims_of(
            til.title,
            til.excerpt,
            til.content,
            origin.source,
            by_rules=origin.by_rules,
            dismissed=origin.dismissed,
            days=origin.days,
        ),
        has_dismissed=bool(origin.dismissed),
        left_out=left_out(til.content, origin.source),
        source_warnings=_source_warnings(origin),
        draft_warnings=[_("The model reached its length limit, so the end is missing.")]
        if origin.draft_truncated
        else [],
        field_warnings=_field_warnings(til),
    )


def claims_of(
    title: str,
    excerpt: str,
    content: str,
    source: str,
    *,
    by_rules: bool = False,
    dismissed: Collection[str] = (),
    days: Collection[int] = (),
) -> list[UnsupportedClaim]:
    """Return the unsupported claims in all fields of a draft, each text once, by sentence, most doubtful first."""
    facts = SourceFacts(source, by_rules=by_rules, days=days)
    found = [
        replace(claim, sentence=sentence_around(said, claim), part=part)
        for part, said in (("content", content), ("title", title), ("excerpt", excerpt))
        for claim in facts.unsupported(said)
    ]
    once = list({claim.text: claim for claim in reversed(found)}.values())[::-1]
    return _by_sentence([claim for claim in once if claim.key not in dismissed])


def _by_sentence(claims: Sequence[UnsupportedClaim]) -> list[UnsupportedClaim]:
    """Sort by sentence: those with most sure claims first, then with most claims, then as in the draft."""
    groups: dict[str, list[UnsupportedClaim]] = {}
    for claim in claims:
        groups.setdefault(claim.sentence, []).append(claim)
    doubtful = sorted(groups.values(), key=lambda group: (-sum(claim.is_sure for claim in group), -len(group)))
    return [claim for group in doubtful for claim in sorted(group, key=lambda claim: not claim.is_sure)]


def order_warnings(source: str) -> list[str]:
    """Return warnings about orders to a model in a source."""
    said = _("The source contains orders to a model: “%(order)s”. Text based on them is marked.")
    return [said % {"order": order} for order in find_orders(source)[:MOST_ORDERS]]


def _source_warnings(origin: Origin) -> list[str]:
    warnings = order_warnings(origin.source)
    if origin.source_truncated:
        warnings.append(_("The source was too long, so the model received only parts of it."))
    if origin.secrets_masked:
        warnings.append(_("Secrets in the source were masked before it was sent to a model."))
    return [*warnings, *origin.notices]


def _field_warnings(til: Til) -> list[str]:
    warnings = []
    if len(til.title) > SHORT:
        warnings.append(_("The title is long. Lists and search engines may truncate it."))
    if not til.excerpt:
        warnings.append(_("There is no excerpt. Lists and feeds will show only the title."))
    if not til.tags.exists():
        warnings.append(_("There are no tags yet. Tags help readers find TILs."))
    return warnings
