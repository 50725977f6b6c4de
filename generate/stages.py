"""The stages of a generation in order, and the steps they yield."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Stage(IntEnum):
    """The stages in order; ``END`` after the last one."""

    DAY_NUMBER = 1
    CONTENT = 2
    TITLE = 3
    EXCERPT = 4
    TAGS = 5
    END = 6


ALWAYS = frozenset({Stage.CONTENT, Stage.TITLE})


def wanted(*, day_number: bool, excerpt: bool, tags: bool) -> frozenset[Stage]:
    """Return the stages of a request: content and title always, others on request."""
    chosen = {Stage.DAY_NUMBER: day_number, Stage.EXCERPT: excerpt, Stage.TAGS: tags}
    return ALWAYS | {stage for stage, is_wanted in chosen.items() if is_wanted}


def first(stages: Iterable[Stage], after: Stage | None = None) -> Stage:
    """Return the first of ``stages`` after ``after``, if given; ``END`` if there is none."""
    return min((stage for stage in stages if after is None or stage > after), default=Stage.END)


@dataclass(frozen=True, slots=True)
class TagChoice:
    """A recommended tag: an existing one (``id`` set) or a new one (``id`` None, ``is_new``)."""

    id: int | None
    name: str
    slug: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of content; joined, the pieces are the content."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """A finished stage and its result.

    ``value`` is the day number (int), the title or excerpt (str), the tags (tuple of TagChoice), or for content whether
    it was cut by a length limit (bool).
    """

    stage: Stage
    value: int | str | bool | tuple[TagChoice, ...]


@dataclass(frozen=True, slots=True)
class StartOver:
    """The model started over instead of continuing: all content so far is void."""


Step = Chunk | Done | StartOver
