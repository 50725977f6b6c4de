"""The state of a generation, as the page shows it."""

from dataclasses import dataclass, field
from enum import StrEnum
from zlib import crc32

from django.utils.html import strip_tags

from generate.errors import GenerateError
from generate.page.rendering import Rendering
from generate.stages import Stage
from generate.stream.live import Pause, Status


class Phase(StrEnum):
    """The phases of a generation on the page."""

    FETCHING = "fetching"
    READING = "reading"
    WAITING = "waiting"
    THINKING = "thinking"
    AGAIN = "again"
    WRITING = "writing"
    FINISHING = "finishing"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


_ENDS = {Status.COMPLETE: Phase.DONE, Status.FAILED: Phase.FAILED, Status.CANCELLED: Phase.STOPPED}


@dataclass(frozen=True, slots=True)
class State:
    """The head of the page; ``words`` is counted once the text is final.

    ``taken_up`` is the time at which another server took over (ISO 8601), or empty.
    """

    phase: Phase
    stage: Stage = field(compare=False)  # the fields show it themselves
    wanted: frozenset[Stage]
    provider: str
    model: str
    words: int
    error: GenerateError | None
    truncated: bool
    taken_up: str
    pause: Pause | None

    @property
    def key(self) -> str:
        """Return a key of this state, so that a reader does not get the same state twice."""
        said = (
            *(self.phase, self.provider, self.model, self.words, self.error and self.error.code, self.taken_up),
            self.pause,
        )
        return f"{crc32(repr(said).encode()):x}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more follows unless the draft is continued."""
        return self.phase in _ENDS.values()


def state_of(shown: Rendering) -> State:
    """Return the state of ``shown``."""
    live = shown.live
    return State(
        phase=_phase(shown),
        stage=shown.stage,
        wanted=live.wanted,
        provider=live.provider,
        model=live.model,
        words=_words(shown) if shown.ended else 0,
        error=shown.error if shown.ended else None,
        truncated=live.truncated and shown.ended,
        taken_up=next((one.at for one in reversed(live.continued) if one.why == "server"), ""),
        pause=None if shown.ended else live.pause,
    )


def _words(shown: Rendering) -> int:
    """Return the number of words written, code included."""
    return len(strip_tags("".join(shown.blocks.html) + shown.blocks.tail).split())


def _phase(shown: Rendering) -> Phase:
    if shown.ended:
        return _ENDS[shown.status]
    if shown.live.pause:
        return Phase.THINKING if shown.live.pause.why == "thinking" else Phase.AGAIN
    if shown.stage > Stage.CONTENT:
        return Phase.FINISHING
    if shown.blocks.ends or shown.blocks.tail:
        return Phase.WRITING
    if shown.is_read:
        return Phase.WAITING
    return Phase.FETCHING if shown.kind == "url" else Phase.READING
