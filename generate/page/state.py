"""How a generation stands, in the page's own words."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.html import strip_tags

from generate.page.shown import Shown
from generate.stages import Stage
from generate.stream.live import Status


class Phase(StrEnum):
    """What is going on."""

    FETCHING = "fetching"
    READING = "reading"
    WAITING = "waiting"
    WRITING = "writing"
    FINISHING = "finishing"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


_ENDS = {Status.COMPLETE: Phase.DONE, Status.FAILED: Phase.FAILED, Status.CANCELLED: Phase.STOPPED}


@dataclass(frozen=True, slots=True)
class State:
    """What the head of the page says; ``words`` are counted once nothing more comes."""

    phase: Phase
    stage: Stage = field(compare=False)  # the fields themselves tell of it
    wanted: frozenset[Stage]
    day_number: int | None
    provider: str
    model: str
    words: int


def state_of(shown: Shown) -> State:
    """Return how ``shown`` stands."""
    live = shown.live
    words = words_in(shown) if shown.ended else 0
    return State(_phase(shown), shown.stage, live.wanted, live.day_number, live.provider, live.model, words)


def words_in(shown: Shown) -> int:
    """Return how many words can be read, code included."""
    return len(strip_tags("".join(shown.blocks.html) + shown.blocks.tail).split())


def _phase(shown: Shown) -> Phase:
    if shown.ended:
        return _ENDS[shown.status]
    if shown.stage > Stage.CONTENT:
        return Phase.FINISHING
    if shown.blocks.ends or shown.blocks.tail:
        return Phase.WRITING
    if shown.is_read:
        return Phase.WAITING
    return Phase.FETCHING if shown.kind == "url" else Phase.READING
