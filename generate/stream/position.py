"""How far into a generation a reader is; written as the SSE event id."""

import re
from typing import NamedTuple

from generate.stages import Stage

_FORM = re.compile(r"(?a:(\d{1,18})-(\d{1,9})-([1-6])-(\d{1,9})(?:-(\d{1,9}))?)")


class BadPosition(ValueError):
    """A position that no stream has ever sent."""


class Position(NamedTuple):
    """All before it has been read.

    ``stage`` is the one a reader is in, and ``offset`` how many code points of content they have, counted only inside
    content. ``ended`` is the run whose last event they have seen, 0 before that.
    """

    generation: int
    attempt: int = 1
    stage: Stage = Stage.DAY_NUMBER
    offset: int = 0
    ended: int = 0

    def __str__(self) -> str:
        """Return the event id."""
        begin = f"{self.generation}-{self.attempt}-{int(self.stage)}-{self.offset}"
        return f"{begin}-{self.ended}" if self.ended else begin


def parse(text: str, generation: int, attempts: int) -> Position:
    """Read an event id of ``generation``, which was begun ``attempts`` times.

    Raises BadPosition for anything else: it is never guessed at.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise BadPosition("This is not an event id of this site.")
    number, attempt, stage, offset, ended = (int(part or 0) for part in match.groups())
    if number != generation:
        raise BadPosition("This event id belongs to another generation.")
    if not 1 <= attempt <= attempts or (offset and stage != Stage.CONTENT):
        raise BadPosition("This is not an event id of this site.")
    return Position(number, attempt, Stage(stage), offset, ended)
