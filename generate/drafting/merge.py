"""Merge concurrent edits of a draft field by field, so that no saved change is lost unnoticed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generate.drafting.save import Edits
from generate.models import Generation
from til.models import Til
from til.review.diff import Line, difference

FIELDS = ("title", "excerpt", "tags", "content")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that was saved elsewhere with another value."""

    name: str
    theirs: str
    mine: str

    @property
    def lines(self) -> list[Line]:
        """The difference between the value saved elsewhere and the one here."""
        return difference(self.theirs, self.mine)


@dataclass(slots=True)
class Merged:
    """Fields to save, names of fields that keep the value saved elsewhere, and conflicts to resolve."""

    edits: Edits
    kept: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def standing(parent: Til | Generation) -> dict[str, str]:
    """Return the current fields of ``parent`` as text, as in the form."""
    names = [tag.name for tag in parent.tags.all()] if isinstance(parent, Til) else [tag["name"] for tag in parent.tags]
    return fields(parent.title, parent.excerpt, names, parent.content)


def fields(title: str, excerpt: str, tags: Iterable[str], content: str) -> dict[str, str]:
    """Return fields as text."""
    return {"title": title, "excerpt": excerpt, "tags": ", ".join(tags), "content": content}


def marks(values: Mapping[str, str]) -> dict[str, str]:
    """Return a fingerprint of each value."""
    return {name: _mark(name, value) for name, value in values.items()}


def merge(began: Mapping[str, str], edits: Edits, now: Mapping[str, str]) -> Merged:
    """Merge ``edits``, which started from values with the fingerprints ``began``, into the current values ``now``.

    The edit wins if the field was not changed elsewhere or is missing in ``began``; the value saved elsewhere wins if
    the field was not edited here.
    """
    values: dict[str, Any] = dict(edits)
    merged = Merged(edits)
    for name in began.keys() & values.keys() & now.keys():
        mine = ", ".join(values[name]) if name == "tags" else str(values[name])
        here, there = _mark(name, mine), _mark(name, now[name])
        if there in (here, began[name]):
            continue
        if here == began[name]:
            values[name] = _names(now[name]) if name == "tags" else now[name]
            merged.kept.append(name)
        else:
            merged.conflicts.append(Conflict(name, now[name], mine))
    merged.edits = Edits(**values)  # type: ignore[typeddict-item]  # the same names as before
    merged.kept.sort(key=FIELDS.index)
    merged.conflicts.sort(key=lambda conflict: FIELDS.index(conflict.name))
    return merged


def _mark(name: str, value: str) -> str:
    if name == "tags":
        value = "\n".join(sorted(tag.casefold() for tag in _names(value)))
    elif name != "content":
        value = value.strip()
    return hashlib.sha256(value.encode()).hexdigest()[:10]


def _names(tags: str) -> list[str]:
    return [name for one in tags.split(",") if (name := one.strip())]
