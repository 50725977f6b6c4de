"""A generation as server-sent events."""

from collections.abc import AsyncGenerator

from generate.drafting.find import position_of
from generate.running.runner import runner
from generate.stream.follow import as_bytes
from til.caller import Caller


def stream_til_generation(
    pk: int, attempt: int, last_event_id: str = "", caller: Caller | None = None
) -> AsyncGenerator[bytes, None]:
    """Return the events after ``last_event_id``, then new ones, to the end or until the rights of ``caller`` change.

    ``attempt`` is the generation's latest. Raises BadEventId.
    """
    return runner().follow(position_of(pk, attempt, last_event_id), as_bytes(), caller)
