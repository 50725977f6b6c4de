"""The steps of a generation, in the order a reader sees them, and what each one brings."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Stage(IntEnum):
    """What a generation is working on; ``END`` when nothing is left."""

    DAY_NUMBER = 1
    CONTENT = 2
    TITLE = 3
    EXCERPT = 4
    TAGS = 5
    END = 6


ALWAYS = frozenset({Stage.CONTENT, Stage.TITLE})


def wanted(*, day_number: bool, excerpt: bool, tags: bool) -> frozenset[Stage]:
    """Return the stages of a request: content and title always, the others where asked for."""
    chosen = {Stage.DAY_NUMBER: day_number, Stage.EXCERPT: excerpt, Stage.TAGS: tags}
    return ALWAYS | {stage for stage, is_wanted in chosen.items() if is_wanted}


def first(stages: Iterable[Stage], after: Stage | None = None) -> Stage:
    """Return the earliest of ``stages``, or the earliest behind ``after``; ``END`` when there is none."""
    return min((stage for stage in stages if after is None or stage > after), default=Stage.END)


@dataclass(frozen=True, slots=True)
class TagChoice:
    """A recommended tag: one that is kept already (``id`` set), or a new one (``id`` None, ``is_new``)."""

    id: int | None
    name: str
    slug: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of content; all of them together are exactly the content."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """A finished stage and what came of it.

    ``value`` is the day number (int), the title or excerpt (str), the tags (tuple of TagChoice), or for content whether
    it was cut by a length limit (bool).
    """

    stage: Stage
    value: int | str | bool | tuple[TagChoice, ...]


Step = Chunk | Done
