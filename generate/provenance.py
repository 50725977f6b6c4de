"""Where each part of a TIL comes from: which generation wrote it, with what, and whether a person changed it since."""

from dataclasses import dataclass

from generate.models import PARTS, Generation, Verdict
from generate.regenerate import current
from generate.stages import Stage
from til.models import Til
from til.tags import find_tags


@dataclass(frozen=True, slots=True)
class Origin:
    """A part and what wrote it; ``generation`` is None for what a person wrote or imported."""

    part: str
    label: str
    generation: Generation | None
    prompt_version: str = ""
    is_changed: bool = False


def provenance(til: Til) -> list[Origin]:
    """Return the origin of each part: the last generation that was accepted for it, else the first of all."""
    first = Generation.objects.filter(til=til).first()
    accepted = Generation.objects.filter(target=til, verdict=Verdict.ACCEPTED).exclude(part="").order_by("decided")
    latest = {row.part: row for row in accepted}
    return [_origin(til, part, str(label), latest.get(part) or first) for part, label in PARTS]


def _origin(til: Til, part: str, label: str, row: Generation | None) -> Origin:
    if row is None or Stage[part.upper()] not in row.wanted:
        return Origin(part, label, None)
    version = "" if row.provider == "offline" else str(row.prompt_versions.get(part, ""))
    return Origin(part, label, row, version, _is_changed(til, part, row))


def _is_changed(til: Til, part: str, row: Generation) -> bool:
    if part != "tags":
        return current(til, part).strip() != str(getattr(row, part)).strip()
    names = [tag["name"] for tag in row.tags]
    return {tag.pk for tag in find_tags(names).values()} != {tag.pk for tag in til.tags.all()}
