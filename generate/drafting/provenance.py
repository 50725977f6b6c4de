"""Provenance: which generation wrote each part of a TIL, and whether it was edited since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from generate.drafting.regenerate import current
from generate.models import GIT, PARTS, Generation, Verdict
from generate.stages import Stage
from til.models import Til
from til.tagging.lookup import find_tags


@dataclass(frozen=True, slots=True)
class Resumed:
    """When and why the content was continued or started over; ``why`` is that of ``Continued``."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a part; ``generation`` is None for text that a person wrote or imported."""

    part: str
    label: str
    generation: Generation | None
    prompt_version: str = ""
    is_changed: bool = False

    @property
    def resumed(self) -> list[Resumed]:
        """Return how each later attempt at the content began, oldest first; none for other parts."""
        if self.generation is None or self.part != "content":
            return []
        return [Resumed(datetime.fromisoformat(one["at"]), one["why"]) for one in self.generation.continued]


def provenance(til: Til) -> list[Origin]:
    """Return the origin of each part: its last accepted generation, else the first draft."""
    first = Generation.objects.filter(til=til).first()
    accepted = Generation.objects.filter(target=til, verdict=Verdict.ACCEPTED).exclude(part="").order_by("decided")
    latest = {row.part: row for row in accepted}
    return [_origin(til, part, str(label), latest.get(part) or first) for part, label in PARTS]


def written_texts(til: Til) -> Iterable[str]:
    """Return the contents that models wrote for a TIL: the first draft, and accepted rewrites."""
    again = Q(target=til, part="content", verdict=Verdict.ACCEPTED)
    return Generation.objects.filter(Q(til=til) | again).exclude(provider=GIT).values_list("content", flat=True)


def is_by_rules(row: Generation) -> bool:
    """Return whether no model wrote any of a draft that ``row`` began."""
    again = Q(parent=row) | (Q(target=row.til) if row.til else Q())
    models = Generation.objects.filter(again, verdict=Verdict.ACCEPTED).exclude(provider__in=("offline", GIT))
    return row.provider == "offline" and not models.exists()


def _origin(til: Til, part: str, label: str, row: Generation | None) -> Origin:
    if row is None or Stage[part.upper()] not in row.wanted:
        return Origin(part, label, None)
    version = "" if row.provider in {"offline", GIT} else _version(row.prompt_versions, part)
    return Origin(part, label, row, version, _is_changed(til, part, row))


def _version(versions: Mapping[str, str], part: str) -> str:
    """Return the version of a part's prompt, with those of the style and the template that it held."""
    found = [str(versions.get(part, ""))]
    if part != "tags" and "style" in versions:
        found.append(gettext("style %(version)s") % {"version": versions["style"]})
    if part == "content" and "template" in versions:
        found.append(gettext("template %(version)s") % {"version": versions["template"]})
    return ", ".join(one for one in found if one)


def _is_changed(til: Til, part: str, row: Generation) -> bool:
    if part != "tags":
        return current(til, part).strip() != str(getattr(row, part)).strip()
    names = [tag["name"] for tag in row.tags]
    return {tag.pk for tag in find_tags(names).values()} != {tag.pk for tag in til.tags.all()}
