"""A reader's position in a generation, encoded as the SSE event id."""

import re
from typing import NamedTuple

from generate.stages import Stage

_FORM = re.compile(r"(?a:(\d{1,18})-(\d{1,9})-([1-6])-(\d{1,9})(?:-(\d{1,9}))?)")


class BadPosition(ValueError):
    """The text is not a position that a stream can have sent."""


class Position(NamedTuple):
    """A position: everything before it has been read.

    ``stage`` is the reader's stage, and ``offset`` the number of code points of content read, counted only inside
    content. ``ended`` is the run whose last event the reader has seen, else 0.
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
    """Parse an event id of ``generation``, whose latest attempt is ``attempts``.

    Raises BadPosition for anything else.
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
